import type { AnyOperation, Caller, Execute, Executed } from '../control/execute.ts';
import { ApiError } from '../control/operation.ts';
import type { AccountId, Region } from '../name/scope.ts';
import type { Clock } from '../seam/clock.ts';
import type { Random } from '../seam/random.ts';
import { createEc2Service } from './ec2-service.ts';
import { isKnown } from './errors.ts';
import { failureResponse } from './failure.ts';
import { type Fault, faultError } from './faults.ts';
import { createLogsService } from './logs-service.ts';
import type { Service } from './service.ts';
import { loadModel } from './service-model.ts';
import { createVerifier, type FindKey } from './sigv4.ts';
import { headerValues, type ProtocolName, splitTarget, type WireRequest, type WireResponse } from './wire.ts';

export type PipelineOptions = Readonly<{
  ec2: ReadonlyMap<string, AnyOperation>;
  logs: ReadonlyMap<string, AnyOperation>;
  /** Permission, DryRun, change, and the wait for enforcement. */
  execute: Execute;
  findKey: FindKey;
  region: Region;
  clock: Clock;
  random: Random;
  /** For the operator; what stands here never reaches a caller. */
  log: (message: string, details: Readonly<Record<string, unknown>>) => void;
  /** Told of every call of an AWS API; `code` is `ok` or the error's. */
  observe?: (call: Readonly<{ action: string; code: string; seconds: number }>) => void;
}>;

export interface Pipeline {
  /** Bytes in, bytes out; never rejects. */
  answer(request: WireRequest): Promise<WireResponse>;
  /** Who signed this call of OpenVPC's own API (service `openvpc`). Throws ApiError. */
  verifyOwn(request: WireRequest): Caller;
  /** The answer to a request that never became whole: too large, too slow. */
  refuse(request: Omit<WireRequest, 'body'>, fault: Fault, message: string): WireResponse;
  /** The answer to a call of OpenVPC's own API that failed with that. */
  ownFailure(error: unknown): WireResponse;
}

/** Paths of OpenVPC's own API: JSON, signed for the service `openvpc`. */
export const OWN_PREFIX = '/_openvpc/v1/';

/**
 * A call's way: signature, principal, operation by its name, input against the service model; then `execute`; then the
 * answer. That every call is signed is also what keeps web pages out: a page that rebinds its name to this address, or
 * posts a form to it, has no key to sign with.
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { clock, log } = options;
  const services = new Map<string, Service>([
    ['ec2', createEc2Service(loadModel('ec2'), options.ec2)],
    ['logs', createLogsService(loadModel('logs'), options.logs)],
  ]);
  const verifyAws = createVerifier({ ...options, services: [...services.keys()] });
  const verifyForOwn = createVerifier({ ...options, services: ['openvpc'] });
  const newRequestId = () => requestIdFrom(options.random.hex(32));

  const identify = (request: WireRequest, verify: typeof verifyAws, protocol: ProtocolName, requestId: string) => {
    const verified = verify(request, clock.now());
    if ('fault' in verified) throw faultError(protocol, verified.fault, verified.message);
    const caller: Caller = {
      principal: verified.principalArn,
      account: verified.account as AccountId, // keys are made with their account
      region: options.region,
      requestId,
    };
    return { caller, service: verified.service };
  };

  /** The error to tell; what is no ApiError is told to the operator alone. */
  const tellable = (error: unknown, protocol: ProtocolName, requestId: string, action: string): ApiError => {
    if (error instanceof ApiError) {
      if (!isKnown(error.code))
        log('an error code is not in the table of errors', { code: error.code, action, requestId });
      return error;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log('a call failed unexpectedly', { error: text, action, requestId });
    return faultError(protocol, 'internal');
  };

  return {
    async answer(request) {
      const started = clock.now();
      const requestId = newRequestId();
      let protocol = guessProtocol(request);
      let action = 'unknown';
      let response: WireResponse;
      let code = 'ok';
      try {
        const { caller, service: name } = identify(request, verifyAws, protocol, requestId);
        const service = services.get(name) as Service; // the verifier admits no other
        protocol = service.protocol;
        refuseEncoded(request, protocol);
        const call = service.read(request);
        action = call.action;
        const executed = await options.execute(call.operation, call.readInput(), caller);
        response = success(service, action, executed, requestId);
      } catch (error) {
        const told = tellable(error, protocol, requestId, action);
        code = told.code;
        response = failureResponse(protocol, told, requestId);
      }
      options.observe?.({ action, code, seconds: (clock.now() - started) / 1000 });
      return complete(response, requestId, clock);
    },
    verifyOwn(request) {
      const { caller } = identify(request, verifyForOwn, 'json', newRequestId());
      refuseEncoded(request, 'json');
      return caller;
    },
    refuse(request, fault, message) {
      const requestId = newRequestId();
      const protocol = guessProtocol(request);
      return complete(failureResponse(protocol, faultError(protocol, fault, message), requestId), requestId, clock);
    },
    ownFailure(error) {
      const requestId = newRequestId();
      return complete(failureResponse('json', tellable(error, 'json', requestId, 'own'), requestId), requestId, clock);
    },
  };
}

function success(service: Service, action: string, executed: Executed, requestId: string): WireResponse {
  const headers = {
    'content-type': service.protocol === 'ec2' ? 'text/xml;charset=UTF-8' : 'application/x-amz-json-1.1',
  };
  const body = service.write(action, executed.output, requestId);
  return { status: 200, headers: { ...headers, ...enforcement(executed) }, body };
}

/** Whether packets are judged by what the call changed; nothing after a call that changed nothing. */
function enforcement({ revision, enforced }: Executed): Readonly<Record<string, string>> {
  if (enforced === undefined) return {};
  if (enforced) return { 'x-openvpc-enforced-revision': `${revision}` };
  // The change stands, but packets may still be judged by the rules before it.
  return { 'x-openvpc-enforced': 'false', 'x-openvpc-revision': `${revision}` };
}

/** Headers of every answer. `Date` is what clients set their clocks by when a signature is refused for its time. */
function complete(response: WireResponse, requestId: string, clock: Clock): WireResponse {
  const headers = {
    ...response.headers,
    'x-amzn-requestid': requestId,
    date: new Date(clock.now()).toUTCString(),
    'cache-control': 'no-store',
  };
  return { ...response, headers };
}

/** How to answer while nobody is verified: as the client seems to talk. */
function guessProtocol(request: Omit<WireRequest, 'body'>): ProtocolName {
  const [type = ''] = headerValues(request, 'content-type');
  const [authorization = ''] = headerValues(request, 'authorization');
  // Begins behind a blank or comma, and crosses none: so that no header is read more than once.
  const [, service] = /[ ,]Credential=[^/, ]*\/[^/, ]*\/[^/, ]*\/([^/, ]*)\//.exec(authorization) ?? [];
  const isJson =
    splitTarget(request.target).path.startsWith(OWN_PREFIX) ||
    headerValues(request, 'x-amz-target').length > 0 ||
    /^application\/(x-amz-)?json/i.test(type.trim());
  return isJson || service === 'logs' || service === 'openvpc' ? 'json' : 'ec2';
}

function refuseEncoded(request: WireRequest, protocol: ProtocolName): void {
  const encodings = headerValues(request, 'content-encoding').filter(
    (value) => value.trim().toLowerCase() !== 'identity',
  );
  if (encodings.length > 0) throw faultError(protocol, 'encoded-body', 'The body must not have a Content-Encoding.');
}

/** 32 random hex digits as a UUID of version 4. */
function requestIdFrom(hex: string): string {
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return parts.join('-');
}
