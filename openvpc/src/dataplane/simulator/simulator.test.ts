import { describe, expect, it } from 'vitest';
import { answer, packet } from '../../../../test/packet-text.ts';
import { eniId, snapshotOf, type World } from '../../../../test/world.ts';
import { compile } from '../../compile/compile.ts';
import type { FlowEvent } from '../../contract/flow-event.ts';
import type { Entry } from '../../contract/verdict.ts';
import { FakeClock } from '../../seam/clock.ts';
import { createSimulator, type Simulator } from './simulator.ts';

const WORLD: World = {
  subnets: { one: { cidrs: '10.0.0.0/24' }, two: { cidrs: '10.0.1.0/24' } },
  groups: { client: ['out all to 0.0.0.0/0'], server: ['in tcp 80 from client'] },
  enis: {
    client: { subnet: 'one', at: '10.0.0.10', groups: 'client' },
    server: { subnet: 'two', at: '10.0.1.10', groups: 'server' },
  },
};
const CLOSED: World = { ...WORLD, groups: { ...WORLD.groups, server: [] } };
const SUBNET_TWO_SHUT: World = {
  ...WORLD,
  subnets: { ...WORLD.subnets, two: { cidrs: '10.0.1.0/24', acl: 'shut' } },
  acls: { shut: [] },
};
const HTTP = packet('tcp 10.0.0.10:40000 > 10.0.1.10:80', 100);
const from = (name: string): Entry => ({ kind: 'eni', eni: eniId(name) });

async function enforce(simulator: Simulator, world: World): Promise<void> {
  await simulator.apply(simulator.plan(compile(snapshotOf(world)), await simulator.observe()));
}

async function running(world: World): Promise<{ simulator: Simulator; clock: FakeClock }> {
  const clock = new FakeClock();
  const simulator = createSimulator({ clock });
  await enforce(simulator, world);
  return { simulator, clock };
}

/** What `count` events say, the moment aside. */
async function events(simulator: Simulator, count: number): Promise<string[]> {
  const stop = new AbortController();
  const lines: string[] = [];
  for await (const event of simulator.flows(stop.signal)) {
    lines.push(line(event));
    if (lines.length === count) stop.abort();
  }
  return lines;
}
function line({ eni, direction, action, packets, bytes }: FlowEvent): string {
  return `${eni} ${direction} ${action} ${packets} packets ${bytes} bytes`;
}

describe('simulator', () => {
  it('lets nothing pass before a program is applied, nor after it was destroyed', async () => {
    const simulator = createSimulator({ clock: new FakeClock() });
    expect(simulator.send(HTTP, from('client')).disposition).toBe('denied-source-check');
    await enforce(simulator, WORLD);
    expect(simulator.send(HTTP, from('client')).disposition).toBe('delivered');
    await simulator.destroy();
    expect(simulator.send(HTTP, from('client')).disposition).toBe('denied-source-check');
  });

  it('has an empty plan exactly when it enforces what is desired', async () => {
    const { simulator } = await running(WORLD);
    const planFor = async (world: World) => simulator.plan(compile(snapshotOf(world)), await simulator.observe());
    expect(simulator.isEmpty(await planFor(WORLD))).toBe(true);
    expect(simulator.isEmpty(await planFor(CLOSED))).toBe(false);
  });

  it('keeps a tracked flow over a rule change, and judges a new one by the new rules', async () => {
    const { simulator } = await running(WORLD);
    expect(simulator.send(HTTP, from('client')).disposition).toBe('delivered');
    await enforce(simulator, CLOSED);
    expect(simulator.send(answer(HTTP), from('server')).disposition).toBe('delivered');
    const other = packet('tcp 10.0.0.10:40001 > 10.0.1.10:80');
    expect(simulator.send(other, from('client')).disposition).toBe('denied-group');
  });

  it('forgets a flow that was idle too long, by its clock', async () => {
    const { simulator, clock } = await running(WORLD);
    simulator.send(HTTP, from('client'));
    clock.advance(120_000);
    expect(simulator.send(answer(HTTP), from('server')).disposition).toBe('denied-group');
  });

  it('forgets the flows of an ENI that is gone, also when it comes back', async () => {
    const { simulator } = await running(WORLD);
    simulator.send(HTTP, from('client'));
    const { client } = WORLD.enis;
    await enforce(simulator, { ...WORLD, enis: { client: client as NonNullable<typeof client> } });
    await enforce(simulator, WORLD);
    expect(simulator.send(answer(HTTP), from('server')).disposition).toBe('denied-group');
  });
});

