import type { OwnApi } from '../api/own.ts';
import type { InstanceEntrance, LiveFlow, MissedFlows, ServerStatus } from '../client/own-types.ts';
import type { Compute } from '../contract/compute.ts';
import { explain, type Question } from '../control/explain.ts';
import { findInstance } from '../control/find-eni.ts';
import { ApiError } from '../control/operation.ts';
import type { Reconciler } from '../control/reconcile.ts';
import type { Instant } from '../name/scope.ts';
import type { Clock } from '../seam/clock.ts';
import type { Store } from '../store/store.ts';
import { z } from 'zod';
import { runningInstances } from './metrics.ts';

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
      case 'GET /_openvpc/v1/flows':
        return { kind: 'events', events: options.liveFlows(request.query.get('follow') === 'true', request.signal) };
      default:
        throw new ApiError('InvalidAction', `${request.method} ${request.path} is not a call of OpenVPC's own API.`);
    }
  };
}

export function statusOf(options: Omit<OwnApiOptions, 'liveFlows' | 'entrance' | 'compute'>): ServerStatus {
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

const questionSchema = z.strictObject({
  from: z.string().min(1),
  to: z.string().min(1),
  protocol: z.union([z.enum(['tcp', 'udp', 'icmp']), z.number().int().min(0).max(255)]),
  port: z.number().int().min(0).max(65_535).optional(),
  sourcePort: z.number().int().min(0).max(65_535).optional(),
  icmpType: z.number().int().min(0).max(255).optional(),
  icmpCode: z.number().int().min(0).max(255).optional(),
  family: z.union([z.literal(4), z.literal(6)]).optional(),
});

function answerQuestion(options: OwnApiOptions, body: string): unknown {
  const program = options.reconciler.program();
  if (program === undefined) throw new ApiError('Unavailable', 'No rules are in force yet; openvpc status says why.');
  const parsed = questionSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ApiError(
      'InvalidParameterValue',
      `${issue?.path.join('.') || 'the question'}: ${issue?.message ?? 'not valid'}`,
    );
  }
  const given = Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
  return explain(options.store.snapshot(), program, given as Question, options.clock.now() as Instant); // checked above
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ApiError('InvalidParameterValue', 'The path is not encoded as URLs are.');
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiError('SerializationException', 'The body is not JSON.');
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
