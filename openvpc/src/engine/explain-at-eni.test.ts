import { describe, expect, it } from 'vitest';
import { packet } from '../../../test/packet-text.ts';
import { eniId, snapshotOf, withResources, type World } from '../../../test/world.ts';
import { peering } from '../../../test/world-gateways.ts';
import { compile } from '../compile/compile.ts';
import type { Because } from '../contract/verdict.ts';
import { explainAtEni } from './explain-at-eni.ts';

const WORLD: World = {
  subnets: {
    one: { cidrs: '10.0.0.0/24' },
    two: { cidrs: '10.0.1.0/24', acl: 'two' },
  },
  groups: {
    client: ['out all to 0.0.0.0/0'],
    server: ['in tcp 80 from client', 'in tcp 22 from 10.0.0.0/8', 'out tcp 443 to 0.0.0.0/0'],
  },
  acls: {
    two: [
      'in 90 deny tcp 22 from 10.0.0.0/24',
      'in 100 allow all from 0.0.0.0/0',
      'out 90 deny tcp 443 to 10.0.0.0/24',
      'out 95 deny tcp 50000 to 10.0.0.0/24',
      'out 100 allow tcp 1024-65535 to 0.0.0.0/0',
    ],
  },
  enis: {
    client: { subnet: 'one', at: '10.0.0.10', groups: 'client' },
    server: { subnet: 'two', at: '10.0.1.10', groups: 'server' },
    near: { subnet: 'two', at: '10.0.1.20', groups: 'client' },
  },
};
const program = compile(snapshotOf(WORLD));

function explained(at: string, direction: 'ingress' | 'egress', text: string, action: 'ACCEPT' | 'REJECT'): unknown {
  return explainAtEni(program, eniId(at), direction, packet(text), action)?.map(short);
}
function short(because: Because): string {
  return typeof because === 'string' ? because : `${because.resource} ${because.rule}`;
}

describe('an accepted packet is explained by what let it pass, in order of its path', () => {
  it.each([
    [
      'in over the boundary',
      'server',
      'ingress',
      'tcp 10.0.0.10:40000 > 10.0.1.10:80',
      ['acl-two 100', 'sg-server sgr-server-1'],
    ],
    ['in within the subnet', 'server', 'ingress', 'tcp 10.0.1.20:40000 > 10.0.1.10:80', ['sg-server sgr-server-1']],
    [
      'out over the boundary',
      'client',
      'egress',
      'tcp 10.0.0.10:40000 > 10.0.1.10:80',
      ['sg-client sgr-client-1', 'acl-default-a 100'],
    ],
    ['out within the subnet', 'server', 'egress', 'tcp 10.0.1.10:9 > 10.0.1.20:443', ['sg-server sgr-server-3']],
    [
      'an answer that no rule allows',
      'server',
      'egress',
      'tcp 10.0.1.10:80 > 10.0.0.10:40000 ack',
      ['tracked-flow', 'acl-two 100'],
    ],
  ] as const)('%s', (_, at, direction, text, expected) => {
    expect(explained(at, direction, text, 'ACCEPT')).toEqual(expected);
  });

  it('but not when the ACL denies it now: the entry is newer than the packet', () => {
    expect(explained('server', 'ingress', 'tcp 10.0.0.10:40000 > 10.0.1.10:22', 'ACCEPT')).toBeUndefined();
  });
});

describe('a rejected packet is explained by who denied it', () => {
  it.each([
    ['the ACL’s entry, before any group', 'ingress', 'tcp 10.0.0.10:40000 > 10.0.1.10:22', ['acl-two 90']],
    ['a group that has no rule', 'ingress', 'tcp 10.0.0.10:40000 > 10.0.1.10:81', ['implicit-deny']],
    ['the ACL’s entry, when the group allows', 'egress', 'tcp 10.0.1.10:40000 > 10.0.0.10:443', ['acl-two 90']],
    ['the group, when the ACL would deny too', 'egress', 'tcp 10.0.1.10:40000 > 10.0.0.10:53', ['implicit-deny']],
    ['the group, within the subnet', 'egress', 'tcp 10.0.1.10:40000 > 10.0.1.20:53', ['implicit-deny']],
  ] as const)('%s', (_, direction, text, expected) => {
    expect(explained('server', direction, text, 'REJECT')).toEqual(expected);
  });

  it('but not when the rules allow it now', () => {
    expect(explained('server', 'ingress', 'tcp 10.0.0.10:40000 > 10.0.1.10:80', 'REJECT')).toBeUndefined();
  });

  it('nor when it may be an answer: then the ACL denied a tracked flow, or the group one that is over', () => {
    expect(explained('server', 'egress', 'tcp 10.0.1.10:80 > 10.0.0.10:50000 ack', 'REJECT')).toBeUndefined();
  });
});

