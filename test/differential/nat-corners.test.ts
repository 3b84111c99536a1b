import { describe, expect, it } from 'vitest';
import { packet } from '../packet-text.ts';
import { eniId, snapshotOf, type World } from '../world.ts';
import { type Entry, type FlowView, NO_FLOWS, type Walk } from '../../openvpc/src/contract/verdict.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { formatAddress } from '../../openvpc/src/net/address.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import { agreed } from './dissent.ts';
import { benchOf, judged } from './evaluators.ts';

/** a1 is behind nat-b, which is behind nat-a; `spoof` may send from any address. */
const WORLD: World = {
  subnets: {
    pub: { cidrs: '10.0.0.0/24', routes: ['0.0.0.0/0 igw'] },
    mid: { cidrs: '10.0.2.0/24', routes: ['0.0.0.0/0 nat:a'] },
    priv: { cidrs: '10.0.1.0/24', routes: ['0.0.0.0/0 nat:b', '203.0.113.0/24 nat:a'] },
  },
  groups: { all: ['in all from 0.0.0.0/0', 'out all to 0.0.0.0/0'] },
  nats: {
    a: { subnet: 'pub', at: '10.0.0.220', public: '198.51.100.200' },
    b: { subnet: 'mid', at: '10.0.2.220' },
  },
  enis: {
    a1: { subnet: 'priv', at: '10.0.1.20', groups: 'all' },
    spoof: { subnet: 'priv', at: '10.0.1.21', groups: 'all', sourceDestCheck: false },
  },
};
const NOW = 0 as Instant;
const bench = benchOf(snapshotOf(WORLD));
const walked = (flows: FlowView, text: string, from: Entry): Walk =>
  agreed(judged(bench, flows, packet(text), from, NOW), from, packet(text));

function send(flows: FlowTable, from: string, text: string): Walk {
  const entry = from === 'internet' ? ({ kind: 'internet' } as const) : ({ kind: 'eni', eni: eniId(from) } as const);
  const walk = walked(flows, text, entry);
  flows.remember(walk.remember, NOW);
  return walk;
}

const gateways = ({ steps }: Walk) =>
  steps.flatMap(({ stage, at, because }) =>
    stage === 'gateway' && typeof because === 'string' ? [`${at} ${because}`] : [],
  );
const ends = ({ source, destination }: Packet) => `${formatAddress(source)} > ${formatAddress(destination)}`;

describe('a flow through two NAT gateways', () => {
  it('is turned back at both', () => {
    const flows = new FlowTable();
    const out = send(flows, 'a1', 'tcp 10.0.1.20:5000 > 192.0.2.5:443');
    expect(gateways(out)).toEqual(['nat-b translated', 'nat-a translated', 'igw-a translated']);
    const back = send(flows, 'internet', 'tcp 192.0.2.5:443 > 198.51.100.200:1024 syn ack');
    expect(gateways(back)).toEqual(['igw-a translated', 'nat-a translated', 'nat-b translated']);
    expect(back.arrived).toMatchObject({ at: 'eni-a1', packet: { transport: { destinationPort: 5000 } } });
    expect(back.arrived && ends(back.arrived.packet)).toBe('192.0.2.5 > 10.0.1.20');
  });

  it('that the second forgot is reset to the sender itself, not to the first gateway', () => {
    const flows = new FlowTable();
    send(flows, 'a1', 'tcp 10.0.1.20:5000 > 192.0.2.5:443');
    flows.keepOnly({ has: (at) => at !== 'nat-a' });
    const { steps, answer } = send(flows, 'a1', 'tcp 10.0.1.20:5000 > 192.0.2.5:443 ack');
    expect(steps.at(-1)).toMatchObject({ at: 'nat-a', because: 'no-mapping' });
    expect(answer && ends(answer)).toBe('192.0.2.5 > 10.0.1.20');
    expect(answer).toMatchObject({
      transport: { kind: 'tcp', sourcePort: 443, destinationPort: 5000, flags: 4 },
      bytes: 40,
    });
  });
});

describe('a flow that a guest began as a gateway itself', () => {
  it('ends when its answer comes back to the same gateway', () => {
    const flows = new FlowTable();
    expect(send(flows, 'spoof', 'tcp 10.0.0.220:1024 > 203.0.113.5:443').disposition).toBe('exited');
    const back = send(flows, 'internet', 'tcp 203.0.113.5:443 > 198.51.100.200:1024 syn ack');
    expect(back.disposition).toBe('denied-gateway');
    expect(gateways(back)).toEqual(['igw-a translated', 'nat-a translated', 'nat-a loop']);
  });

  it('ends also when two gateways pass the answer to each other', () => {
    const flows = new FlowTable();
    // nat-a holds a flow of nat-b's address, and nat-b one of nat-a's.
    send(flows, 'spoof', 'tcp 10.0.2.220:1024 > 203.0.113.5:443');
    const asA = packet('tcp 10.0.0.220:1024 > 203.0.113.5:443');
    const outside = { address: packet('tcp 10.0.2.220:1 > 192.0.2.5:1').source, port: 1024 };
    flows.remember([{ at: 'nat-b', packet: asA, outside, expires: 350_000 } as never], NOW); // the id is not branded
    const back = send(flows, 'internet', 'tcp 203.0.113.5:443 > 198.51.100.200:1024 syn ack');
    expect(gateways(back)).toEqual(['igw-a translated', 'nat-a translated', 'nat-b translated', 'nat-a loop']);
  });
});

describe('a NAT gateway', () => {
  it('that is called by its own public address knows no such flow', () => {
    const walk = send(new FlowTable(), 'a1', 'tcp 10.0.1.20:5000 > 198.51.100.200:80');
    expect(gateways(walk).slice(-2)).toEqual(['igw-a translated', 'nat-a no-mapping']);
  });

  it('gives the first port of its address where nothing remembers flows', () => {
    const entry = { kind: 'eni', eni: eniId('a1') } as const;
    const walk = walked(NO_FLOWS, 'tcp 10.0.1.20:5000 > 203.0.113.5:443', entry);
    expect(walk.arrived?.packet).toMatchObject({ transport: { sourcePort: 1024 } });
    const later = walked(NO_FLOWS, 'tcp 10.0.1.20:5000 > 203.0.113.5:443 ack', entry);
    expect(later.steps.at(-1)).toMatchObject({ at: 'nat-a', because: 'no-mapping' });
  });
});
