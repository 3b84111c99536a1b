import { beforeEach, describe, expect, it } from 'vitest';
import { createLogsHarness, type LogsHarness } from '../../../../test/logs-harness.ts';
import { packet } from '../../../../test/packet-text.ts';
import { eniId, OWNED, snapshotOf, vpcId, withResources } from '../../../../test/world.ts';
import type { FlowEvent } from '../../contract/flow-event.ts';
import { createFlowLogs, type FlowLogs } from '../../flowlog/flow-logs.ts';
import { DEFAULT_FORMAT } from '../../flowlog/format.ts';
import type { FlowLog } from '../../model/flow-log.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { FlowLogId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import { FakeClock } from '../../seam/clock.ts';
import { createFlowTargets } from './targets.ts';

/** From packets to what `aws logs` reads, through the real log store. */
const START = 1_700_000_040_000;
const eni = (at: string) => ({ subnet: 'one', at, groups: 'all' });
const words = { subnets: { one: { cidrs: '10.0.1.0/24' } }, groups: { all: ['in all from 0.0.0.0/0'] } };
const world = snapshotOf({ ...words, enis: { a: eni('10.0.1.10') } });

const flowLog = (id: string, more: Partial<FlowLog> = {}): FlowLog => ({
  ...OWNED,
  kind: 'flow-log',
  id: id as FlowLogId,
  resource: { kind: 'vpc', id: vpcId('a') },
  trafficType: 'ALL',
  logGroupName: 'flows',
  deliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/r',
  format: DEFAULT_FORMAT,
  maxAggregationIntervalSeconds: 600,
  createdAt: START as Instant,
  ...more,
});

let harness: LogsHarness;
let clock: FakeClock;
let now: Snapshot;
let flowLogs: FlowLogs;
beforeEach(async () => {
  harness = await createLogsHarness();
  clock = new FakeClock(START);
  now = withResources(world, [flowLog('fl-1')]);
  const view = createFlowTargets(() => now);
  flowLogs = createFlowLogs({ clock, logs: harness.logs, view, windowMs: 60_000, phaseMsOf: () => 0 });
});

function saw(name: string, direction: FlowEvent['direction'], text: string, times: readonly number[]): void {
  for (const seconds of times) {
    const at = (START + seconds * 1000) as Instant;
    flowLogs.record({
      eni: eniId(name),
      direction,
      sample: packet(text),
      action: 'ACCEPT',
      packets: 1,
      bytes: 84,
      start: at,
      end: at,
    });
  }
}
async function pass(seconds: number): Promise<void> {
  clock.advance(seconds * 1000);
  await flowLogs.round();
}
const events = async (logStreamName: string) =>
  (await harness.call('GetLogEvents', { logGroupName: 'flows', logStreamName, startFromHead: true })).events;

describe('delivery to CloudWatch Logs', () => {
  it('makes group and stream with the first record, its events at the time of the first packet', async () => {
    saw('a', 'ingress', 'icmp 203.0.113.7 > 10.0.1.10 8/0', [5, 6, 7, 8]);
    saw('a', 'egress', 'icmp 10.0.1.10 > 203.0.113.7 0/0', [5, 6, 7, 8]);
    await pass(59);
    expect(await harness.call('DescribeLogGroups')).toEqual({ logGroups: [] });
    await pass(3);
    expect(await events('eni-a-all')).toEqual(
      [
        '2 111122223333 eni-a 203.0.113.7 10.0.1.10 0 0 1 4 336 1700000045 1700000048 ACCEPT OK',
        '2 111122223333 eni-a 10.0.1.10 203.0.113.7 0 0 1 4 336 1700000045 1700000048 ACCEPT OK',
      ].map((message) => ({ timestamp: 1_700_000_045_000, message, ingestionTime: START + 62_000 })),
    );
  });

  it('has a line of each flow log in the shared stream', async () => {
    now = withResources(now, [flowLog('fl-2', { format: '${version} ${action}' })]);
    saw('a', 'ingress', 'icmp 203.0.113.7 > 10.0.1.10 8/0', [5]);
    await pass(62);
    expect((await events('eni-a-all')).map(({ message }: { message: string }) => message)).toEqual([
      '2 111122223333 eni-a 203.0.113.7 10.0.1.10 0 0 1 1 84 1700000045 1700000045 ACCEPT OK',
      '2 ACCEPT',
    ]);
  });

  it('covers an ENI that comes later', async () => {
    saw('b', 'ingress', 'icmp 10.0.1.10 > 10.0.1.30 8/0', [1]); // not there yet
    now = withResources(now, [...snapshotOf({ ...words, enis: { b: eni('10.0.1.30') } }).enis.values()]);
    saw('b', 'ingress', 'icmp 10.0.1.10 > 10.0.1.30 8/0', [2]);
    await pass(62);
    expect(await events('eni-b-all')).toHaveLength(1);
  });

  it('is found by field patterns', async () => {
    saw('a', 'ingress', 'tcp 203.0.113.7:40000 > 10.0.1.10:22', [5]);
    saw('a', 'ingress', 'tcp 203.0.113.7:40000 > 10.0.1.10:443', [6]);
    await pass(62);
    const filterPattern =
      '[version, account, eni, source, destination, srcport, destport="22", protocol="6", packets, bytes, windowstart, windowend, action="ACCEPT", flowlogstatus]';
    const found = await harness.call('FilterLogEvents', { logGroupName: 'flows', filterPattern });
    expect(found.events).toMatchObject([{ logStreamName: 'eni-a-all', timestamp: 1_700_000_045_000 }]);
  });

  it('makes the group again when it was deleted', async () => {
    saw('a', 'ingress', 'icmp 203.0.113.7 > 10.0.1.10 8/0', [5]);
    await pass(62);
    await harness.call('DeleteLogGroup', { logGroupName: 'flows' });
    saw('a', 'ingress', 'icmp 203.0.113.7 > 10.0.1.10 8/0', [65]);
    await pass(60);
    expect(await events('eni-a-all')).toHaveLength(1);
  });
});
