import type { OwnApi } from '../api/own.ts';
import type { InstanceEntrance, LiveFlow, MissedFlows, ServerStatus } from '../client/own-types.ts';
import type { Compute } from '../contract/compute.ts';
import type { Program } from '../contract/program.ts';
import { programToJson } from '../contract/program-text.ts';
import { describeBecause } from '../control/describe-because.ts';
import { explain, explainBy } from '../control/explain.ts';
import { findInstance } from '../control/find-eni.ts';
import { ApiError } from '../control/operation.ts';
import type { Reconciler } from '../control/reconcile.ts';
import type { Instant } from '../name/scope.ts';
import type { Clock } from '../seam/clock.ts';
import type { Store } from '../store/store.ts';
import { runningInstances } from './metrics.ts';
import { advanceIn, questionIn, reasonsIn } from './own-questions.ts';
import type { Simulation } from './platform.ts';

/** What OpenVPC's own API below /_openvpc/v1 stands on. Every request of it is signed like an AWS call. */
export type OwnApiOptions = Readonly<{
  store: Store;
  reconciler: Pick<Reconciler, 'status' | 'program'>;
  compute: Pick<Compute, 'observe'>;
  clock: Clock;
  account: string;
  region: string;
  startedAt: number;
  dataplane: Readonly<{ name: string; why: string }>;
  /** How to enter an instance whose init has that pid; undefined where instances have no processes. */
  entrance: ((pid: number) => readonly string[]) | undefined;
  /** Where packets are virtual: sends one, and puts the time forward. */
  simulation: Simulation | undefined;
  liveFlows: (follow: boolean, signal: AbortSignal) => AsyncIterable<LiveFlow | MissedFlows>;
}>;

/** Throws ApiError for what does not exist or is asked wrongly. */
export function createOwnApi(options: OwnApiOptions): OwnApi {
  return async (request) => {
    const entrance = /^\/_openvpc\/v1\/instances\/([^/]+)\/entrance$/.exec(request.path)?.[1];
    if (request.method === 'GET' && entrance !== undefined) {
      return { kind: 'json', body: await enter(options, decoded(entrance)) };
    }
    switch (`${request.method} ${request.path}`) {
      case 'GET /_openvpc/v1/status':
        return { kind: 'json', body: statusOf(options) };
      case 'POST /_openvpc/v1/explain':
        return { kind: 'json', body: answerQuestion(options, request.body) };
      case 'POST /_openvpc/v1/probe':
        return { kind: 'json', body: probe(options, request.body) };
      case 'GET /_openvpc/v1/clock':
        return { kind: 'json', body: clockOf(options) };
      case 'POST /_openvpc/v1/clock':
        return { kind: 'json', body: advance(options, request.body) };
      case 'GET /_openvpc/v1/program':
        return { kind: 'json', body: { program: programToJson(inForce(options)) } };
      case 'POST /_openvpc/v1/reasons':
        return { kind: 'json', body: describeReasons(options, request.body) };
      case 'GET /_openvpc/v1/flows':
        return { kind: 'events', events: options.liveFlows(request.query.get('follow') === 'true', request.signal) };
      default:
        throw new ApiError('InvalidAction', `${request.method} ${request.path} is not a call of OpenVPC's own API.`);
    }
  };
}

export function statusOf(
  options: Omit<OwnApiOptions, 'liveFlows' | 'entrance' | 'compute' | 'simulation'>,
): ServerStatus {
  const { desired, enforced, digest, driftsRepaired, refusals, failure } = options.reconciler.status();
  const snapshot = options.store.snapshot();
  return {
    pid: process.pid,
    uptimeMs: options.clock.now() - options.startedAt,
    account: options.account,
    region: options.region,
    dataplane: options.dataplane,
    desired,
    ...(enforced !== undefined && { enforced }),
    inForce: enforced === desired && failure === undefined,
    ...(digest !== undefined && { digest }),
    driftsRepaired,
    refusals,
    instances: { total: snapshot.instances.size, running: runningInstances(snapshot) },
    ...(failure && { failure }),
  };
}

function answerQuestion(options: OwnApiOptions, body: string): unknown {
  return explain(options.store.snapshot(), inForce(options), questionIn(body), options.clock.now() as Instant);
}

function inForce({ reconciler }: OwnApiOptions): Program {
  const program = reconciler.program();
  if (program === undefined) throw new ApiError('Unavailable', 'No rules are in force yet; openvpc status says why.');
  return program;
}

/** Really sends the packet and its answer, where packets are virtual. */
function probe({ store, simulation }: OwnApiOptions, body: string): unknown {
  if (simulation === undefined)
    throw notSimulated("'openvpc explain' asks the same without sending, and 'openvpc exec' runs real programs");
  return explainBy(store.snapshot(), questionIn(body), simulation.send);
}

function clockOf({ clock, simulation }: OwnApiOptions): unknown {
  return { now: clock.now(), ahead: simulation?.clock.ahead ?? 0 };
}

function advance(options: OwnApiOptions, body: string): unknown {
  if (options.simulation === undefined) throw notSimulated('real packets go by real time');
  options.simulation.clock.advance(advanceIn(body));
  return clockOf(options);
}

function notSimulated(instead: string): ApiError {
  return new ApiError(
    'UnsupportedOperation',
    `That is for the simulator (openvpc up --dataplane simulator): ${instead}.`,
  );
}

function describeReasons({ store }: OwnApiOptions, body: string): unknown {
  const snapshot = store.snapshot();
  return { texts: reasonsIn(body).map(({ because, direction }) => describeBecause(snapshot, because, direction)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ApiError('InvalidParameterValue', 'The path is not encoded as URLs are.');
  }
}

async function enter({ store, compute, entrance }: OwnApiOptions, name: string): Promise<InstanceEntrance> {
  const instance = findInstance(store.snapshot(), name);
  if (entrance === undefined) {
    throw new ApiError(
      'UnsupportedOperation',
      'Instances of the simulator have no processes; nothing can run in them.',
    );
  }
  const running = (await compute.observe()).get(instance.id);
  if (running === undefined) {
    throw new ApiError('IncorrectInstanceState', `The instance '${instance.id}' is ${instance.state}, not running.`);
  }
  return { instance: instance.id, argv: entrance(running.pid) };
}
