import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ApiError } from '../control/operation.ts';
import { failureResponse } from './failure.ts';
import { type OwnAnswer, type OwnApi, writeEvents } from './own.ts';
import { OWN_PREFIX, type Pipeline } from './pipeline.ts';
import { readBody } from './read-body.ts';
import { decodeText } from './service.ts';
import { type Header, headerValues, splitTarget, type WireRequest, type WireResponse } from './wire.ts';

export type HttpOptions = Readonly<{
  pipeline: Pipeline;
  /** OpenVPC's own API below /_openvpc/v1/; every call is signed like an AWS call. */
  own?: OwnApi;
  /** Answers what needs no signature (/_openvpc/health, /_openvpc/metrics), and says whether it did. */
  extra?: (request: IncomingMessage, response: ServerResponse) => boolean;
  limits?: Partial<HttpLimits>;
}>;

export type HttpLimits = Readonly<{
  /** A request line and its headers must have come within. */
  headersMs: number;
  /** A whole request, body included, must have come within. */
  requestMs: number;
  /** How long an idle connection is kept for the next request; longer than clients keep theirs. */
  idleMs: number;
  /** Bytes of a body. PutLogEvents may carry 1 MiB of events, which JSON makes longer. */
  body: number;
  logsBody: number;
}>;

const LIMITS: HttpLimits = {
  headersMs: 10_000,
  requestMs: 60_000,
  idleMs: 75_000,
  body: 1024 * 1024,
  logsBody: 8 * 1024 * 1024,
};

/** The HTTP server: bytes to the pipeline and back. Every connection survives an error, save where it says so. */
export function createHttpServer(options: HttpOptions): Server {
  const limits = { ...LIMITS, ...options.limits };
  const server = createServer({
    headersTimeout: Math.min(limits.headersMs, limits.requestMs),
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersMs, limits.requestMs),
    requireHostHeader: false, // a request without one has no valid signature; we say so in AWS's form
  });
  server.on('request', (request, response) => {
    void answer(options, limits, request, response).catch(() => response.destroy()); // the pipeline rejects nothing
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseConnection(error, socket));
  return server;
}

async function answer(
  options: HttpOptions,
  limits: HttpLimits,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (answeredUnsigned(options, request, response)) return;
  const head = { method: request.method ?? '', target: request.url ?? '', headers: headersOf(request) };
  const isLogs = headerValues(head, 'x-amz-target').length > 0;
  const limit = isLogs ? limits.logsBody : limits.body;
  const body = await readBody(request, limit);
  if (body.kind === 'gone') return void response.destroy();
  if (body.kind === 'too-large') {
    if (!body.ended) response.setHeader('connection', 'close');
    return send(response, options.pipeline.refuse(head, 'too-large', `The body must not exceed ${limit} bytes.`));
  }
  const whole: WireRequest = { ...head, body: body.bytes };
  if (options.own !== undefined && splitTarget(head.target).path.startsWith(OWN_PREFIX)) {
    return answerOwn(options.own, options.pipeline, whole, response);
  }
  send(response, await options.pipeline.answer(whole));
}

function answeredUnsigned(options: HttpOptions, request: IncomingMessage, response: ServerResponse): boolean {
  try {
    return options.extra?.(request, response) === true;
  } catch (error) {
    const failure = options.pipeline.ownFailure(error);
    if (response.headersSent) response.destroy();
    else send(response, failure);
    return true;
  }
}

async function answerOwn(
  own: OwnApi,
  pipeline: Pipeline,
  request: WireRequest,
  response: ServerResponse,
): Promise<void> {
  const away = new AbortController();
  response.on('close', () => away.abort());
  let given: OwnAnswer;
  try {
    pipeline.verifyOwn(request);
    const body = decodeText(request.body);
    if (body === undefined) throw new ApiError('SerializationException', 'The body is not UTF-8.');
    const { path, query } = splitTarget(request.target);
    given = await own({ method: request.method, path, query: new URLSearchParams(query), body, signal: away.signal });
    if (given.kind === 'json') {
      const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
      return send(response, { status: 200, headers, body: JSON.stringify(given.body) });
    }
  } catch (error) {
    return send(response, pipeline.ownFailure(error));
  }
  await writeEvents(response, given.events, away.signal).catch((error: unknown) => {
    pipeline.ownFailure(error); // for the operator: the answer has begun, and can only break off
    response.destroy();
  });
}

function send(response: ServerResponse, { status, headers, body }: WireResponse): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body); // Node leaves the body of an answer to HEAD out
}

/** As received: order and repetition enter the signature. Node gives each byte of a value as one character. */
function headersOf(request: IncomingMessage): readonly Header[] {
  const raw = request.rawHeaders;
  return Array.from({ length: raw.length / 2 }, (_, i): Header => [raw[2 * i] ?? '', raw[2 * i + 1] ?? '']);
}

/** What is no HTTP, or too slow, gets an answer in AWS's form, and the connection closes. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, headers, body } = failureResponse('ec2', connectionError(error.code), crypto.randomUUID());
  const lines = Object.entries({
    ...headers,
    date: new Date().toUTCString(),
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} Error\r\n${text}\r\n${body}`);
}

function connectionError(code: string | undefined): ApiError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ApiError('RequestTimeout', 'The request did not come whole in time.');
    case 'HPE_HEADER_OVERFLOW':
      return new ApiError('RequestHeaderFieldsTooLarge', 'The headers are too large.');
    default:
      return new ApiError('BadRequest', 'The request is not well-formed HTTP/1.1.');
  }
}
