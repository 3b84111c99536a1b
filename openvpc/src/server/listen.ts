import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '../api/http.ts';
import { createPipeline, type PipelineOptions } from '../api/pipeline.ts';
import type { OwnApi } from '../api/own.ts';
import type { ServerStatus } from '../client/own-types.ts';
import type { Metrics } from './metrics.ts';

export type ListenOptions = Readonly<{
  host: string;
  port: number;
  pipeline: PipelineOptions;
  own: OwnApi;
  metrics: Metrics;
  status: () => ServerStatus;
}>;

export type Listening = Readonly<{ port: number; endpoint: string; close(): Promise<void> }>;

/** Opens the door. Rejects with the system's error when the port cannot be had. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { host, own } = options;
  const server = createHttpServer({
    pipeline: createPipeline(options.pipeline),
    own,
    extra: (request, response) => unsigned(options, request, response),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on a port
  return { port, endpoint: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, close: () => close(server) };
}

/** Health and metrics: for monitors, which sign nothing; they tell counts and no names. */
function unsigned({ metrics, status }: ListenOptions, request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'GET') return false;
  const path = request.url?.split('?')[0];
  if (path === '/_openvpc/health') {
    const { inForce, pid, desired, enforced } = status();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: inForce ? 'ok' : 'not in force', pid, desired, enforced }));
    return true;
  }
  if (path !== '/_openvpc/metrics') return false;
  void metrics.text().then(
    ({ contentType, body }) => response.writeHead(200, { 'content-type': contentType }).end(body),
    () => response.writeHead(500).end(),
  );
  return true;
}

/** Calls under way may finish; streams that watch do not keep the server. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
