import type { LogPosition } from '../../store/log-store.ts';
import { invalidToken } from './page.ts';

/** Before every event: sequences begin at 1. */
export const START: LogPosition = { timestamp: 0, sequence: 0 };

/** 56 digits, as AWS's event ids have; unique, and in the order of events. */
export function positionText({ timestamp, sequence }: LogPosition): string {
  return String(timestamp).padStart(20, '0') + String(sequence).padStart(36, '0');
}

export function readPosition(text: string): LogPosition {
  if (!/^[0-9]{56}$/.test(text)) throw invalidToken();
  return { timestamp: Number(text.slice(0, 20)), sequence: Number(text.slice(20)) };
}

/** Where GetLogEvents goes on: `f/…/s` to what comes after the position, `b/…/s` to what is before it. */
export type EventToken = Readonly<{ forward: boolean; position: LogPosition }>;

export function eventToken({ forward, position }: EventToken): string {
  return `${forward ? 'f' : 'b'}/${positionText(position)}/s`;
}

export function readEventToken(text: string): EventToken {
  const [, direction, digits] = /^([fb])\/([0-9]+)\/s$/.exec(text) ?? [];
  if (direction === undefined || digits === undefined) throw invalidToken();
  return { forward: direction === 'f', position: readPosition(digits) };
}
