import { describe, expect, it } from 'vitest';
import { packet } from '../../../test/packet-text.ts';
import type { FlowEvent } from '../contract/flow-event.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { type AggregatorOptions, type ClosedWindow, createAggregator } from './aggregate.ts';

const A = 'eni-a' as EniId;
const B = 'eni-b' as EniId;
const ALL = () => true;
const at = (ms: number) => ms as Instant;

const aggregator = (options: Partial<AggregatorOptions> = {}) =>
  createAggregator({ windowMs: 10_000, graceMs: 2000, phaseMsOf: () => 0, maxFlows: 1000, ...options });

/** One packet of 100 bytes, unless told otherwise. */
function event(startMs: number, more: Partial<FlowEvent> = {}): FlowEvent {
  const sample = packet('tcp 10.0.0.1:40000 > 10.0.0.2:80');
  const times = { start: at(startMs), end: at(startMs) };
  return { eni: A, direction: 'egress', action: 'ACCEPT', packets: 1, bytes: 100, sample, ...times, ...more };
}

/** `start: packets/bytes@first-last, …` */
const shown = (windows: readonly ClosedWindow[]) =>
  windows.map(({ start, flows, skipped }) => {
    const counts = flows.map((flow) => `${flow.packets}/${flow.bytes}@${flow.start}-${flow.end}`);
    return `${start}: ${[...counts, ...(skipped > 0 ? [`skipped ${skipped}`] : [])].join(', ')}`;
  });

describe('aggregator', () => {
  it('sums up what is of one flow in one window', () => {
    const flows = aggregator();
    flows.add(event(1000));
    flows.add(event(3000, { packets: 5, bytes: 900, end: at(4000) }));
    flows.add(event(9999));
    flows.add(event(10_000));
    expect(shown(flows.close(at(12_000), ALL))).toEqual(['0: 7/1100@1000-9999']);
    expect(shown(flows.close(at(22_000), ALL))).toEqual(['10000: 1/100@10000-10000']);
  });

  it('tells apart direction, verdict, addresses, ports and protocols, and not ICMP types', () => {
    const flows = aggregator();
    const texts = [
      'tcp 10.0.0.1:1 > 10.0.0.2:80',
      'tcp 10.0.0.1:2 > 10.0.0.2:80',
      'tcp 10.0.0.1:1 > 10.0.0.2:81',
      'tcp 10.0.0.3:1 > 10.0.0.2:80',
      'udp 10.0.0.1:1 > 10.0.0.2:80',
      'icmp 10.0.0.1 > 10.0.0.2 8/0',
      'icmp 10.0.0.1 > 10.0.0.2 3/1',
      'icmp ::1 > ::2 128/0',
      '47 10.0.0.1 > 10.0.0.2',
    ];
    for (const text of texts) flows.add(event(1, { sample: packet(text) }));
    flows.add(event(1, { sample: packet('tcp 10.0.0.1:1 > 10.0.0.2:80'), direction: 'ingress' }));
    flows.add(event(1, { sample: packet('tcp 10.0.0.1:1 > 10.0.0.2:80'), action: 'REJECT' }));
    const [window] = flows.close(at(12_000), ALL);
    expect(window?.flows).toHaveLength(texts.length - 1 + 2);
  });

  it('keeps a window open a little beyond its end, for what is told late', () => {
    const flows = aggregator();
    flows.add(event(1000));
    expect(flows.close(at(11_999), ALL)).toEqual([]);
    flows.add(event(9500, { end: at(10_300) }));
    expect(shown(flows.close(at(12_000), ALL))).toEqual(['0: 2/200@1000-9999']);
  });

  it('counts what comes after that in the oldest open window, and nothing gets lost', () => {
    const flows = aggregator();
    flows.add(event(1000));
    flows.close(at(12_000), ALL);
    flows.add(event(9000, { end: at(9500) }));
    expect(shown(flows.close(at(22_000), ALL))).toEqual(['10000: 1/100@10000-10000']);
  });

  it('counts an event longer than a window where it ended', () => {
    const flows = aggregator();
    flows.add(event(0, { end: at(35_000) }));
    expect(shown(flows.close(at(42_000), ALL))).toEqual(['30000: 1/100@30000-35000']);
  });

  it('tells every idle window once, from the first packet on', () => {
    const flows = aggregator();
    expect(flows.close(at(50_000), ALL)).toEqual([]);
    flows.add(event(61_000));
    expect(shown(flows.close(at(92_000), ALL))).toEqual(['60000: 1/100@61000-61000', '70000: ', '80000: ']);
    expect(flows.close(at(92_500), ALL)).toEqual([]);
    expect(flows.close(at(102_000), ALL)).toMatchObject([
      { start: 90_000, end: 100_000, lastTraffic: 61_000, flows: [] },
    ]);
  });

  it('after a long pause tells what was counted and only the last idle windows', () => {
    const flows = aggregator();
    flows.add(event(1000));
    const starts = flows.close(at(1_000_000_000 + 2000), ALL).map(({ start }) => start);
    expect(starts).toHaveLength(11);
    expect([starts[0], starts[1], starts.at(-1)]).toEqual([0, 999_900_000, 999_990_000]);
  });

  it('begins each ENI’s windows where its phase says', () => {
    const flows = aggregator({ phaseMsOf: (eni) => (eni === A ? 3000 : 0) });
    flows.add(event(12_500));
    flows.add(event(12_500, { eni: B }));
    expect(flows.close(at(100_000), () => false)).toMatchObject([
      { eni: A, start: 3000, end: 13_000 },
      { eni: B, start: 10_000, end: 20_000 },
    ]);
  });

  it('tells the last packets of an ENI that went, no idle window of it, and forgets it', () => {
    const flows = aggregator();
    flows.add(event(1000));
    flows.add(event(11_000));
    const gone = () => false;
    expect(shown(flows.close(at(12_000), gone))).toEqual(['0: 1/100@1000-1000']);
    expect(flows.holds(A)).toBe(true);
    expect(shown(flows.close(at(62_000), gone))).toEqual(['10000: 1/100@11000-11000']);
    expect(flows.holds(A)).toBe(false);
  });

  it('holds so many flows and no more: the rest is counted as skipped, flows it knows go on', () => {
    const flows = aggregator({ maxFlows: 2 });
    for (const port of [1, 2, 3, 4]) flows.add(event(1, { sample: packet(`tcp 10.0.0.1:${port} > 10.0.0.2:80`) }));
    flows.add(event(2, { sample: packet('tcp 10.0.0.1:1 > 10.0.0.2:80') }));
    expect(shown(flows.close(at(12_000), ALL))).toEqual(['0: 2/200@1-2, 1/100@1-1, skipped 2']);
    flows.add(event(11_000)); // there is room again
    expect(shown(flows.close(at(22_000), ALL))).toEqual(['10000: 1/100@11000-11000']);
  });

  it('gives up what is open when asked', () => {
    const flows = aggregator();
    flows.add(event(1000));
    flows.add(event(11_000));
    expect(shown(flows.closeAll())).toEqual(['0: 1/100@1000-1000', '10000: 1/100@11000-11000']);
    expect(flows.closeAll()).toEqual([]);
  });

  it('wants windows of whole seconds', () => {
    expect(() => aggregator({ windowMs: 1500 })).toThrow('whole seconds');
    expect(() => aggregator({ windowMs: 0 })).toThrow('whole seconds');
  });
});
