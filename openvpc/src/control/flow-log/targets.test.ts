import { describe, expect, it } from 'vitest';
import { eniId, OWNED, snapshotOf, subnetId, vpcId, without, withResources } from '../../../../test/world.ts';
import { DEFAULT_FORMAT } from '../../flowlog/format.ts';
import type { FlowLog } from '../../model/flow-log.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { FlowLogId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import { formatAddress } from '../../net/address.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { createFlowTargets, flowTargets } from './targets.ts';

const world = snapshotOf(
  {
    subnets: {
      open: { cidrs: '10.0.1.0/24 2001:db8:a:1::/64', routes: ['0.0.0.0/0 igw', '192.0.2.0/24 gone'] },
      closed: { cidrs: '10.0.2.0/24' },
    },
    groups: { all: ['in all from 0.0.0.0/0'] },
    enis: {
      web: { subnet: 'open', at: '10.0.1.10 10.0.1.11 2001:db8:a:1::10', groups: 'all' },
      db: { subnet: 'closed', at: '10.0.2.20', groups: 'all' },
    },
  },
  {
    vpc: 'b',
    cidrs: '10.1.0.0/16',
    subnets: { other: { cidrs: '10.1.1.0/24' } },
    groups: { other: [] },
    enis: { far: { subnet: 'other', at: '10.1.1.10', groups: 'other' } },
  },
);

const flowLog = (id: string, resource: FlowLog['resource'], more: Partial<FlowLog> = {}): FlowLog => ({
  ...OWNED,
  kind: 'flow-log',
  id: id as FlowLogId,
  resource,
  trafficType: 'ALL',
  logGroupName: 'flows',
  deliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/r',
  format: DEFAULT_FORMAT,
  maxAggregationIntervalSeconds: 600,
  createdAt: 5 as Instant,
  ...more,
});
const ofVpc = flowLog('fl-vpc', { kind: 'vpc', id: vpcId('a') });
const covered = (snapshot: Snapshot) =>
  [...flowTargets(snapshot)].map(
    ([eni, { subscriptions }]) => `${eni} ${subscriptions.map((one) => one.flowLog).join(' ')}`,
  );

describe('flow targets', () => {
  it('are the ENIs of what a flow log monitors', () => {
    expect(covered(world)).toEqual([]);
    expect(covered(withResources(world, [ofVpc]))).toEqual(['eni-web fl-vpc', 'eni-db fl-vpc']);
    expect(covered(withResources(world, [flowLog('fl-s', { kind: 'subnet', id: subnetId('closed') })]))).toEqual([
      'eni-db fl-s',
    ]);
    const onEni = flowLog('fl-e', { kind: 'eni', id: eniId('web') }, { trafficType: 'REJECT' });
    expect(covered(withResources(world, [ofVpc, onEni]))).toEqual(['eni-web fl-e fl-vpc', 'eni-db fl-vpc']);
  });

  it('are attached', () => {
    const eni = world.enis.get(eniId('web'));
    if (eni === undefined) throw new Error('the world has no web');
    const { attachment: _none, ...detached } = eni;
    expect(covered(withResources(world, [ofVpc, detached]))).toEqual(['eni-db fl-vpc']);
  });

  it('know what records say', () => {
    const target = flowTargets(withResources(world, [ofVpc])).get(eniId('web'));
    expect(target?.subscriptions).toMatchObject([
      {
        flowLog: 'fl-vpc',
        trafficType: 'ALL',
        group: '111122223333:us-east-1:flows',
        since: 5,
        format: { version: 2 },
      },
    ]);
    expect(target?.facts).toMatchObject({
      eni: 'eni-web',
      account: '111122223333',
      region: 'us-east-1',
      zoneId: 'use1-az1',
      vpc: 'vpc-a',
      subnet: 'subnet-open',
    });
    expect(target?.facts.instance).toBe(world.enis.get(eniId('web'))?.attachment?.instance);
    expect(target?.facts.ipv4.map(formatAddress)).toEqual(['10.0.1.10', '10.0.1.11']);
    expect(target?.facts.ipv6.map(formatAddress)).toEqual(['2001:db8:a:1::10']);
    expect(target?.facts.platform.map(formatAddress)).toEqual(['10.0.0.2', '10.0.1.1', '2001:db8:a:1::1', '10.0.2.1']);
  });

  it('know where routes lead: blackholes nowhere', () => {
    const paths = (snapshot: Snapshot, eni: string) =>
      flowTargets(withResources(snapshot, [ofVpc]))
        .get(eniId(eni))
        ?.facts.paths.map(({ destination, path }) => `${formatPrefix(destination)} ${path ?? '-'}`);
    const local = ['10.0.0.0/16 1', '2001:db8:a::/56 1'];
    expect(paths(world, 'web')).toEqual([...local, '0.0.0.0/0 8', '192.0.2.0/24 -']);
    expect(paths(world, 'db')).toEqual(local); // the main table
    expect(paths(without(world, 'internet-gateway', 'igw-a'), 'web')).toEqual([
      ...local,
      '0.0.0.0/0 -',
      '192.0.2.0/24 -',
    ]);
  });

  it('are made again only for another snapshot', () => {
    let now = withResources(world, [ofVpc]);
    const targets = createFlowTargets(() => now);
    const first = targets();
    expect(targets()).toBe(first);
    now = without(now, 'flow-log', 'fl-vpc');
    expect(targets().size).toBe(0);
  });
});