describe('flow events of the simulator', () => {
  it('count packets and bytes at both ends', async () => {
    const { simulator } = await running(WORLD);
    simulator.send(HTTP, from('client'));
    simulator.send(HTTP, from('client'));
    expect(await events(simulator, 2)).toEqual([
      'eni-client egress ACCEPT 2 packets 200 bytes',
      'eni-server ingress ACCEPT 2 packets 200 bytes',
    ]);
  });

  it('span from the first packet to the last', async () => {
    const { simulator, clock } = await running(WORLD);
    const start = clock.now();
    simulator.send(HTTP, from('client'));
    clock.advance(500);
    simulator.send(HTTP, from('client'));
    const stop = new AbortController();
    const { value } = await simulator.flows(stop.signal)[Symbol.asyncIterator]().next();
    expect(value).toMatchObject({ start, end: start + 500, sample: HTTP });
  });

  it.each<[string, World, string, string, string[]]>([
    ['a group at the sender', WORLD, 'server', 'tcp 10.0.1.10:1 > 10.0.0.10:2', ['eni-server egress REJECT']],
    [
      'a group at the receiver',
      CLOSED,
      'client',
      'tcp 10.0.0.10:1 > 10.0.1.10:80',
      ['eni-client egress ACCEPT', 'eni-server ingress REJECT'],
    ],
    [
      'the ACL of the receiver',
      SUBNET_TWO_SHUT,
      'client',
      'tcp 10.0.0.10:1 > 10.0.1.10:80',
      ['eni-client egress ACCEPT', 'eni-server ingress REJECT'],
    ],
    ['no route', WORLD, 'client', 'tcp 10.0.0.10:1 > 203.0.113.5:80', ['eni-client egress ACCEPT']],
  ])('of a packet lost to %s', async (_, world, sender, text, expected) => {
    const { simulator } = await running(world);
    simulator.send(packet(text), from(sender));
    simulator.send(packet('udp 10.0.0.10:9 > 10.0.0.10:9'), from('client')); // over its loopback: no event
    const lines = await events(simulator, expected.length);
    expect(lines).toEqual(expected.map((seen) => `${seen} 1 packets 60 bytes`));
  });

  it('of an answer that the sender’s own ACL stops are one REJECT', async () => {
    const { simulator } = await running(WORLD);
    simulator.send(HTTP, from('client'));
    await events(simulator, 2);
    await enforce(simulator, SUBNET_TWO_SHUT);
    simulator.send(answer(HTTP), from('server'));
    expect(await events(simulator, 1)).toEqual(['eni-server egress REJECT 1 packets 100 bytes']);
  });

  it('are none for the platform, for broadcast and for a forged source', async () => {
    const { simulator } = await running(WORLD);
    simulator.send(packet('udp 10.0.0.10:40000 > 10.0.0.2:53'), from('client'));
    simulator.send(packet('udp 10.0.0.10:40000 > 10.0.0.255:53'), from('client'));
    simulator.send(packet('udp 10.0.0.99:40000 > 10.0.1.10:80'), from('client'));
    simulator.send(HTTP, from('client'));
    expect(await events(simulator, 2)).toEqual([
      'eni-client egress ACCEPT 1 packets 100 bytes',
      'eni-server ingress ACCEPT 1 packets 100 bytes',
    ]);
  });

  it('reach a reader who waits, and are not lost when reading ends', async () => {
    const { simulator } = await running(WORLD);
    const waiting = events(simulator, 1);
    simulator.send(HTTP, from('client'));
    expect(await waiting).toEqual(['eni-client egress ACCEPT 1 packets 100 bytes']);
    expect(await events(simulator, 1)).toEqual(['eni-server ingress ACCEPT 1 packets 100 bytes']);
  });

  it('have one reader at a time', async () => {
    const { simulator } = await running(WORLD);
    const stop = new AbortController();
    const first = simulator.flows(stop.signal)[Symbol.asyncIterator]().next();
    const second = simulator.flows(stop.signal)[Symbol.asyncIterator]().next();
    await expect(second).rejects.toThrow('read already');
    stop.abort();
    expect(await first).toEqual({ done: true, value: undefined });
  });
});
