import { describe, expect, it } from 'vitest';
import { packet } from '../packet-text.ts';
import { eniId, snapshotOf, type World } from '../world.ts';
import { type Entry, NO_FLOWS } from '../../openvpc/src/contract/verdict.ts';
import type { EndpointId } from '../../openvpc/src/name/id.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { agreed } from './dissent.ts';
import { benchOf, judged } from './evaluators.ts';

const WORLD: World = {
  subnets: { priv: { cidrs: '10.0.1.0/24 2001:db8:a:1::/64', routes: ['pl:s3 vpce:s3', 'pl:six vpce:six'] } },
  groups: { all: ['in all from 0.0.0.0/0', 'out all to 0.0.0.0/0', 'in all from ::/0', 'out all to ::/0'] },
  lists: { s3: ['52.216.0.0/15'], six: ['2600:1fa0::/32'] },
  endpoints: { s3: { service: 's3', list: 's3' }, six: { service: 's3', list: 'six' } },
  enis: { a1: { subnet: 'priv', at: '10.0.1.20 2001:db8:a:1::20', groups: 'all' } },
};
const bench = benchOf(snapshotOf(WORLD));

function last(from: Entry, text: string): string {
  const { disposition, steps } = agreed(judged(bench, NO_FLOWS, packet(text), from, 0 as Instant), from, packet(text));
  const because = steps.findLast(({ stage }) => stage === 'gateway')?.because;
  return `${disposition} ${typeof because === 'string' ? because : 'no reason'}`;
}

describe('out by a gateway endpoint', () => {
  it.each([
    ['tcp 10.0.1.20:5000 > 52.216.0.1:443', 'exited forwarded'],
    ['udp 10.0.1.20:5000 > 52.216.0.1:443', 'denied-gateway protocol'],
    ['47 10.0.1.20 > 52.216.0.1', 'denied-gateway protocol'],
    ['icmp 10.0.1.20 > 52.216.0.1 8/0#7', 'exited forwarded'],
    ['icmp 10.0.1.20 > 52.216.0.1 0/0#7', 'denied-gateway protocol'],
    ['icmp 10.0.1.20 > 52.216.0.1 128/0#7', 'denied-gateway protocol'],
    ['icmp [2001:db8:a:1::20] > [2600:1fa0::1] 128/0#7', 'exited forwarded'],
    ['icmp [2001:db8:a:1::20] > [2600:1fa0::1] 8/0#7', 'denied-gateway protocol'],
  ])('%s: %s', (text, expected) => {
    expect(last({ kind: 'eni', eni: eniId('a1') }, text)).toBe(expected);
  });
});

describe('back from its service', () => {
  const from = (id: string): Entry => ({ kind: 'endpoint', endpoint: id as EndpointId });
  it.each([
    ['vpce-s3', 'tcp 52.216.0.1:443 > 10.0.1.20:5000 ack', 'delivered forwarded'],
    ['vpce-s3', 'udp 52.216.0.1:443 > 10.0.1.20:5000', 'denied-gateway protocol'],
    ['vpce-s3', 'tcp 52.218.0.1:443 > 10.0.1.20:5000 ack', 'denied-gateway outside-vpc'],
    ['vpce-s3', 'tcp 52.216.0.1:443 > 10.0.1.99:5000 ack', 'denied-gateway outside-vpc'],
    ['vpce-gone', 'tcp 52.216.0.1:443 > 10.0.1.20:5000 ack', 'denied-gateway outside-vpc'],
    ['vpce-s3', 'icmp 52.216.0.1 > 10.0.1.20 0/0#7', 'delivered forwarded'],
    ['vpce-s3', 'icmp 52.216.0.1 > 10.0.1.20 8/0#7', 'denied-gateway protocol'],
    ['vpce-s3', 'icmp 52.216.0.1 > 10.0.1.20 129/0#7', 'denied-gateway protocol'],
    ['vpce-six', 'icmp [2600:1fa0::1] > [2001:db8:a:1::20] 129/0#7', 'delivered forwarded'],
    ['vpce-six', 'icmp [2600:1fa0::1] > [2001:db8:a:1::20] 0/0#7', 'denied-gateway protocol'],
  ])('%s: %s: %s', (id, text, expected) => {
    expect(last(from(id), text)).toBe(expected);
  });
});
