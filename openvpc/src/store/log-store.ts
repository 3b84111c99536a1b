/** Where CloudWatch Logs keeps its groups, streams and events: append only, outside the snapshot for their number. */
export interface LogStore {
  /** False when the group exists already. */
  createGroup(group: LogGroup): Promise<boolean>;
  /** With all its streams and events; false when there is none. */
  deleteGroup(name: string): Promise<boolean>;
  setRetention(name: string, days: number | undefined): Promise<boolean>;
  groups(): readonly LogGroup[];
  /** False when the stream exists already. Makes the group when `orGroup` says how. */
  createStream(group: string, stream: string, createdAt: number): Promise<boolean>;
  deleteStream(group: string, stream: string): Promise<boolean>;
  streams(group: string): readonly LogStream[];
  /** Durable when it resolves. `events` are in order of time. */
  append(group: string, stream: string, events: readonly LogEvent[], ingestedAt: number): Promise<void>;
  /** In order of time then arrival. `after` is the last sequence already seen (exclusive). */
  read(query: LogQuery): readonly StoredLogEvent[];
}
export type LogGroup = Readonly<{ name: string; createdAt: number; retentionDays?: number }>;
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
export type LogQuery = Readonly<{
  group: string;
  streams?: readonly string[];
  /** Inclusive. */
  from?: number;
  /** Exclusive. */
  to?: number;
  after?: Readonly<{ timestamp: number; sequence: number }>;
  before?: Readonly<{ timestamp: number; sequence: number }>;
  /** `before` and no `after`: the newest first. */
  newestFirst?: boolean;
  limit: number;
}>;
