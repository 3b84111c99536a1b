import { describe, expect, it } from 'vitest';
import { packet } from '../../../test/packet-text.ts';
import type { FlowEvent } from '../contract/flow-event.ts';
import type { EniId, FlowLogId, SubnetId, VpcId } from '../name/id.ts';
import type { AccountId, Instant, Region } from '../name/scope.ts';
import { address } from '../net/address.ts';
import { FakeClock } from '../seam/clock.ts';
import { createFlowLogs, type FlowLogsOptions } from './flow-logs.ts';
import { formatOf } from './format.ts';
import { memorySink } from './memory-sink.ts';
import type { FlowSubscription, FlowTarget } from './target.ts';

const START = 1_700_000_040_000;
const ENI = 'eni-1' as EniId;

const subscription = (more: Partial<FlowSubscription> = {}): FlowSubscription => ({
  flowLog: 'fl-1' as FlowLogId,
  trafficType: 'ALL',
  group: 'g',
  format: formatOf('${srcport} ${packets} ${start} ${action} ${log-status}'),
  since: START as Instant,
  ...more,
});

const target = (...subscriptions: FlowSubscription[]): FlowTarget => ({
  facts: {
    eni: ENI,
    account: '123456789012' as AccountId,
    region: 'us-east-1' as Region,
    zoneId: 'use1-az1',
    vpc: 'vpc-1' as VpcId,
    subnet: 'subnet-1' as SubnetId,
    ipv4: [address('10.0.0.1')],
    ipv6: [],
    platform: [address('10.0.0.2')],
    paths: [],
  },
  subscriptions,
});

function setUp(first: readonly FlowSubscription[] = [subscription()], options: Partial<FlowLogsOptions> = {}) {
  const clock = new FakeClock(START);
  const sink = memorySink();
  const targets = new Map([[ENI, target(...first)]]);
  const logs = createFlowLogs({
    clock,
    logs: sink,
    view: () => targets,
    windowMs: 10_000,
    phaseMsOf: () => 0,
    ...options,
  });
  return {
    clock,
    sink,
    logs,
    targets,
    /** A packet now. */
    sends(text = 'tcp 10.0.0.1:5 > 10.0.0.7:80', more: Partial<FlowEvent> = {}) {
      const now = clock.now() as Instant;
      logs.record({
        eni: ENI,
        direction: 'egress',
        sample: packet(text),
        action: 'ACCEPT',
        packets: 1,
        bytes: 60,
        start: now,
        end: now,
        ...more,
      });
    },
    async after(ms: number) {
      clock.advance(ms);
      await logs.round();
    },
    messages: (stream = `${ENI}-all`, group = 'g') => sink.lines(group, stream).map(({ message }) => message),
  };
}

