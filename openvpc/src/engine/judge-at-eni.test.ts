import { describe, expect, it } from 'vitest';
import { packet } from '../../../test/packet-text.ts';
import { eniId, snapshotOf, withResources, type World } from '../../../test/world.ts';
import { peering } from '../../../test/world-gateways.ts';
import { compile } from '../compile/compile.ts';
import type { Instant } from '../name/scope.ts';
import { EniJudge } from './judge-at-eni.ts';

const OUT = ['out 100 allow all to 0.0.0.0/0', 'out 101 allow all to ::/0'];
const WORLD: World = {
  subnets: {
    front: { cidrs: '10.0.0.0/24 2001:db8:a::/64', acl: 'front', routes: ['10.1.0.0/16 pcx:ab', '10.3.0.0/16 pcx:ad'] },
    back: { cidrs: '10.0.1.0/24' },
  },
  acls: {
    front: [
      'in 50 deny tcp 22 from 0.0.0.0/0',
      'in 100 allow all from 0.0.0.0/0',
      'out 60 deny udp 9 to 0.0.0.0/0',
      ...OUT,
    ],
  },
  groups: {
    web: [
      'in tcp 80 from 10.0.0.0/8',
      'in tcp 22 from 0.0.0.0/0',
      'in tcp 81 from caller',
      'out tcp 443 to caller',
      'out udp 9 to 0.0.0.0/0',
    ],
    other: [],
  },
  enis: {
    web: { subnet: 'front', at: '10.0.0.10 2001:db8:a::10', groups: 'web' },
    near: { subnet: 'front', at: '10.0.0.11', groups: 'other' },
  },
};
const far = (vpc: string, cidr: string, group: string): World => ({
  vpc,
  cidrs: cidr,
  subnets: { [`${vpc}1`]: { cidrs: cidr.replace('/16', '/24') } },
  groups: { [group]: [] },
  enis: { [vpc]: { subnet: `${vpc}1`, at: cidr.replace('0.0/16', '0.10'), groups: group } },
});
/** B, C (which no route leads to) and D (in another Region) are peered with A; B and C have the same addresses. */
const snapshot = withResources(
  snapshotOf(
    WORLD,
    far('b', '10.1.0.0/16', 'caller'),
    far('c', '10.1.0.0/16', 'stranger'),
    { ...far('d', '10.3.0.0/16', 'abroad'), region: 'eu-west-1' },
    far('e', '10.4.0.0/16', 'lonely'),
    far('f', '10.5.0.0/16', 'apart'),
  ),
  [
    peering('ab', 'a', 'b'),
    peering('ca', 'c', 'a'),
    peering('ad', 'a', 'd'),
    peering('ea', 'e', 'a'),
    peering('bf', 'b', 'f'),
  ],
);
const program = compile(snapshot);
const judged = (texts: readonly string[], rules = program) => {
  const judge = new EniJudge(rules, eniId('web'));
  return texts.map((text) => {
    const verdict = judge.judge(packet(text), 0 as Instant);
    if (verdict === undefined) return undefined;
    const because = verdict.because.map((one) => (typeof one === 'string' ? one : one.rule));
    return [verdict.direction, verdict.action, ...because].join(' ');
  });
};

describe('a packet at one interface', () => {
  it.each([
    ['tcp 10.0.1.20:40000 > 10.0.0.10:80', 'ingress ACCEPT 100 sgr-web-1'],
    ['tcp 10.0.0.11:40000 > 10.0.0.10:80', 'ingress ACCEPT sgr-web-1'],
    ['tcp 10.0.1.20:40000 > 10.0.0.10:22', 'ingress REJECT 50'],
    ['tcp 10.0.0.11:40000 > 10.0.0.10:22', 'ingress ACCEPT sgr-web-2'],
    ['tcp 10.0.1.20:40000 > 10.0.0.10:99', 'ingress REJECT implicit-deny'],
    ['tcp 10.0.1.20:40000 > 10.0.0.10:80 orphan', 'ingress REJECT denied-fragment'],
    ['udp 10.0.0.10:9 > 10.0.0.11:9', 'egress ACCEPT sgr-web-5'],
    ['udp 10.0.0.10:9 > 10.0.1.20:9', 'egress REJECT 60'],
    ['udp 10.0.0.10:9 > 10.0.1.20:10', 'egress REJECT implicit-deny'],
    ['udp 10.0.0.10:9 > 10.0.0.255:9', 'egress REJECT denied-broadcast'],
    ['udp 10.0.0.10:9 > 224.0.0.1:9', 'egress REJECT denied-broadcast'],
    ['udp 10.0.0.10:40000 > 10.0.0.2:53', 'egress EXEMPT'],
    ['udp 10.0.0.2:53 > 10.0.0.10:40000', 'ingress EXEMPT'],
    ['icmp [fe80::1] > [2001:db8:a::10] 136/0', 'ingress EXEMPT'],
    ['icmp [2001:db8:a::99] > [2001:db8:a::10] 135/0', 'ingress EXEMPT'],
    ['icmp [2001:db8:ffff::5] > [2001:db8:a::10] 135/0', 'ingress REJECT *'],
    ['tcp 10.0.0.11:40000 > 10.0.1.20:80', undefined],
  ])('%s: %s', (text, expected) => {
    expect(judged([text])).toEqual([expected]);
  });

  it('that answers is let pass by the flow that it answers', () => {
    expect(judged(['tcp 10.0.1.20:40000 > 10.0.0.10:80', 'tcp 10.0.0.10:80 > 10.0.1.20:40000 ack'])).toEqual([
      'ingress ACCEPT 100 sgr-web-1',
      'egress ACCEPT tracked-flow 100',
    ]);
    expect(judged(['tcp 10.0.0.10:80 > 10.0.1.20:40000 ack'])).toEqual(['egress REJECT implicit-deny']);
  });
});

describe('of a group in a peer VPC', () => {
  it.each([
    // Two peers have the source: the way back says which is meant.
    ['tcp 10.1.0.10:40000 > 10.0.0.10:81', 'ingress ACCEPT 100 sgr-web-3'],
    ['tcp 10.0.0.10:40000 > 10.1.0.10:443', 'egress ACCEPT sgr-web-4 100'],
    ['tcp 10.1.0.11:40000 > 10.0.0.10:81', 'ingress REJECT implicit-deny'],
  ])('%s: %s', (text, expected) => {
    expect(judged([text])).toEqual([expected]);
  });

  it.each([
    ['d', '10.3.0.10', 'abroad', false], // in another Region
    ['e', '10.4.0.10', 'lonely', true], // no way back, but nobody else has the address
    ['f', '10.5.0.10', 'apart', false], // peered with B alone
  ])('%s at %s, group %s: %s', (_, address, group, isKnown) => {
    const rules = {
      ...WORLD,
      groups: { ...WORLD.groups, web: [`in tcp 81 from ${group}`, `out tcp 443 to ${group}`] },
    };
    const own = compile(
      withResources(
        snapshot,
        [...snapshotOf(rules).securityGroups.values()].filter(({ id }) => id === 'sg-web'),
      ),
    );
    const call = judged([`tcp ${address}:40000 > 10.0.0.10:81`], own);
    expect(call).toEqual([isKnown ? 'ingress ACCEPT 100 sgr-web-1' : 'ingress REJECT implicit-deny']);
    // Out it goes only where a route leads.
    expect(judged([`tcp 10.0.0.10:40000 > ${address}:443`], own)).toEqual(['egress REJECT implicit-deny']);
  });
});
