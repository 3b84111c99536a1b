import type { AnyOperation } from '../control/execute.ts';
import type { ProtocolName, WireRequest } from './wire.ts';

/** One AWS service on the wire: how its calls are read and its answers written. */
export interface Service {
  readonly protocol: ProtocolName;
  /** Finds the operation and says how to read its input. Both throw ApiError. */
  read(request: WireRequest): Readonly<{ operation: AnyOperation; action: string; readInput: () => unknown }>;
  /** The body of the answer of that action. */
  write(action: string, output: unknown, requestId: string): string;
}

/** UTF-8, or undefined. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
