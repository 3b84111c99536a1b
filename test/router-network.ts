import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { snapshotOf, type World } from './world.ts';
import { compile } from '../openvpc/src/compile/compile.ts';
import type { FlowEvent } from '../openvpc/src/contract/flow-event.ts';
import type { Program } from '../openvpc/src/contract/program.ts';
import { guestDevice, routerNamespace } from '../openvpc/src/contract/wiring.ts';
import type { EniId, VpcId } from '../openvpc/src/name/id.ts';
import { formatAddress } from '../openvpc/src/net/address.ts';
import { systemClock } from '../openvpc/src/seam/clock.ts';
import { type ExecResult, must, systemExec } from '../openvpc/src/seam/exec.ts';
import { type LineProcess, startLineProcess } from '../openvpc/src/seam/line-process.ts';
import { createNetnsHost } from '../openvpc/src/seam/netns-linux.ts';
import type { NetnsHost } from '../openvpc/src/seam/netns.ts';
import { createNftablesDataplane } from '../openvpc/src/dataplane/nftables/dataplane.ts';
import type { Plan } from '../openvpc/src/dataplane/nftables/plan.ts';

/** For tests: a real VPC in namespaces of its own, with guests that are bare namespaces. */
export class TestNetwork {
  readonly host: NetnsHost;
  readonly #site: string;
  readonly #folder: string;
  #dataplane;
  readonly #processes: LineProcess[] = [];

  static async start(): Promise<TestNetwork> {
    const folder = mkdtempSync(join(tmpdir(), 'openvpc-nftables-'));
    const site = `t${process.pid}${Math.floor(Math.random() * 1e6)}`;
    return new TestNetwork(site, folder, await createNetnsHost({ site, dataDir: folder, exec: systemExec }));
  }

  private constructor(site: string, folder: string, host: NetnsHost) {
    this.#site = site;
    this.#folder = folder;
    this.host = host;
    this.#dataplane = this.#make();
  }

