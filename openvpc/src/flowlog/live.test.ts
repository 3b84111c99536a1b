import { describe, expect, it } from 'vitest';
import { packet } from '../../../test/packet-text.ts';
import type { FlowEvent } from '../contract/flow-event.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { createLiveFlows, type LiveMessage } from './live.ts';

const event = (packets: number): FlowEvent => ({
  eni: 'eni-1' as EniId,
  direction: 'egress',
  sample: packet('tcp 10.0.0.1:1 > 10.0.0.2:2'),
  action: 'ACCEPT',
  packets,
  bytes: 60,
  start: 0 as Instant,
  end: 0 as Instant,
});
const setUp = (queue = 100) => {
  const rule = { now: 'sgr-1' };
  const explain = ({ packets }: FlowEvent) => ({ packets, because: rule.now });
  return { rule, live: createLiveFlows({ explain, keep: 3, queue }) };
};
async function take<T>(from: AsyncGenerator<LiveMessage<T>, void>, count: number): Promise<readonly LiveMessage<T>[]> {
  const taken: LiveMessage<T>[] = [];
  while (taken.length < count) {
    const { value, done } = await from.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

describe('live flows', () => {
  it('reach every watcher, explained by the rules of their time', async () => {
    const { rule, live } = setUp();
    const stop = new AbortController();
    const watchers = [live.follow(stop.signal), live.follow(stop.signal)];
    live.publish(event(1));
    rule.now = 'sgr-2';
    live.publish(event(2));
    for (const watcher of watchers) {
      expect(await take(watcher, 2)).toEqual([
        { kind: 'flow', flow: { packets: 1, because: 'sgr-1' } },
        { kind: 'flow', flow: { packets: 2, because: 'sgr-2' } },
      ]);
    }
    stop.abort();
  });

  it('wake a watcher that waits', async () => {
    const { live } = setUp();
    const stop = new AbortController();
    const next = take(live.follow(stop.signal), 1);
    await Promise.resolve();
    live.publish(event(7));
    expect(await next).toMatchObject([{ flow: { packets: 7 } }]);
    stop.abort();
  });

  it('tell a slow watcher what it missed, where it missed it', async () => {
    const { live } = setUp(2);
    const stop = new AbortController();
    const watcher = live.follow(stop.signal);
    for (const packets of [1, 2, 3, 4]) live.publish(event(packets));
    const first = await take(watcher, 1);
    live.publish(event(5)); // there is room, but the gap comes first
    const second = await take(watcher, 2);
    live.publish(event(6));
    const third = await take(watcher, 1);
    stop.abort();
    const told = [...first, ...second, ...third].map((one) =>
      one.kind === 'flow' ? one.flow.packets : `missed ${one.count}`,
    );
    expect(told).toEqual([1, 2, 'missed 3', 6]);
  });

  it('end with the signal', async () => {
    const { live } = setUp();
    const stop = new AbortController();
    const watcher = live.follow(stop.signal);
    const waiting = take(watcher, 1);
    stop.abort();
    expect(await waiting).toEqual([]);
    live.publish(event(1));
    expect(await take(watcher, 1)).toEqual([]);
    expect(await take(live.follow(stop.signal), 1)).toEqual([]);
  });

  it('keep the last few for who comes later', () => {
    const { live } = setUp();
    for (const packets of [1, 2, 3, 4]) live.publish(event(packets));
    expect(live.recent().map(({ packets }) => packets)).toEqual([2, 3, 4]);
  });
});
