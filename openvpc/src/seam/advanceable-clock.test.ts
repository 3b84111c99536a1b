import { describe, expect, it } from 'vitest';
import { AdvanceableClock } from './advanceable-clock.ts';
import { FakeClock } from './clock.ts';

async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

describe('a clock that can be put forward', () => {
  it('goes as the other, and ahead of it', () => {
    const base = new FakeClock(1000);
    const clock = new AdvanceableClock(base);
    clock.advance(500);
    base.advance(1);
    expect([clock.now(), clock.ahead]).toEqual([1501, 500]);
    expect(() => clock.advance(-1)).toThrow('forward');
    expect(() => clock.advance(Number.NaN)).toThrow('forward');
  });

  it('wakes sleepers when their time has come, by whichever way', async () => {
    const base = new FakeClock(0);
    const clock = new AdvanceableClock(base);
    const woken: string[] = [];
    void clock.sleep(100).then(() => woken.push('100'));
    void clock.sleep(1000).then(() => woken.push('1000'));
    clock.advance(99);
    await settled();
    expect(woken).toEqual([]);
    base.advance(1);
    await settled();
    expect(woken).toEqual(['100']);
    clock.advance(10_000);
    await settled();
    expect(woken).toEqual(['100', '1000']);
  });

  it('lets a sleeper go when the signal aborts', async () => {
    const clock = new AdvanceableClock(new FakeClock(0));
    const stop = new AbortController();
    let woken = false;
    void clock.sleep(1000, stop.signal).then(() => (woken = true));
    stop.abort();
    await settled();
    expect(woken).toBe(true);
  });
});
