import { createPipeline } from '../../openvpc/src/api/pipeline.ts';
import { loadModel } from '../../openvpc/src/api/service-model.ts';
import type { WireResponse } from '../../openvpc/src/api/wire.ts';
import { readElement } from '../../openvpc/src/client/read-answer.ts';
import { encode, signRequest } from '../../openvpc/src/client/sign.ts';
import { childText, parseXml } from '../../openvpc/src/client/xml.ts';
import { createExecute } from '../../openvpc/src/control/execute.ts';
import { markRunning, markStopped } from '../../openvpc/src/control/instance/lifecycle.ts';
import { ec2Operations, logsOperations } from '../../openvpc/src/control/registry.ts';
import { authorize } from '../../openvpc/src/iam/authorize.ts';
import { callerNamed } from '../../openvpc/src/iam/caller.ts';
import { checkInvariants } from '../../openvpc/src/model/invariants.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { InstanceId } from '../../openvpc/src/name/id.ts';
import type { Instant, Region } from '../../openvpc/src/name/scope.ts';
import { countingRandom } from '../../openvpc/src/seam/random.ts';
import { createCommitter } from '../../openvpc/src/store/committer.ts';
import { createMemoryLogStore } from '../../openvpc/src/store/log-memory.ts';
import type { LogStore } from '../../openvpc/src/store/log-store.ts';
import type { Store } from '../../openvpc/src/store/store.ts';

const KEY = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', region: 'us-east-1' };
const ACCOUNT = '111122223333';
const NOW = 1_700_000_000_000;
const EC2 = loadModel('ec2');
const ENDPOINT = new URL('http://localhost:4566/');

export type Parameters = Readonly<Record<string, string>>;
export type Answer = Readonly<{ status: number; code: string; message: string; body: string; output: unknown }>;

/** The whole way of a call but the socket: signature, codec, permission, operation, invariants, answer. No data plane. */
export interface ApiWorld {
  readonly store: Store;
  readonly logs: LogStore;
  /** Back to that state, as if nothing had been called since; log groups stay. */
  reset(to: Snapshot): void;
  /** What the operator was told since it was last taken; a call that was only wrong tells nothing. */
  takeLogged(): readonly unknown[];
  ec2(action: string, parameters: Parameters): Promise<Answer>;
  logsCall(action: string, body: string): Promise<Answer>;
}

export async function createApiWorld(): Promise<ApiWorld> {
  const logs = await createMemoryLogStore();
  const logged: unknown[] = [];
  let store = createStore(EMPTY_SNAPSHOT);
  const clock = { now: () => NOW, sleep: () => Promise.resolve() };
  const random = countingRandom();
  const execute = createExecute({
    world: {
      get store() {
        return store;
      },
      logs,
      console: () => Promise.resolve(''),
    },
    authorize: (principal, request) => authorize(callerNamed(principal), request, {}),
    enforced: () => Promise.resolve(true),
    clock,
    random,
  });
  const pipeline = createPipeline({
    ec2: ec2Operations,
    logs: logsOperations,
    execute,
    findKey: () => ({ secret: KEY.secretAccessKey, principalArn: `arn:aws:iam::${ACCOUNT}:root`, account: ACCOUNT }),
    region: KEY.region as Region,
    clock,
    random,
    log: (message, details) => logged.push([message, details]),
  });

  function send(service: string, headers: Readonly<Record<string, string>>, body: string): Promise<WireResponse> {
    const signed = signRequest({ method: 'POST', url: ENDPOINT, headers, body, service, now: NOW }, KEY);
    const all = Object.entries({ ...signed, host: ENDPOINT.host });
    return pipeline.answer({ method: 'POST', target: '/', headers: all, body: Buffer.from(body) });
  }

  return {
    get store() {
      return store;
    },
    logs,
    reset: (to) => {
      store = createStore(to);
    },
    takeLogged: () => logged.splice(0),
    async ec2(action, parameters) {
      const body = Object.entries({ Action: action, Version: '2016-11-15', ...parameters })
        .map(([name, value]) => `${encode(name)}=${encode(value)}`)
        .join('&');
      return ec2Answer(action, await send('ec2', { 'content-type': 'application/x-www-form-urlencoded' }, body));
    },
    async logsCall(action, body) {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${action}` };
      return logsAnswer(await send('logs', headers, body));
    },
  };
}

function createStore(initial: Snapshot): Store {
  return createCommitter({
    initial,
    write: () => Promise.resolve(),
    check: (view, touched) => {
      const [broken] = checkInvariants(view, touched);
      if (broken !== undefined) throw new Error(`${broken.resource} breaks "${broken.invariant}": ${broken.why}`);
    },
    close: () => Promise.resolve(),
  });
}

function ec2Answer(action: string, { status, body }: WireResponse): Answer {
  const root = parseXml(body);
  const error = root.children.find(({ name }) => name === 'Errors')?.children[0];
  const shape = EC2.operations[action]?.output ?? -1;
  return {
    status,
    code: childText(error, 'Code') ?? 'ok',
    message: childText(error, 'Message') ?? '',
    body,
    output: error === undefined && shape !== -1 ? readElement(EC2, shape, root) : {},
  };
}

function logsAnswer({ status, body }: WireResponse): Answer {
  const output = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
  const { __type: type, message } = output;
  return {
    status,
    code: status === 200 ? 'ok' : String(type),
    message: typeof message === 'string' ? message : '',
    body,
    output,
  };
}

/** What the reconcile loop does, which these tests do without. */
export async function moveInstance(world: ApiWorld, id: string, to: 'running' | 'stopped'): Promise<void> {
  await world.store.transact((tx) => {
    if (to === 'running') markRunning(tx, id as InstanceId, NOW as Instant);
    else markStopped(tx, id as InstanceId);
  });
}
