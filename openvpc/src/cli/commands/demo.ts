import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import type { LiveFlow, MissedFlows } from '../../client/own-types.ts';
import type { SiteOptions } from '../../client/site.ts';
import { connectFrom, type OpenConnection, serve } from '../demo/traffic.ts';
import { buildThreeTiers, type Tiers } from '../demo/tiers.ts';
import { Failure } from '../failure.ts';
import type { ServerDoor } from '../../client/server-door.ts';
import { connect, type Connection } from '../site.ts';
import { line } from './flows.ts';

/** A server, a VPC and traffic of its own, in a temporary data directory: nothing of the user's is touched. */
export async function demo(server: ServerDoor, _options: SiteOptions): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'openvpc-demo-'));
  const started = Date.now();
  const running = await server.start({ data, port: 0, flowWindow: 5 });
  try {
    const connection = connect({ data, port: Number(new URL(running.endpoint).port) });
    title(`A server of its own at ${running.endpoint}`);
    await play(connection);
    title(`Done in ${Math.round((Date.now() - started) / 1000)} s. Cleaning up …`);
  } finally {
    await running.stop();
    await server.teardown(data);
    rmSync(data, { recursive: true, force: true });
  }
  console.log('Nothing is left: no process, no namespace, no rule, no file.');
}

async function play(connection: Connection): Promise<void> {
  title('Three tiers: web, app and db, each in a subnet of its own');
  const tiers = await buildThreeTiers(connection.client, (text) => console.log(`  ${text}`));
  const watch = watchFlows(connection);
  const open: OpenConnection[] = [];
  try {
    open.push(await serve(connection, 'app', 8080), await serve(connection, 'db', 5432));
    await showGroups(connection, tiers, watch);
    await showAcl(connection, tiers, watch, open);
  } finally {
    for (const each of open) each.end();
    watch.stop();
  }
}

async function showGroups(connection: Connection, tiers: Tiers, watch: Watch): Promise<void> {
  title('web calls app on 8080: the app group allows the web group');
  await expectOutcome(connection, 'web', tiers.app.address, 8080, 'answered');
  await watch.show({ port: 8080, action: 'ACCEPT' });
  title('app calls db on 5432: the db group allows the app group');
  await expectOutcome(connection, 'app', tiers.db.address, 5432, 'answered');
  await watch.show({ port: 5432, action: 'ACCEPT' });
  title('web calls db on 5432: no rule of the db group allows web');
  await expectOutcome(connection, 'web', tiers.db.address, 5432, 'timed out');
  await watch.show({ port: 5432, action: 'REJECT' });
}

async function showAcl(connection: Connection, tiers: Tiers, watch: Watch, open: OpenConnection[]): Promise<void> {
  title('app keeps a connection to db open, and it answers');
  const call = await connectFrom(connection, 'app', tiers.db.address, 5432);
  open.push(call);
  expectAnswer(await call.ask(3_000), true);
  title("entry 50 'deny tcp 5432' goes into db's network ACL: stateless, so the open connection is cut");
  const entry = { NetworkAclId: tiers.acl, RuleNumber: 50, Egress: false };
  const allTcp5432 = {
    Protocol: '6',
    RuleAction: 'deny',
    CidrBlock: '0.0.0.0/0',
    PortRange: { From: 5432, To: 5432 },
  } as const;
  await connection.client.ec2('CreateNetworkAclEntry', { ...entry, ...allTcp5432 });
  expectAnswer(await call.ask(1_500), false);
  await watch.show({ port: 5432, action: 'REJECT' });
  title('the entry goes: a new connection is answered');
  await connection.client.ec2('DeleteNetworkAclEntry', entry);
  await expectOutcome(connection, 'app', tiers.db.address, 5432, 'answered');
  await watch.show({ port: 5432, action: 'ACCEPT' });
}

async function expectOutcome(
  connection: Connection,
  from: string,
  address: string,
  port: number,
  expected: 'answered' | 'timed out',
): Promise<void> {
  const call = await connectFrom(connection, from, address, port);
  const outcome = (await call.ask(1_500)) ? 'answered' : 'timed out';
  call.end();
  if (outcome !== expected) throw new Failure(`${from} to ${address}:${port} was ${outcome}, and not ${expected}`);
  const colour = outcome === 'answered' ? 'green' : 'red';
  console.log(`  ${from} to ${address}:${port} ${styleText(colour, outcome)}`);
}

function expectAnswer(answered: boolean, expected: boolean): void {
  if (answered !== expected) throw new Failure(`the open connection was ${answered ? '' : 'not '}answered`);
  console.log(
    answered ? `  ${styleText('green', 'answered')}` : `  ${styleText('red', 'silence')}: the connection is cut`,
  );
}

type Wanted = { port: number; action: LiveFlow['action'] };
type Watch = { show(wanted: Wanted): Promise<void>; stop(): void };

/** Collects live flows; `show` prints the newest record of that kind since the last one shown. */
function watchFlows({ client }: Connection): Watch {
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
      console.log(`  record  ${line(found)}`);
      seen = [];
    },
    stop() {
      stop.abort();
      void collecting;
    },
  };
}

function title(text: string): void {
  console.log(`\n${styleText('bold', text)}`);
}