it('an ENI that the program does not hold is not explained', () => {
  expect(explained('gone', 'ingress', 'tcp 10.0.0.10:40000 > 10.0.1.10:80', 'REJECT')).toBeUndefined();
});

describe('at a NAT gateway’s interface no group is asked', () => {
  const behind = compile(
    snapshotOf({
      subnets: {
        pub: { cidrs: '10.0.0.0/24', acl: 'pub', routes: ['0.0.0.0/0 igw'] },
        priv: { cidrs: '10.0.1.0/24', routes: ['0.0.0.0/0 nat:a'] },
      },
      acls: {
        pub: ['in 90 deny tcp 22 from 0.0.0.0/0', 'in 100 allow all from 0.0.0.0/0', 'out 100 allow all to 0.0.0.0/0'],
      },
      nats: { a: { subnet: 'pub', at: '10.0.0.220', public: '198.51.100.200' } },
      groups: {},
      enis: {},
    }),
  );
  it.each([
    ['ingress', 'tcp 10.0.1.20:40000 > 203.0.113.5:443', 'ACCEPT', ['acl-pub 100']],
    ['ingress', 'tcp 10.0.1.20:40000 > 203.0.113.5:22', 'REJECT', ['acl-pub 90']],
    ['ingress', 'tcp 10.0.1.20:40000 > 203.0.113.5:22', 'ACCEPT', undefined],
    ['egress', 'tcp 10.0.0.220:1024 > 203.0.113.5:443', 'ACCEPT', ['acl-pub 100']],
    ['egress', 'tcp 10.0.0.220:1024 > 10.0.0.10:443', 'ACCEPT', []],
    // The gateway knew no such flow: that is no rule of the user's.
    ['ingress', 'tcp 203.0.113.5:443 > 10.0.0.220:1024 ack', 'REJECT', undefined],
    ['ingress', 'tcp 10.0.0.10:443 > 10.0.0.220:1024 ack', 'REJECT', undefined],
  ] as const)('%s %s %s', (direction, text, action, expected) => {
    expect(explainAtEni(behind, eniId('nat-a'), direction, packet(text), action)?.map(short)).toEqual(expected);
  });
});

describe('a rule that refers to a group over a peering connection', () => {
  const here: World = {
    subnets: { a1: { cidrs: '10.0.0.0/24', routes: ['10.1.0.0/16 pcx:ab'] } },
    groups: { app: ['in tcp 8080 from caller'] },
    enis: { app: { subnet: 'a1', at: '10.0.0.10', groups: 'app' } },
  };
  const there: World = {
    vpc: 'b',
    cidrs: '10.1.0.0/16',
    subnets: { b1: { cidrs: '10.1.0.0/24', routes: ['10.0.0.0/16 pcx:ab'] } },
    groups: { caller: ['out all to 10.0.0.0/16'] },
    enis: { caller: { subnet: 'b1', at: '10.1.0.10', groups: 'caller' } },
  };
  const call = packet('tcp 10.1.0.10:40000 > 10.0.0.10:8080');
  const at = (status: 'active' | 'pending-acceptance', action: 'ACCEPT' | 'REJECT') =>
    explainAtEni(
      compile(withResources(snapshotOf(here, there), [peering('ab', 'a', 'b', status)])),
      eniId('app'),
      'ingress',
      call,
      action,
    )?.map(short);

  it('explains while that is active', () => {
    expect(at('active', 'ACCEPT')).toEqual(['acl-default-a 100', 'sg-app sgr-app-1']);
    expect(at('active', 'REJECT')).toBeUndefined();
  });
  it('and matches nobody before', () => {
    expect(at('pending-acceptance', 'REJECT')).toEqual(['implicit-deny']);
  });
});
