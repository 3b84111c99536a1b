import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compile } from '../../openvpc/src/compile/compile.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { address, type Family, formatAddress } from '../../openvpc/src/net/address.ts';
import { type Packet, reversed } from '../../openvpc/src/net/packet.ts';
import { walkResources } from '../../openvpc/src/reference/walk.ts';
import type { LineProcess } from '../../openvpc/src/seam/line-process.ts';
import { linuxMissing } from '../linux-only.ts';
import { TestNetwork } from '../router-network.ts';
import { eniId, snapshotOf, type World } from '../world.ts';
import { rulesArbitrary } from './worlds.ts';
import { describeUnless } from '../unless.ts';

/** Generated rules, loaded into the kernel; real packets between three guests; what arrives is what the reference says. */
const WORLDS = Number(process.env['OPENVPC_WORLDS'] ?? 500);
const SEED = Number(process.env['OPENVPC_SEED'] ?? 1);
const NOW = 1_700_000_000_000 as Instant;

const ENIS = {
  e0: '10.0.0.10 2001:db8:a::10',
  e1: '10.0.0.11 2001:db8:a::11',
  e2: '10.0.1.10 2001:db8:a:1::10',
} as const;
type Name = keyof typeof ENIS;
const NAMES = Object.keys(ENIS) as Name[];
const PORTS = [1, 22, 79, 80, 81, 443, 1023, 1024, 50_000, 65_535];

const groupsOfEni = fc.subarray(['g0', 'g1', 'g2', 'g3'], { minLength: 1, maxLength: 3 }).map((list) => list.join(' '));
const worlds = fc.record({
  rules: rulesArbitrary,
  groups: fc.record({ e0: groupsOfEni, e1: groupsOfEni, e2: groupsOfEni }),
  acls: fc.record({ front: fc.constantFrom('x', 'y', 'y'), back: fc.constantFrom('x', 'y', 'y') }),
});
const draws = fc.record({
  from: fc.constantFrom(...NAMES),
  hop: fc.integer({ min: 1, max: 2 }),
  family: fc.constantFrom<Family>(4, 4, 6),
  kind: fc.constantFrom('tcp' as const, 'udp' as const),
  port: fc.constantFrom(...PORTS),
});

describeUnless(linuxMissing, `generated worlds`, () => {
  let net: TestNetwork;
  const agents = new Map<Name, LineProcess>();

  beforeAll(async () => {
    net = await TestNetwork.start();
    const open: World = worldOf(
      { groups: { g0: [], g1: [], g2: [], g3: [] }, acls: {} },
      { e0: 'g0', e1: 'g0', e2: 'g0' },
      { front: 'x', back: 'x' },
    );
    await net.enforce(open);
    await net.plugIn(open);
    for (const name of NAMES) {
      for (const line of SEEN) await net.run(name, 'nft', line);
      const agent = net.start(name, process.execPath, '-e', AGENT);
      agents.set(name, agent);
      expect(await agent.read()).toBe('ready');
    }
  }, 60_000);
  afterAll(() => net?.destroy(), 60_000);

  it(`${WORLDS} of them: what arrives is what the reference says`, async () => {
    let sent = 0;
    let arrived = 0;
    let sourcePort = 2_000;
    const [sampled, drawn] = [
      fc.sample(worlds, { numRuns: WORLDS, seed: SEED }),
      fc.sample(draws, { numRuns: WORLDS * 5, seed: SEED }),
    ];
    for (const [i, { rules, groups, acls }] of sampled.entries()) {
      const world = worldOf(rules, groups, acls);
      const snapshot = snapshotOf(world);
      await net.enforce(compile(snapshot));
      const flows = new FlowTable();
      const expected: Array<{ at: Name; packet: Packet; delivered: boolean }> = [];
      const judge = (from: Name, packet: Packet): boolean => {
        const walk = walkResources(snapshot, flows, packet, { kind: 'eni', eni: eniId(from) }, NOW);
        flows.remember(walk.remember, NOW);
        return walk.disposition === 'delivered';
      };
      const answers: Array<{ from: Name; to: Name; packet: Packet }> = [];
      for (const { from, hop, family, kind, port } of drawn.slice(i * 5, i * 5 + 5)) {
        const to = NAMES[(NAMES.indexOf(from) + hop) % 3] as Name; // a remainder of 3
        sourcePort = sourcePort >= 49_000 ? 2_000 : sourcePort + 1;
        const packet = packetOf(from, to, family, kind, sourcePort, port);
        const delivered = judge(from, packet);
        expected.push({ at: to, packet, delivered });
        await send(agents.get(from), packet);
        // A TCP packet that arrives is answered with a reset by the guest itself; a datagram is answered by us.
        if (delivered && kind === 'udp') answers.push({ from: to, to: from, packet: reversed(packet) });
        if (delivered && kind === 'tcp')
          expected.push({ at: from, packet: reversed(packet), delivered: judge(to, reversed(packet)) });
      }
      await settled();
      for (const { from, to, packet } of answers) {
        expected.push({ at: to, packet, delivered: judge(from, packet) });
        await send(agents.get(from), packet);
      }
      await settled();
      const seen = new Map(await Promise.all(NAMES.map(async (name) => [name, await seenAt(net, name)] as const)));
      for (const { at, packet, delivered } of expected) {
        sent++;
        const came = seen.get(at)?.has(keyOf(packet)) === true;
        if (came) arrived++;
        if (came !== delivered)
          expect({ seed: SEED, world: i, at, packet: keyOf(packet), came, rules: world }).toBe('as the reference says');
      }
    }
    console.log(`${WORLDS} worlds, ${sent} real packets, ${arrived} arrived, 0 disagreements`);
    expect(arrived).toBeGreaterThan(sent / 20);
    expect(arrived).toBeLessThan(sent * 0.8);
  }, 600_000);
});

