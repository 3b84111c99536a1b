/**
 * Where CloudWatch Logs keeps its groups, streams and events: append only, outside the snapshot for their number.
 * A group's `name` is whatever tells groups apart: the control room puts account and region before the client's name.
 * Changes are durable when they resolve.
 */
export interface LogStore {
  /** False when the group exists already. */
  createGroup(group: LogGroup): Promise<boolean>;
  /** With all its streams and events; false when there is none. */
  deleteGroup(name: string): Promise<boolean>;
  /** Events older than that are not read any more, and `prune` takes them away; undefined keeps all. */
  setRetention(name: string, days: number | undefined): Promise<boolean>;
  /** `change` sees the tags as they are in its turn; what it throws comes out. False when there is no such group. */
  changeTags(name: string, change: (tags: Tags) => Tags): Promise<boolean>;
  /** In order of name, by code units. */
  groups(): readonly LogGroup[];
  group(name: string): LogGroup | undefined;
  /** False when the stream exists already, or there is no such group. */
  createStream(group: string, stream: string, createdAt: number): Promise<boolean>;
  deleteStream(group: string, stream: string): Promise<boolean>;
  /** In order of name, by code units; none when there is no such group. */
  streams(group: string): readonly LogStream[];
  stream(group: string, stream: string): LogStream | undefined;
  /** `events` are in order of time. All of them or none; throws NoSuchLogStream. */
  append(group: string, stream: string, events: readonly LogEvent[], ingestedAt: number): Promise<void>;
  /** In order of time then arrival; nothing when there is no such group. */
  read(query: LogQuery): Promise<readonly StoredLogEvent[]>;
  /** Takes away some of what nobody can read any more, in bounded time; the number of events. 0: nothing is left to do. */
  prune(now: number): Promise<number>;
}
export type LogGroup = Readonly<{ name: string; createdAt: number; retentionDays?: number; tags?: Tags }>;
export type Tags = Readonly<Record<string, string>>;
export type LogStream = Readonly<{
  name: string;
  createdAt: number;
  firstEventAt?: number;
  lastEventAt?: number;
  lastIngestedAt?: number;
  storedBytes: number;
}>;
/** `timestamp`: milliseconds since the Unix epoch. */
export type LogEvent = Readonly<{ timestamp: number; message: string }>;
export type StoredLogEvent = LogEvent & Readonly<{ sequence: number; stream: string; ingestedAt: number }>;
/** Between two events: all of earlier time, or of the same time and a lower sequence, lie before it. */
export type LogPosition = Readonly<{ timestamp: number; sequence: number }>;
export type LogQuery = Readonly<{
  group: string;
  /** All when absent. */
  streams?: readonly string[];
  /** Inclusive. */
  from?: number;
  /** Exclusive. */
  to?: number;
  /** Exclusive, both. */
  after?: LogPosition;
  before?: LogPosition;
  /** From the end backward: the newest come first. */
  newestFirst?: boolean;
  limit: number;
  /** Stops before the events together weigh more, but gives one at least. */
  maxBytes?: number;
  /** What is older than the group's retention at this time is not read. */
  now: number;
}>;

/** What CloudWatch Logs counts for an event: its UTF-8 bytes and 26 (PutLogEvents, API Reference). */
export function eventBytes(event: LogEvent): number {
  return Buffer.byteLength(event.message) + 26;
}

export class NoSuchLogStream extends Error {
  constructor(group: string, stream: string) {
    super(`there is no log stream ${stream} in ${group}`);
    this.name = 'NoSuchLogStream';
  }
}