describe('flow logs', () => {
  it('make group and stream with the first record, not before', async () => {
    const { sink, sends, after, messages } = setUp();
    await after(30_000);
    expect(sink.streams()).toEqual([]);
    sends();
    await after(11_999);
    expect(sink.streams()).toEqual([]);
    await after(1);
    expect(sink.streams()).toEqual(['g/eni-1-all']);
    expect(messages()).toEqual(['5 1 1700000070 ACCEPT OK']);
    expect(sink.lines('g', 'eni-1-all')[0]?.timestamp).toBe(1_700_000_070_000);
  });

  it('give each traffic type its stream; ACCEPT and REJECT have only theirs', async () => {
    const types = (['ALL', 'ACCEPT', 'REJECT'] as const).map((trafficType) => subscription({ trafficType }));
    const { sink, sends, after, messages } = setUp(types);
    sends('tcp 10.0.0.1:1 > 10.0.0.7:80');
    sends('tcp 10.0.0.1:2 > 10.0.0.7:80', { action: 'REJECT' });
    await after(12_000);
    expect(sink.streams()).toEqual(['g/eni-1-all', 'g/eni-1-accept', 'g/eni-1-reject']);
    expect(messages('eni-1-all')).toEqual(['1 1 1700000040 ACCEPT OK', '2 1 1700000040 REJECT OK']);
    expect(messages('eni-1-accept')).toEqual(['1 1 1700000040 ACCEPT OK']);
    expect(messages('eni-1-reject')).toEqual(['2 1 1700000040 REJECT OK']);
  });

  it('that differ in format alone share a stream and each write their own line', async () => {
    const { sends, after, messages } = setUp([
      subscription(),
      subscription({ format: formatOf('${version} ${action}') }),
    ]);
    sends();
    await after(12_000);
    expect(messages()).toEqual(['5 1 1700000040 ACCEPT OK', '2 ACCEPT']);
  });

  it('write nothing for a window without the wanted traffic, which is not idle either', async () => {
    const { sends, after, messages } = setUp([subscription({ trafficType: 'REJECT' })]);
    sends();
    await after(12_000);
    expect(messages('eni-1-reject')).toEqual([]);
    await after(10_000);
    expect(messages('eni-1-reject')).toEqual(['- - 1700000050 - NODATA']);
  });

  it('say NODATA only if there was traffic since they were made', async () => {
    const later = subscription({ group: 'later', since: (START + 15_000) as Instant });
    const { sends, after, messages } = setUp([subscription(), later]);
    sends();
    await after(32_000);
    expect(messages()).toHaveLength(3);
    expect(messages('eni-1-all', 'later')).toEqual([]);
    sends();
    await after(20_000);
    expect(messages('eni-1-all', 'later')).toEqual(['5 1 1700000072 ACCEPT OK', '- - 1700000080 - NODATA']);
  });

  it('know nothing of ENIs that none covers, and of traffic with the platform', async () => {
    const { sink, sends, after } = setUp();
    sends('tcp 10.0.0.1:5 > 10.0.0.7:80', { eni: 'eni-2' as EniId });
    sends('udp 10.0.0.1:5 > 10.0.0.2:53');
    sends('udp 10.0.0.2:53 > 10.0.0.1:5', { direction: 'ingress' });
    await after(60_000);
    expect(sink.streams()).toEqual([]);
  });

  it('tell the last packets of an ENI that went, take no more for it, and fall silent', async () => {
    const { targets, sends, after, messages } = setUp();
    sends();
    targets.clear();
    sends(); // what the data plane saw just before
    await after(1000);
    sends();
    await after(60_000);
    expect(messages()).toEqual(['5 2 1700000040 ACCEPT OK']);
    sends();
    await after(60_000);
    expect(messages()).toHaveLength(1);
  });

  it('say SKIPDATA beside what they counted when flows found no room', async () => {
    const { logs, sends, after, messages } = setUp([subscription({ trafficType: 'REJECT' })], { maxFlows: 1 });
    for (const port of [1, 2, 3]) sends(`tcp 10.0.0.1:${port} > 10.0.0.7:80`, { action: 'REJECT' });
    await after(12_000);
    expect(messages('eni-1-reject')).toEqual(['1 1 1700000040 REJECT OK', '- - 1700000040 - SKIPDATA']);
    expect(logs.stats().skipped).toBe(2);
  });

  it('deliver later what could not be delivered, and once', async () => {
    const { logs, sink, sends, after, messages } = setUp();
    sink.breakDown(true);
    sends();
    await after(12_000);
    expect(messages()).toEqual([]);
    expect(logs.stats()).toMatchObject({ delivered: 0, waiting: 1, failure: 'the disk is full' });
    sink.breakDown(false);
    await after(1000);
    expect(messages()).toEqual(['5 1 1700000040 ACCEPT OK']);
    expect(logs.stats()).toEqual({ delivered: 1, waiting: 0, lost: 0, skipped: 0 });
  });

  it('keep only so much of it, and count the rest as lost', async () => {
    const { logs, sink, sends, after, messages } = setUp([subscription()], { maxWaiting: 2 });
    sink.breakDown(true);
    for (const port of [1, 2, 3]) sends(`tcp 10.0.0.1:${port} > 10.0.0.7:80`);
    await after(12_000);
    expect(logs.stats()).toMatchObject({ waiting: 2, lost: 1 });
    sink.breakDown(false);
    await after(1000);
    expect(messages()).toEqual(['2 1 1700000040 ACCEPT OK', '3 1 1700000040 ACCEPT OK']);
  });

  it('append at most 10,000 records at once', async () => {
    const { sink, sends, after } = setUp();
    for (let i = 0; i < 10_001; i++) sends(`tcp 10.0.0.1:${i} > 10.0.0.7:80`);
    await after(12_000);
    expect(sink.batches().map((batch) => batch.length)).toEqual([10_000, 1]);
  });

  it('deliver open windows when they stop', async () => {
    const { clock, logs, sends, messages } = setUp();
    const stop = new AbortController();
    const running = logs.run(stop.signal);
    sends();
    clock.advance(1000);
    stop.abort();
    await running;
    expect(messages()).toEqual(['5 1 1700000040 ACCEPT OK']);
  });

  it('run by the clock', async () => {
    const { clock, logs, sends, messages } = setUp();
    const stop = new AbortController();
    const running = logs.run(stop.signal);
    sends();
    for (let i = 0; i < 13; i++) {
      clock.advance(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(messages()).toEqual(['5 1 1700000040 ACCEPT OK']);
    stop.abort();
    await running;
  });
});
