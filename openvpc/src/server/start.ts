import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { serverRecordPath, type ServerRecord } from '../client/site.ts';
import type { RunningServer } from '../cli/server-door.ts';
import { createExecute } from '../control/execute.ts';
import { createReconciler } from '../control/reconcile.ts';
import { bootstrap } from './bootstrap.ts';
import { openAccount, openDataDirectory, writePrivately } from './account.ts';
import { type Configuration, isLoopback } from './configuration.ts';
import { createFlowPipeline } from './flow-pipeline.ts';
import { listen } from './listen.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { openPlatform } from './platform.ts';
import { openStores } from './stores.ts';
import { systemClock } from '../seam/clock.ts';
import { systemRandom } from '../seam/random.ts';
import { authorize } from '../iam/authorize.ts';
import { startFailure } from './start-failure.ts';

/** Starts everything, in the order in which each part needs the one before; undoes it when a later part cannot start. */
export async function startServer(configuration: Configuration): Promise<RunningServer> {
  const { data } = configuration;
  const undo: Array<() => Promise<void>> = [];
  const stopAll = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await wire(configuration, undo, stopAll);
  } catch (error) {
    await stopAll();
    throw startFailure(error, data, configuration.port);
  }
}

async function wire(
  configuration: Configuration,
  undo: Array<() => Promise<void>>,
  stopAll: () => Promise<void>,
): Promise<RunningServer> {
  const { data } = configuration;
  const clock = systemClock;
  const startedAt = clock.now();
  openDataDirectory(data);
  const stores = await openStores(data); // holds the lock: from here on no other server works on this data
  undo.push(() => stores.close());
  const { credentials, isNew } = openAccount(data, configuration.region);
  const logger = createLogger();
  const platform = await openPlatform(configuration, { data, clock, exec: undefined });
  undo.push(() => platform.dataplane.close());
  await bootstrap(stores.state, credentials, { clock, random: systemRandom });

  const stop = new AbortController();
  const reconciler = createReconciler({
    store: stores.state,
    dataplane: platform.dataplane,
    compute: platform.compute,
    clock,
    log: (message, details) => logger.warn(details ?? {}, message),
  });
  const metrics = createMetrics(reconciler.status, stores.state.snapshot);
  const flows = createFlowPipeline({
    ...stores,
    reconciler,
    platform,
    clock,
    metrics,
    windowMs: configuration.flowWindow * 1000,
  });
  const running = [reconciler.run(stop.signal), flows.run(stop.signal)];
  undo.push(async () => {
    stop.abort();
    await Promise.allSettled(running);
  });

  const execute = createExecute({
    world: { store: stores.state, logs: stores.logs, console: (instance) => platform.compute.console(instance) },
    authorize,
    enforced: (revision) => reconciler.enforced(revision),
    clock,
    random: systemRandom,
  });
  const listening = await listen({
    configuration,
    credentials,
    execute,
    metrics,
    reconciler,
    stores,
    platform,
    flows,
    clock,
    startedAt,
    logger,
  });
  undo.push(() => listening.close());
  const record: ServerRecord = { pid: process.pid, host: configuration.host, port: listening.port, startedAt };
  writePrivately(serverRecordPath(data), `${JSON.stringify(record)}\n`);
  undo.push(() => Promise.resolve(rmSync(serverRecordPath(data), { force: true })));
  await reconciler.enforced(stores.state.snapshot().revision);

  return {
    endpoint: listening.endpoint,
    notes: notesFor(configuration, credentials, isNew, platform.why, listening.endpoint),
    stopped: new Promise(() => {}),
    stop: stopAll,
  };
}

function notesFor(
  configuration: Configuration,
  credentials: { account: string; accessKeyId: string; secretAccessKey: string },
  isNew: boolean,
  why: string,
  endpoint: string,
): readonly string[] {
  const notes = [`Data plane: ${why}`, `Data: ${configuration.data}`];
  if (isNew) {
    notes.push(
      `A new account, ${credentials.account}. Its root access key, shown this once (kept in ${join(configuration.data, 'credentials.json')}):`,
      `  AWS_ACCESS_KEY_ID=${credentials.accessKeyId}`,
      `  AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
    );
  }
  if (!isLoopback(configuration.host)) {
    notes.push(
      `WARNING: ${endpoint} is open to the network, without TLS. Whoever can read the traffic can read it all.`,
    );
  }
  return notes;
}
