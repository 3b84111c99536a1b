import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../openvpc/src/compile/compile.ts';
import { guestDevice, routerDevice, routerNamespace } from '../openvpc/src/contract/wiring.ts';
import { createNftablesDataplane } from '../openvpc/src/dataplane/nftables/dataplane.ts';
import { systemClock } from '../openvpc/src/seam/clock.ts';
import { must, systemExec } from '../openvpc/src/seam/exec.ts';
import { startLineProcess } from '../openvpc/src/seam/line-process.ts';
import { createNetnsHost } from '../openvpc/src/seam/netns-linux.ts';
import { eniId, snapshotOf, vpcId, type World } from '../test/world.ts';

/**
 * New TCP connections per second from one namespace through a router namespace to another, in turn: plain forwarding, bare
 * connection tracking, and the data plane with 10 and 1,000 rules; five rounds, medians, as ratios to the two baselines.
 * Client and server share the machine's cores with the router, so the ratios say more than the rates.
 */
const ROUNDS = Number(process.env['OPENVPC_BENCH_ROUNDS'] ?? 5);
const SECONDS = Number(process.env['OPENVPC_BENCH_SECONDS'] ?? 2);
const PORT = 5432;

const SERVER = `require('node:net').createServer((s) => s.on('error', () => {}).end()).listen(Number(process.argv[1]), '0.0.0.0', 4096)`;
const CLIENT = `
const net = require('node:net'); const until = Date.now() + Number(process.argv[1]) * 1000; let done = 0;
const one = () => { if (Date.now() > until) return; const s = net.connect(${PORT}, '10.0.1.20');
  s.on('error', () => {}); s.resume(); s.on('close', () => { done++; one(); }); };
for (let i = 0; i < 32; i++) one();
process.on('exit', () => console.log(done / Number(process.argv[1])));`;

const data = mkdtempSync(join(tmpdir(), 'openvpc-bench-'));
const site = `ovpc-b${process.pid}`;
const host = await createNetnsHost({ site, dataDir: data, exec: systemExec });
const router = routerNamespace(site, vpcId('a'));
const dataplane = createNftablesDataplane({ site, startLineProcess, host, exec: systemExec, clock: systemClock });
const inside = (name: string, ...argv: string[]) => must(systemExec, host.inside(name, argv));
let server: ChildProcess | undefined;

try {
  await load(10);
  const [client, listener] = [`${site}-client`, `${site}-server`];
  await guest(client, 'a', '10.0.0.10', '10.0.0.1');
  await guest(listener, 'b', '10.0.1.20', '10.0.1.1');
  server = startNode(listener, SERVER, [String(PORT)]);
  await new Promise((resolve) => setTimeout(resolve, 500));

  const kinds: ReadonlyArray<readonly [string, () => Promise<void>]> = [
    ['plain forwarding', () => bare([])],
    ['bare connection tracking', () => bare(['add rule inet bench forward ct state new,established accept'])],
    ['data plane, 10 rules', () => load(10)],
    ['data plane, 1,000 rules', () => load(1000)],
  ];
  const rates = new Map<string, number[]>(kinds.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, prepare] of kinds) {
      await prepare();
      rates.get(name)?.push(await connectionsPerSecond(client));
    }
  }
  const median = (name: string): number => [...(rates.get(name) ?? [])].sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
  for (const [name] of kinds) {
    const rate = median(name);
    const ratios = kinds.slice(0, 2).map(([base]) => `${(rate / median(base)).toFixed(2)} of ${base}`);
    console.log(`${rate.toFixed(0).padStart(8)}/s  ${name.padEnd(26)} ${ratios.join(', ')}`);
  }
} finally {
  server?.kill('SIGKILL');
  await dataplane.destroy();
  rmSync(data, { recursive: true, force: true });
}

/** The product, with that many rules in the receiver's group; the one that matters is a group reference. */
async function load(rules: number): Promise<void> {
  const others = Array.from({ length: rules - 1 }, (_, i) => `in tcp ${1024 + i} from 172.16.${i >> 8}.${i & 255}/32`);
  const world: World = {
    subnets: { one: { cidrs: '10.0.0.0/24' }, two: { cidrs: '10.0.1.0/24' } },
    groups: { web: ['out all to 0.0.0.0/0'], db: [...others, `in tcp ${PORT} from web`] },
    enis: { a: { subnet: 'one', at: '10.0.0.10', groups: 'web' }, b: { subnet: 'two', at: '10.0.1.20', groups: 'db' } },
  };
  await dataplane.apply(dataplane.plan(compile(snapshotOf(world)), await dataplane.observe()));
}

/** The same router, cables and routes without our rules: marks are set so that the checked routes are taken. */
async function bare(rules: readonly string[]): Promise<void> {
  const text = [
    'flush ruleset',
    'add table inet bench',
    'add chain inet bench prerouting { type filter hook prerouting priority -300; policy accept; }',
    'add rule inet bench prerouting meta mark set 1',
    'add chain inet bench forward { type filter hook forward priority 0; policy accept; }',
    ...rules,
  ];
  await inside(
    router,
    'sh',
    '-c',
    'printf "%s\\n" "$@" > /tmp/$$.nft; nft -f /tmp/$$.nft; rm /tmp/$$.nft',
    'sh',
    ...text,
  );
}

async function guest(name: string, eni: string, address: string, gateway: string): Promise<void> {
  await host.create(name);
  await inside(router, 'ip', 'link', 'set', guestDevice(eniId(eni)), 'netns', name);
  await inside(name, 'ip', 'link', 'set', guestDevice(eniId(eni)), 'name', 'eth0', 'up');
  await inside(name, 'ip', 'addr', 'add', `${address}/24`, 'dev', 'eth0');
  await inside(name, 'ip', 'route', 'add', 'default', 'via', gateway);
  if (routerDevice(eniId(eni)).length > 15) throw new Error('device name too long');
}

async function connectionsPerSecond(name: string): Promise<number> {
  return Number((await inside(name, process.execPath, '-e', CLIENT, String(SECONDS))).trim());
}

function startNode(name: string, script: string, args: readonly string[]): ChildProcess {
  const [program = '', ...rest] = host.inside(name, [process.execPath, '-e', script, ...args]);
  return spawn(program, rest, { stdio: 'ignore' });
}
