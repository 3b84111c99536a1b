import type { IncomingMessage } from 'node:http';

/** `gone`: the client went away, or was too slow, before the body was whole. */
export type ReadBody = Readonly<
  { kind: 'whole'; bytes: Uint8Array } | { kind: 'too-large'; ended: boolean } | { kind: 'gone' }
>;

/** How much of a too large body is still read, and thrown away, so that the client can hear the answer. */
const MOST_DISCARDED = 64 * 1024 * 1024;

/** Reads the body, keeping at most `limit` bytes of it. */
export function readBody(request: IncomingMessage, limit: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    let kept: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) kept.push(chunk);
      else kept = [];
      if (size > limit + MOST_DISCARDED) {
        request.pause();
        resolve({ kind: 'too-large', ended: false });
      }
    });
    request.on('end', () => {
      resolve(size > limit ? { kind: 'too-large', ended: true } : { kind: 'whole', bytes: Buffer.concat(kept) });
    });
    const gone = () => resolve({ kind: 'gone' });
    request.on('error', gone).on('aborted', gone).on('close', gone); // after 'end' it changes nothing
  });
}