  #make(): ReturnType<typeof createNftablesDataplane> {
    return createNftablesDataplane({
      site: this.#site,
      host: this.host,
      exec: systemExec,
      clock: systemClock,
      startLineProcess,
    });
  }

  get router(): string {
    return routerNamespace(this.#site, 'vpc-a' as VpcId);
  }
  /** A namespace of this site that is no router. */
  named(name: string): string {
    return `${this.#site}-i-${name}`;
  }
  get dataplane(): ReturnType<typeof createNftablesDataplane> {
    return this.#dataplane;
  }

  /** A process that knows nothing takes over, as after `kill -9`. */
  async restart(): Promise<void> {
    await this.#dataplane.close();
    this.#dataplane = this.#make();
  }

  /** One reconcile round; what it planned. */
  async enforce(world: World | Program): Promise<Plan> {
    const desired = 'digest' in world ? world : compile(snapshotOf(world));
    const plan = this.#dataplane.plan(desired, await this.#dataplane.observe());
    await this.#dataplane.apply(plan);
    return plan;
  }

  async isSettled(world: World): Promise<boolean> {
    return this.#dataplane.isEmpty(this.#dataplane.plan(compile(snapshotOf(world)), await this.#dataplane.observe()));
  }

  /** Plugs a guest in at each ENI, with its addresses and routes. */
  async plugIn(world: World): Promise<void> {
    for (const [id, eni] of compile(snapshotOf(world)).enis) {
      const guest = this.#guest(id);
      await this.host.create(guest);
      await must(
        systemExec,
        this.host.inside(this.router, ['ip', 'link', 'set', guestDevice(id), 'netns', guest, 'name', 'eth0']),
      );
      await must(systemExec, this.host.inside(guest, ['sh', '-c', 'echo 0 > /proc/sys/net/ipv6/conf/eth0/accept_dad']));
      const lines = ['link set eth0 up', 'route add 169.254.100.100 dev eth0', 'route add default via 169.254.100.100'];
      const addresses = eni.addresses.map(
        (a) => `address add ${formatAddress(a)}/${a.family === 4 ? 32 : 128} dev eth0 nodad`,
      );
      await must(
        systemExec,
        this.host.inside(guest, ['ip', '-batch', '-']),
        [lines[0], ...addresses, ...lines.slice(1)].join('\n'),
      );
      await must(
        systemExec,
        this.host.inside(guest, ['ip', '-6', 'route', 'add', 'default', 'via', 'fe80:ec2::1', 'dev', 'eth0']),
      );
    }
  }

  run(eni: string, ...argv: string[]): Promise<ExecResult> {
    return systemExec.run(this.host.inside(this.#guest(`eni-${eni}` as EniId), argv));
  }
  inRouter(...argv: string[]): Promise<string> {
    return must(systemExec, this.host.inside(this.router, argv));
  }

  start(eni: string, ...argv: string[]): LineProcess {
    const process = startLineProcess(this.host.inside(this.#guest(`eni-${eni}` as EniId), argv));
    this.#processes.push(process);
    return process;
  }

  /** A TCP server that says back what it hears, on both families. */
  async serve(eni: string, port: number): Promise<void> {
    await this.#node(
      eni,
      `require('net').createServer(s => s.on('error', () => {}).pipe(s)).listen({ host: '::', port: ${port} }, () => console.log('ready'))`,
    );
  }

  /** Counts nothing, answers nothing; there is a socket, so that nothing is answered by ICMP either. */
  async swallow(eni: string, port: number): Promise<void> {
    await this.#node(
      eni,
      `const s = require('dgram').createSocket('udp4'); s.bind(${port}, () => console.log('ready')); s.on('message', () => {})`,
    );
  }

  async #node(eni: string, script: string): Promise<void> {
    const server = this.start(eni, process.execPath, '-e', script);
    if ((await server.read()) !== 'ready') throw new Error(`no server at ${eni}`);
  }

  async opens(eni: string, address: string, port: number): Promise<boolean> {
    return (await this.run(eni, 'nc', '-z', '-w', '1', address, String(port))).code === 0;
  }

  async pings(eni: string, address: string): Promise<boolean> {
    return (await this.run(eni, 'ping', '-c', '1', '-W', '1', address)).code === 0;
  }

  connect(eni: string, address: string, port: number, ...options: string[]): Connection {
    return new Connection(this.start(eni, 'nc', ...options, address, String(port)));
  }

  /** Sends that many datagrams of that many bytes of data. */
  async datagrams(
    eni: string,
    address: string,
    port: number,
    count: number,
    bytes: number,
    from = 40_000,
  ): Promise<void> {
    const script = `const s = require('dgram').createSocket('udp4'); s.bind(${from}, async () => { for (let i = 0; i < ${count}; i++) await new Promise(r => s.send(Buffer.alloc(${bytes}), ${port}, '${address}', r)); s.close() })`;
    const { code, stderr } = await this.run(eni, process.execPath, '-e', script);
    if (code !== 0) throw new Error(stderr);
  }

  /** Flow events while `work` runs, and for long enough after it. */
  async flowsOf(work: () => Promise<void>): Promise<readonly FlowEvent[]> {
    const stop = new AbortController();
    const events: FlowEvent[] = [];
    const reading = (async () => {
      for await (const event of this.#dataplane.flows(stop.signal)) events.push(event);
    })();
    await work();
    await systemClock.sleep(1_100);
    stop.abort();
    await reading;
    return events;
  }

  async destroy(): Promise<void> {
    for (const process of this.#processes) process.end();
    await this.#dataplane.destroy();
    await this.host.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #guest(eni: EniId): string {
    return this.named(eni);
  }
}

/** An open connection to an echo server. */
export class Connection {
  readonly #process: LineProcess;
  #count = 0;

  constructor(process: LineProcess) {
    this.#process = process;
  }

  /** Whether a line comes back within a second. */
  async echoes(): Promise<boolean> {
    const line = `line ${this.#count++}`;
    this.#process.write(line);
    return Promise.race([
      this.#process.read().then((said) => said === line),
      systemClock.sleep(1_000).then(() => false),
    ]);
  }

  end(): void {
    this.#process.end();
  }
}

/** Totals of events, `a egress ACCEPT udp 10.0.0.4:40000>10.0.1.4:53 = packets/bytes`, sorted. */
export function totals(events: readonly FlowEvent[]): readonly string[] {
  const sums = new Map<string, { packets: number; bytes: number }>();
  for (const { eni, direction, action, sample, packets, bytes } of events) {
    const { transport: t } = sample;
    const ports = t.kind === 'tcp' || t.kind === 'udp' ? [`:${t.sourcePort}`, `:${t.destinationPort}`] : ['', ''];
    const what = t.kind === 'icmp' ? `icmp ${t.type}/${t.code}` : t.kind === 'other' ? String(t.protocol) : t.kind;
    const ends = `${formatAddress(sample.source)}${ports[0]}>${formatAddress(sample.destination)}${ports[1]}`;
    const key = `${eni.slice(4)} ${direction} ${action} ${what} ${ends}`;
    const sum = sums.get(key) ?? { packets: 0, bytes: 0 };
    sums.set(key, { packets: sum.packets + packets, bytes: sum.bytes + bytes });
  }
  return [...sums].map(([key, { packets, bytes }]) => `${key} = ${packets}/${bytes}`).sort();
}
