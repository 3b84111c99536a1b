import type { Ec2Operations } from '../aws/ec2.types.ts';
import type { LogsOperations } from '../aws/logs.types.ts';
import { ApiFailure } from './api-failure.ts';
import { readEvents } from './events.ts';
import { convertJson } from './json.ts';
import { writeQuery } from './query.ts';
import { readElement } from './read-answer.ts';
import { serviceModel } from './service-model.ts';
import { signRequest } from './sign.ts';
import { childText, parseXml } from './xml.ts';

export type ClientOptions = Readonly<{
  /** `http://127.0.0.1:4566` */
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}>;

/** A small client of the server: its AWS APIs, and its own. Rejects with ApiFailure when the answer says no. */
export interface Client {
  ec2<A extends keyof Ec2Operations>(action: A, input: Ec2Operations[A]['input']): Promise<Ec2Operations[A]['output']>;
  logs<A extends keyof LogsOperations>(
    action: A,
    input: LogsOperations[A]['input'],
  ): Promise<LogsOperations[A]['output']>;
  /** OpenVPC's own API: `own<ServerStatus>('GET', '/_openvpc/v1/status')`. The caller vouches for the type. */
  own<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Its streams. Ends when the server ends it, and rejects when the signal aborts it. */
  stream<T>(path: string, signal?: AbortSignal): AsyncIterable<T>;
}

export function createClient(options: ClientOptions): Client {
  const send = createSend(options);
  return {
    async ec2(action, input) {
      const model = serviceModel('ec2');
      const body = writeQuery(model, action, input);
      const response = await send({ service: 'ec2', method: 'POST', path: '/', headers: FORM, body });
      const text = await response.text();
      if (!response.ok) throw xmlFailure(text, response.status);
      const shape = model.operations[action]?.output ?? -1;
      return (shape === -1 ? {} : readElement(model, shape, parseXml(text))) as never; // the types are made from the model
    },
    async logs(action, input) {
      const model = serviceModel('logs');
      const { input: given, output } = model.operations[action] ?? { input: -1, output: -1 };
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${action}` };
      const body = given === -1 ? '{}' : JSON.stringify(convertJson(model, given, input, 'write'));
      const response = await send({ service: 'logs', method: 'POST', path: '/', headers, body });
      const text = await response.text();
      if (!response.ok) throw jsonFailure(text, response);
      return (output === -1 ? {} : convertJson(model, output, JSON.parse(text), 'read')) as never; // as above
    },
    async own<T>(method: string, path: string, body?: unknown) {
      const response = await send({ service: 'openvpc', method, path, ...jsonBody(body) });
      const text = await response.text();
      if (!response.ok) throw jsonFailure(text, response);
      return JSON.parse(text) as T;
    },
    async *stream<T>(path: string, signal?: AbortSignal) {
      const endless = signal ?? new AbortController().signal;
      const response = await send({ service: 'openvpc', method: 'GET', path, headers: {}, body: '', signal: endless });
      if (!response.ok) throw jsonFailure(await response.text(), response);
      try {
        if (response.body !== null) yield* readEvents(response.body) as AsyncIterable<T>;
      } catch (error) {
        if (signal?.aborted === true) throw error;
        throw new Error(`${options.endpoint} broke off: the server is gone, or the way to it`, { cause: error });
      }
    },
  };
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

function jsonBody(body: unknown): { headers: Record<string, string>; body: string } {
  if (body === undefined) return { headers: {}, body: '' };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

type Sent = Readonly<{
  service: string;
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  signal?: AbortSignal | undefined;
}>;

/** Calls that change something answer after some seconds at most; what takes longer than this hangs. */
const PATIENCE_MS = 60_000;

/** With a signal an answer may take as long as that lets it. */
function createSend(options: ClientOptions): (request: Sent) => Promise<Response> {
  return async ({ service, method, path, headers, body, signal }) => {
    const limit = signal ?? AbortSignal.timeout(PATIENCE_MS);
    const url = new URL(path, options.endpoint);
    const signed = signRequest({ method, url, headers, body, service, now: Date.now() }, options);
    try {
      return await fetch(url, {
        method,
        headers: signed,
        ...(body !== '' && { body }),
        signal: limit,
        redirect: 'error',
      });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      if (limit.aborted) throw new Error(`${options.endpoint} takes the call and does not answer`, { cause: error });
      const { cause } = error as Error; // fetch says only that it failed; the cause says why
      throw new Error(
        `${options.endpoint} does not answer: ${cause instanceof Error ? cause.message : String(error)}`,
        { cause: error },
      );
    }
  };
}

function xmlFailure(text: string, status: number): ApiFailure {
  try {
    const root = parseXml(text);
    const error = root.children.find(({ name }) => name === 'Errors')?.children[0];
    const code = childText(error, 'Code');
    if (code !== undefined)
      return new ApiFailure(code, childText(error, 'Message') ?? '', status, childText(root, 'RequestID'));
  } catch {
    // no AWS answer: told as what it is, below
  }
  return foreignFailure(text, status);
}

function jsonFailure(text: string, response: Response): ApiFailure {
  const requestId = response.headers.get('x-amzn-requestid') ?? undefined;
  try {
    const { __type: type, message } = JSON.parse(text) as { __type?: unknown; message?: unknown };
    if (typeof type === 'string')
      return new ApiFailure(type, typeof message === 'string' ? message : '', response.status, requestId);
  } catch {
    // as above
  }
  return foreignFailure(text, response.status);
}

/** Something that is no OpenVPC answered. */
function foreignFailure(text: string, status: number): ApiFailure {
  return new ApiFailure('NotAnAwsAnswer', `The server answered ${status}: ${text.slice(0, 200)}`, status, undefined);
}