function worldOf(
  rules: Pick<World, 'groups' | 'acls'>,
  groups: Record<Name, string>,
  acls: { front: string; back: string },
): World {
  return {
    subnets: {
      s0: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64', acl: acls.front },
      s1: { cidrs: '10.0.1.0/24 2001:db8:a:1::/64', acl: acls.back },
    },
    groups: rules.groups,
    acls: { x: [], y: [], ...rules.acls },
    enis: {
      e0: { subnet: 's0', at: ENIS.e0, groups: groups.e0 },
      e1: { subnet: 's0', at: ENIS.e1, groups: groups.e1 },
      e2: { subnet: 's1', at: ENIS.e2, groups: groups.e2 },
    },
  };
}

function packetOf(
  from: Name,
  to: Name,
  family: Family,
  kind: 'tcp' | 'udp',
  sourcePort: number,
  destinationPort: number,
): Packet {
  const at = (name: Name) => address(ENIS[name].split(' ')[family === 4 ? 0 : 1] ?? '');
  const ports = { sourcePort, destinationPort };
  return {
    source: at(from),
    destination: at(to),
    transport: kind === 'tcp' ? { kind, ...ports, flags: 2 } : { kind, ...ports },
    bytes: 60,
  };
}

const keyOf = ({ source, transport }: Packet): string => {
  const { sourcePort, destinationPort } = transport as { sourcePort: number; destinationPort: number };
  return `${formatAddress(source)} ${transport.kind === 'tcp' ? 6 : 17} ${sourcePort} ${destinationPort}`;
};

async function send(agent: LineProcess | undefined, { destination, transport }: Packet): Promise<void> {
  agent?.write(JSON.stringify({ ...transport, address: formatAddress(destination), family: destination.family }));
  expect(await agent?.read()).toBe('sent');
}

/** A packet between namespaces is there at once; this leaves room for a busy machine. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 8));
}

/** What a guest got, noted by its own kernel before anything else. */
const SEEN = [
  'add table inet seen',
  ...[4, 6].map(
    (family) =>
      `add set inet seen v${family} { type ipv${family}_addr . inet_proto . inet_service . inet_service; flags dynamic; size 65535; }`,
  ),
  'add chain inet seen first { type filter hook prerouting priority -400; }',
  ...[4, 6].map(
    (family) =>
      `add rule inet seen first meta nfproto ipv${family} meta l4proto { 6, 17 } add @v${family} { ${family === 4 ? 'ip' : 'ip6'} saddr . meta l4proto . th sport . th dport }`,
  ),
];

async function seenAt(net: TestNetwork, name: Name): Promise<ReadonlySet<string>> {
  const { stdout } = await net.run(name, 'nft', '-j', '-n', 'list', 'table', 'inet', 'seen');
  const { nftables } = JSON.parse(stdout) as {
    nftables: Array<{ set?: { elem?: Array<{ concat: unknown[] } | { elem: { val: { concat: unknown[] } } }> } }>;
  };
  const keys = nftables
    .flatMap(({ set }) => set?.elem ?? [])
    .map((element) => ('concat' in element ? element.concat : element.elem.val.concat).join(' '));
  await net.run(name, 'nft', 'flush set inet seen v4; flush set inet seen v6');
  return new Set(keys);
}

/** Sends what it is told, from the port it is told. */
const AGENT = `
const net = require('node:net'); const dgram = require('node:dgram');
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { kind, sourcePort, destinationPort, address, family } = JSON.parse(line);
  const done = () => console.log('sent');
  if (kind === 'udp') {
    const socket = dgram.createSocket({ type: family === 4 ? 'udp4' : 'udp6', reuseAddr: true });
    socket.on('error', () => {});
    socket.bind(sourcePort, () => socket.send('x', destinationPort, address, () => { done(); socket.close(); }));
    return;
  }
  const socket = net.connect({ port: destinationPort, host: address, localPort: sourcePort, family });
  socket.on('error', () => {});
  setTimeout(() => { done(); setTimeout(() => socket.destroy(), 300); }, 3);
});
console.log('ready');
`;
