import { describe, expect, it } from 'vitest';
import { peering, prefixList, publicAccess } from '../../../test/world-gateways.ts';
import { eniId, groupId, snapshotOf, subnetId, vpcId, withResources, type World } from '../../../test/world.ts';
import { listSet, memberSet } from '../contract/program.ts';
import { EMPTY_SNAPSHOT, type Resource, type Snapshot } from '../model/snapshot.ts';
import type {
  EgressOnlyGatewayId,
  EndpointId,
  NatGatewayId,
  PeeringId,
  PrefixListId,
  RouteTableId,
} from '../name/id.ts';
import { formatAddress } from '../net/address.ts';
import { formatPrefix } from '../net/prefix.ts';
import { compile } from './compile.ts';

const A: World = {
  subnets: {
    pub: { cidrs: '10.0.0.0/24', routes: ['0.0.0.0/0 igw'] },
    priv: { cidrs: '10.0.1.0/24', routes: ['pl:near eni:f', '~10.9.0.0/16 vgw', '203.0.113.0/24 nat:a'] },
  },
  gatewayRoutes: ['10.0.0.0/24 eni:f'],
  eigw: true,
  nats: {
    a: { subnet: 'pub', at: '10.0.0.220', public: '198.51.100.200' },
    old: { subnet: 'pub', at: '10.0.0.222', public: '198.51.100.202', state: 'deleting' },
  },
  lists: { near: ['203.0.113.0/24', '192.0.2.0/25'], far: ['198.51.100.0/24', '100.64.0.0/10'], idle: ['10.0.0.0/8'] },
  endpoints: { ddb: { service: 'dynamodb', list: 'near' }, s3: { service: 's3', list: 'near' } },
  groups: { g: ['in tcp 1 from pl:far', 'in tcp 2 from h', 'in tcp 3 from 10.0.0.0/8'], h: [] },
  enis: {
    f: { subnet: 'pub', at: '10.0.0.50', groups: 'g', sourceDestCheck: false },
    w: {
      subnet: 'pub',
      at: '10.0.0.10 10.0.0.12 10.0.0.11',
      groups: 'h',
      public: '10.0.0.12=198.51.100.12 10.0.0.11=198.51.100.11',
      autoPublic: '198.51.100.60',
      prefixes: '10.0.0.144/28 10.0.0.128/28',
      timeouts: { udp: 60, udpStream: 180 },
    },
  },
};
const B: World = { vpc: 'b', cidrs: '10.1.0.0/16', subnets: {}, groups: {}, enis: {} };
const more: readonly Resource[] = [
  peering('ba', 'b', 'a'),
  peering('old', 'a', 'b', 'deleted'),
  ...publicAccess('block-ingress', { 'subnet-priv': 'allow-bidirectional' }),
];
const snapshot = withResources(snapshotOf(A, B), more);
const program = compile(snapshot);

