import { describe, expect, it } from 'vitest';
import { packet } from '../../../test/packet-text.ts';
import { eniId, snapshotOf, type World } from '../../../test/world.ts';
import { compile } from '../compile/compile.ts';
import { NO_FLOWS, type Walk } from '../contract/verdict.ts';
import type { Instant } from '../name/scope.ts';
import { formatAddress } from '../net/address.ts';
import { walk } from './walk.ts';

const WORLD: World = {
  eigw: true,
  subnets: {
    pub: { cidrs: '10.0.0.0/24 2001:db8:a::/64', routes: ['0.0.0.0/0 igw', '::/0 igw'] },
    priv: { cidrs: '10.0.1.0/24 2001:db8:a:1::/64', routes: ['0.0.0.0/0 nat:a', '::/0 eigw'] },
  },
  groups: { all: ['out all to 0.0.0.0/0', 'out all to ::/0'] },
  nats: { a: { subnet: 'pub', at: '10.0.0.220', public: '198.51.100.200' } },
  enis: {
    w1: { subnet: 'pub', at: '10.0.0.10 2001:db8:a::10', groups: 'all', public: '198.51.100.10' },
    a1: { subnet: 'priv', at: '10.0.1.20 2001:db8:a:1::20', groups: 'all' },
  },
};
const program = compile(snapshotOf(WORLD));

function send(from: string, text: string, bytes: number): Walk {
  return walk(program, NO_FLOWS, packet(text, bytes), { kind: 'eni', eni: eniId(from) }, 0 as Instant);
}

describe('a packet over a gateway’s MTU', () => {
  it.each([
    ['w1', 'tcp 10.0.0.10:5000 > 203.0.113.5:443 df', 'igw-a', '10.0.0.1 > 10.0.0.10 3/4 576'],
    ['w1', 'tcp [2001:db8:a::10]:5000 > [2001:4860::5]:443', 'igw-a', '2001:db8:a::1 > 2001:db8:a::10 2/0 1280'],
    ['a1', 'tcp [2001:db8:a:1::20]:5000 > [2001:4860::5]:443', 'eigw-a', '2001:db8:a:1::1 > 2001:db8:a:1::20 2/0 1280'],
    // Behind a NAT gateway too: the original sender is told, from its own subnet's router.
    ['a1', 'tcp 10.0.1.20:5000 > 203.0.113.5:443 df', 'igw-a', '10.0.1.1 > 10.0.1.20 3/4 576'],
  ])('of %s, %s, is refused, and the sender hears of it', (from, text, at, expected) => {
    const { steps, answer } = send(from, text, 1501);
    expect(steps.at(-1)).toMatchObject({ stage: 'gateway', at, passed: false, because: 'too-big' });
    if (answer?.transport.kind !== 'icmp') throw new Error('no ICMP');
    const { type, code } = answer.transport;
    const ends = `${formatAddress(answer.source)} > ${formatAddress(answer.destination)}`;
    expect(`${ends} ${type}/${code} ${answer.bytes}`).toBe(expected);
    expect(send(from, text, 1500)).toMatchObject({ disposition: 'exited' });
  });

  it('may be cut when it is IPv4 and does not say otherwise', () => {
    expect(send('w1', 'tcp 10.0.0.10:5000 > 203.0.113.5:443', 9001).disposition).toBe('exited');
  });
});
