import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import type { LiveFlow, MissedFlows } from '../../client/own-types.ts';
import { connectFrom, type OpenConnection, serve } from '../demo/traffic.ts';
import { buildThreeTiers, type Tiers } from '../demo/tiers.ts';
import { Failure } from '../failure.ts';
import type { RunningServer, ServerDoor } from '../../client/server-door.ts';
import { connect, type Connection } from '../site.ts';
import { line } from './flows.ts';

/** A server, a VPC and traffic of its own, in a temporary data directory: nothing of the user's is touched. */
export async function demo(server: ServerDoor): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'openvpc-demo-'));
  const started = Date.now();
  const signal = interrupted();
  let running: RunningServer | undefined;
  try {
    running = await server.start({ data, port: 0, flowWindow: 5, dataplane: 'linux' });
    const connection = connect({ data, port: Number(new URL(running.endpoint).port) });
    title(console.log, `A server of its own at ${running.endpoint}`);
    let tell: Tell = console.log;
    const playing = play({ ...connection, tell: (text) => tell(text) });
    playing.catch(() => {}); // it fails when its server goes
    const number = await Promise.race([playing.then(() => undefined), signal.comes]);
    if (number !== undefined) {
      tell = () => {};
      title(console.log, 'Interrupted. Cleaning up …');
      throw new Failure('', 128 + number);
    }
    title(console.log, `Done in ${Math.round((Date.now() - started) / 1000)} s. Cleaning up …`);
  } finally {
    await running?.stop();
    await server.teardown(data);
    rmSync(data, { recursive: true, force: true });
    signal.ignoreNoLonger();
  }
  console.log('Nothing is left: no process, no namespace, no rule, no file.');
}

/** From now on a signal only makes `comes` resolve, with its number, so that everything is taken away in order. */
function interrupted(): { comes: Promise<number>; ignoreNoLonger: () => void } {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let note: (signal: NodeJS.Signals) => void = () => {};
  const comes = new Promise<number>((resolve) => {
    note = (signal) => resolve(constants.signals[signal]);
  });
  for (const each of signals) process.on(each, note);
  const ignoreNoLonger = () => {
    for (const each of signals) process.off(each, note);
  };
  return { comes, ignoreNoLonger };
}

type Tell = (text: string) => void;
/** A connection, and where to tell what happens. */
type Stage = Connection & Readonly<{ tell: Tell }>;

async function play(stage: Stage): Promise<void> {
  title(stage.tell, 'Three tiers: web, app and db, each in a subnet of its own');
  const tiers = await buildThreeTiers(stage.client, (text) => stage.tell(`  ${text}`));
  const watch = watchFlows(stage);
  const open: OpenConnection[] = [];
  try {
    open.push(await serve(stage, 'app', 8080), await serve(stage, 'db', 5432));
    await showGroups(stage, tiers, watch);
    await showAcl(stage, tiers, watch, open);
  } finally {
    for (const each of open) each.end();
    watch.stop();
  }
}

async function showGroups(stage: Stage, tiers: Tiers, watch: Watch): Promise<void> {
  title(stage.tell, 'web calls app on 8080: the app group allows the web group');
  await expectOutcome(stage, 'web', tiers.app.address, 8080, 'answered');
  await watch.show({ port: 8080, action: 'ACCEPT' });
  title(stage.tell, 'app calls db on 5432: the db group allows the app group');
  await expectOutcome(stage, 'app', tiers.db.address, 5432, 'answered');
  await watch.show({ port: 5432, action: 'ACCEPT' });
  title(stage.tell, 'web calls db on 5432: no rule of the db group allows web');
  await expectOutcome(stage, 'web', tiers.db.address, 5432, 'timed out');
  await watch.show({ port: 5432, action: 'REJECT' });
}

async function showAcl(stage: Stage, tiers: Tiers, watch: Watch, open: OpenConnection[]): Promise<void> {
  title(stage.tell, 'app keeps a connection to db open, and it answers');
  const call = await connectFrom(stage, 'app', tiers.db.address, 5432);
  open.push(call);
  expectAnswer(stage, await call.ask(3_000), true);
  title(stage.tell, "entry 50 'deny tcp 5432' goes into db's network ACL: stateless, so the open connection is cut");
  const entry = { NetworkAclId: tiers.acl, RuleNumber: 50, Egress: false };
  const allTcp5432 = {
    Protocol: '6',
    RuleAction: 'deny',
    CidrBlock: '0.0.0.0/0',
    PortRange: { From: 5432, To: 5432 },
  } as const;
  await stage.client.ec2('CreateNetworkAclEntry', { ...entry, ...allTcp5432 });
  expectAnswer(stage, await call.ask(1_500), false);
  await watch.show({ port: 5432, action: 'REJECT' });
  title(stage.tell, 'the entry goes: a new connection is answered');
  await stage.client.ec2('DeleteNetworkAclEntry', entry);
  await expectOutcome(stage, 'app', tiers.db.address, 5432, 'answered');
  await watch.show({ port: 5432, action: 'ACCEPT' });
}

async function expectOutcome(
  stage: Stage,
  from: string,
  address: string,
  port: number,
  expected: 'answered' | 'timed out',
): Promise<void> {
  const call = await connectFrom(stage, from, address, port);
  const outcome = (await call.ask(1_500)) ? 'answered' : 'timed out';
  call.end();
  if (outcome !== expected) throw new Failure(`${from} to ${address}:${port} was ${outcome}, and not ${expected}`);
  const colour = outcome === 'answered' ? 'green' : 'red';
  stage.tell(`  ${from} to ${address}:${port} ${styleText(colour, outcome)}`);
}

function expectAnswer({ tell }: Stage, answered: boolean, expected: boolean): void {
  if (answered !== expected) throw new Failure(`the open connection was ${answered ? '' : 'not '}answered`);
  tell(answered ? `  ${styleText('green', 'answered')}` : `  ${styleText('red', 'silence')}: the connection is cut`);
}

type Wanted = { port: number; action: LiveFlow['action'] };
type Watch = { show(wanted: Wanted): Promise<void>; stop(): void };

/** Collects live flows; `show` prints the newest record of that kind since the last one shown. */
function watchFlows({ client, tell }: Stage): Watch {
  const stop = new AbortController();
  let seen: LiveFlow[] = [];
  const collecting = (async () => {
    for await (const flow of client.stream<LiveFlow | MissedFlows>('/_openvpc/v1/flows?follow=true', stop.signal)) {
      if (!('missed' in flow)) seen.push(flow);
    }
  })().catch(() => {}); // it ends when we stop it
  return {
    async show({ port, action }) {
      const until = Date.now() + 3_000;
      const fits = (flow: LiveFlow) => flow.destinationPort === port && flow.action === action;
      while (!seen.some(fits) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
      const found = seen.findLast((flow) => fits(flow) && flow.direction === 'ingress') ?? seen.findLast(fits);
      if (found === undefined) throw new Failure(`no ${action} record for port ${port} came`);
      tell(`  record  ${line(found)}`);
      seen = [];
    },
    stop() {
      stop.abort();
      void collecting;
    },
  };
}

function title(tell: Tell, text: string): void {
  tell(`\n${styleText('bold', text)}`);
}