describe('a program with gateways', () => {
  it('is canonical', () => {
    const all = Object.values(snapshot).flatMap((collection): Resource[] =>
      collection instanceof Map ? [...(collection.values() as Iterable<Resource>)] : [],
    );
    const backwards: Snapshot = withResources(EMPTY_SNAPSHOT, all.reverse());
    expect(compile(backwards).digest).toBe(program.digest);
  });

  it('has the gateways that pass packets', () => {
    expect([...program.natGateways]).toEqual([
      ['nat-a', { vpc: 'vpc-a', subnet: 'subnet-pub', eni: 'eni-nat-a', connectivity: 'public' }],
    ]);
    expect(program.egressOnlyGateways.get('eigw-a' as EgressOnlyGatewayId)).toEqual({ vpc: 'vpc-a' });
    expect([...program.peerings.keys()]).toEqual(['pcx-ba']);
    expect(program.peerings.get('pcx-ba' as PeeringId)).toEqual({ vpcs: ['vpc-a', 'vpc-b'], isWithinRegion: true });
    expect(program.endpoints.get('vpce-ddb' as EndpointId)).toEqual({ vpc: 'vpc-a', list: 'pl-near', tracked: true });
    expect(program.endpoints.get('vpce-s3' as EndpointId)).toMatchObject({ tracked: false });
    expect(program.natGateways.has('nat-old' as NatGatewayId)).toBe(false);
  });

  it('says of an ENI what differs from others, in order', () => {
    const { publicAddresses = [], prefixes = [], timeouts, natGateway } = program.enis.get(eniId('w')) ?? {};
    expect(publicAddresses.map((one) => `${formatAddress(one.private)} ${formatAddress(one.public)}`)).toEqual([
      '10.0.0.10 198.51.100.60',
      '10.0.0.11 198.51.100.11',
      '10.0.0.12 198.51.100.12',
    ]);
    expect(prefixes.map(formatPrefix)).toEqual(['10.0.0.128/28', '10.0.0.144/28']);
    expect(timeouts).toEqual({ udp: 60 });
    expect(natGateway).toBeUndefined();
    const plain = program.enis.get(eniId('f'));
    expect(Object.keys(plain ?? {})).not.toContain('publicAddresses');
    expect(Object.keys(plain ?? {})).not.toContain('natGateway');
    expect(program.enis.get(eniId('nat-a'))).toMatchObject({ natGateway: 'nat-a' });
  });

  it('lets the Elastic IP of a primary address stand for the one of the launch', () => {
    const both = snapshotOf({
      ...A,
      enis: {
        w: { subnet: 'pub', at: '10.0.0.10', groups: 'g', public: '198.51.100.10', autoPublic: '198.51.100.60' },
      },
      gatewayRoutes: [],
      subnets: { pub: { cidrs: '10.0.0.0/24' } },
    });
    const own = compile(both).enis.get(eniId('w'))?.publicAddresses ?? [];
    expect(own.map((one) => formatAddress(one.public))).toEqual(['198.51.100.10']);
  });

  it('has the sets that rules and endpoints refer to, and no other', () => {
    expect([...program.sets.keys()]).toEqual([
      listSet('pl-far' as PrefixListId),
      listSet('pl-near' as PrefixListId),
      memberSet(groupId('h'), vpcId('a')),
    ]);
    const texts = (id: Parameters<typeof program.sets.get>[0]) => program.sets.get(id)?.map(formatPrefix);
    expect(texts(listSet('pl-far' as PrefixListId))).toEqual(['100.64.0.0/10', '198.51.100.0/24']);
    expect(texts(memberSet(groupId('h'), vpcId('a')))).toEqual([
      '10.0.0.10/32',
      '10.0.0.11/32',
      '10.0.0.12/32',
      '10.0.0.128/28',
      '10.0.0.144/28',
    ]);
  });

  it('has of several routes to one block the one that counts', () => {
    const routes = program.routeTables.get('rtb-priv' as RouteTableId) ?? [];
    expect(
      routes.map(({ destination, target, origin }) => [formatPrefix(destination), target.kind, origin.rule]),
    ).toEqual([
      ['10.0.0.0/16', 'local', '10.0.0.0/16'],
      ['10.9.0.0/16', 'blackhole', '10.9.0.0/16'],
      ['192.0.2.0/25', 'eni', 'pl-near'],
      ['203.0.113.0/24', 'nat-gateway', '203.0.113.0/24'],
      ['2001:db8:a::/56', 'local', '2001:db8:a::/56'],
    ]);
  });

  it('has the gateway’s route table, and what is blocked', () => {
    expect(program.vpcs.get(vpcId('a'))).toMatchObject({
      internetGateway: 'igw-a',
      gatewayRouteTable: 'rtb-gateway-a',
    });
    expect(Object.keys(program.vpcs.get(vpcId('b')) ?? {})).not.toContain('gatewayRouteTable');
    expect(program.subnets.get(subnetId('pub'))?.publicAccess).toBe('egress-only');
    expect(program.subnets.get(subnetId('priv'))?.publicAccess).toBeUndefined();
  });

  it('shares with the program before it what did not change', () => {
    const after = compile(withResources(snapshot, [prefixList('far', ['198.51.100.0/24'])]));
    expect(after.digest).not.toBe(program.digest);
    for (const id of program.groups.keys()) expect(after.groups.get(id)).toBe(program.groups.get(id));
    expect(after.enis.get(eniId('f'))).toBe(program.enis.get(eniId('f')));
  });
});
