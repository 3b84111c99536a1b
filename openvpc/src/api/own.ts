import type { ServerResponse } from 'node:http';

/** A verified call of OpenVPC's own API. */
export type OwnRequest = Readonly<{
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
}>;

/** A JSON answer, or a stream of JSON events. */
export type OwnAnswer = Readonly<{ kind: 'json'; body: unknown } | { kind: 'events'; events: AsyncIterable<unknown> }>;

/** Throws ApiError for what does not exist or is asked wrongly. */
export type OwnApi = (request: OwnRequest) => Promise<OwnAnswer>;

/** A silent stream says that it lives, so that a client that vanished is noticed. */
const HEARTBEAT_MS = 15_000;

/** Writes events as server-sent events, at the client's pace, until they end or the client goes. */
export async function writeEvents(
  response: ServerResponse,
  events: AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write(': alive\n\n'), HEARTBEAT_MS);
  try {
    for await (const event of events) {
      if (signal.aborted) break;
      if (!response.write(`data: ${JSON.stringify(event)}\n\n`)) await drained(response, signal);
    }
    response.end();
  } finally {
    clearInterval(heartbeat);
  }
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      response.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    response.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
