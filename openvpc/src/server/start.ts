import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningServer } from '../client/server-door.ts';
import { type Credentials, serverRecordPath, type ServerRecord } from '../client/site.ts';
import { createExecute } from '../control/execute.ts';
import { ec2Operations, logsOperations } from '../control/registry.ts';
import { authorize } from '../iam/authorize.ts';
import { callerNamed } from '../iam/caller.ts';
import type { Region } from '../name/scope.ts';
import { AdvanceableClock } from '../seam/advanceable-clock.ts';
import { systemClock } from '../seam/clock.ts';
import { systemRandom } from '../seam/random.ts';
import { openAccount, openDataDirectory, writePrivately } from './account.ts';
import { bootstrap, rootPrincipal } from './bootstrap.ts';
import { type Configuration, isLoopback } from './configuration.ts';
import { openEnforcement } from './enforcement.ts';
import { createFlowPipeline } from './flow-pipeline.ts';
import { listen } from './listen.ts';
import { createLog } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { createOwnApi, statusOf } from './own-api.ts';
import { startFailure } from './start-failure.ts';
import { openStores } from './stores.ts';

/** Undone in reverse, when the server stops or when a later part of it cannot start. */
type Undo = Array<() => Promise<void> | void>;

/** Starts everything, each part after those it needs. Throws an Error in words for the person who started it. */
export async function startServer(configuration: Configuration): Promise<RunningServer> {
  const undo: Undo = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await wire(configuration, undo, stop);
  } catch (error) {
    await stop();
    throw startFailure(error, configuration.data, configuration.port);
  }
}

async function wire(configuration: Configuration, undo: Undo, stop: () => Promise<void>): Promise<RunningServer> {
  const { data, host } = configuration;
  // What happens in the network goes by this clock, which the simulator's user may put forward. Signatures go by the world's.
  const clock = new AdvanceableClock(systemClock);
  const random = systemRandom;
  const startedAt = clock.now();
  const log = createLog();

  openDataDirectory(data);
  const stores = await openStores(data); // from here on, no other server works on this data
  undo.push(() => stores.close());
  const { credentials, isNew } = openAccount(data, configuration.region);
  await bootstrap(stores.state, credentials, { clock, random });
  const enforcement = await openEnforcement({ configuration, store: stores.state, clock, log });
  undo.push(() => enforcement.close());

  const { reconciler, compute } = enforcement;
  const over = new AbortController();
  const metrics = createMetrics(reconciler.status, stores.state.snapshot);
  const windowMs = configuration.flowWindow * 1000;
  const flows = createFlowPipeline({ stores, reconciler, flows: enforcement.flows, metrics, clock, windowMs, log });
  const execute = createExecute({
    world: { store: stores.state, logs: stores.logs, console: (instance) => compute.console(instance) },
    authorize: (principal, request) => authorize(callerNamed(principal), request, {}),
    enforced: (revision) => reconciler.enforced(revision),
    clock,
    random,
    settings: configuration.publicPool === undefined ? {} : { publicPool: configuration.publicPool },
  });

  const about = { store: stores.state, reconciler, clock, startedAt, dataplane: enforcement.about, ...credentials };
  const region = credentials.region as Region;
  const listening = await listen({
    host,
    port: configuration.port,
    metrics,
    status: () => statusOf(about),
    own: createOwnApi({
      ...about,
      compute,
      entrance: enforcement.entrance,
      simulation: enforcement.simulation,
      liveFlows: (follow, signal) => flows.watch(follow, AbortSignal.any([signal, over.signal])),
    }),
    pipeline: {
      ec2: ec2Operations,
      logs: logsOperations,
      execute,
      findKey: keyFinder(credentials),
      region,
      clock: systemClock,
      random,
      log,
      observe: ({ action, code, seconds }) => metrics.countCall(action, code, seconds),
    },
  }).catch(async (error: unknown) => {
    await enforcement.abandon();
    throw error;
  });
  undo.push(() => listening.close());

  const running = [enforcement.run(over.signal), flows.run(over.signal)];
  undo.push(async () => {
    over.abort(new Error('the server stops'));
    await Promise.allSettled(running);
  });
  await reconciler.enforced(stores.state.snapshot().revision);
  const record: ServerRecord = { pid: process.pid, host, port: listening.port, startedAt };
  writePrivately(serverRecordPath(data), `${JSON.stringify(record)}\n`);
  undo.push(() => rmSync(serverRecordPath(data), { force: true }));
  const { endpoint } = listening;
  const notes = notesFor(configuration, enforcement.about, endpoint);
  return { endpoint, notes, stays: enforcement.about.stays, secrets: isNew ? keyOf(data, credentials) : [], stop };
}

/** One key: the root's. */
function keyFinder({ account, accessKeyId, secretAccessKey }: Credentials) {
  const root = { secret: secretAccessKey, principalArn: rootPrincipal(account), account };
  return (id: string) => (id === accessKeyId ? root : undefined);
}

function notesFor(
  { data, host }: Configuration,
  { name, why }: Readonly<{ name: string; why: string }>,
  endpoint: string,
): readonly string[] {
  const notes = [`Data plane: ${name}, ${why}`, `Data: ${data}`];
  if (!isLoopback(host)) {
    notes.push(`WARNING: ${endpoint} is open to the network, without TLS: whoever sees the traffic can read it.`);
  }
  return notes;
}

function keyOf(data: string, { account, accessKeyId, secretAccessKey }: Credentials): readonly string[] {
  return [
    `A new account, ${account}. Its root access key, shown this once (it is kept in ${join(data, 'credentials.json')}):`,
    `  AWS_ACCESS_KEY_ID=${accessKeyId}`,
    `  AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
  ];
}
