import type { Snapshot } from '../model/snapshot.ts';
import type { IdKind, IdKinds, InstanceId } from '../name/id.ts';
import type { AccountId, Instant, Region } from '../name/scope.ts';
import type { Prefix } from '../net/prefix.ts';
import type { LogStore } from '../store/log-store.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Quotas } from './quota.ts';

/**
 * WAIST 4: what an API action is. The api room finds it by name, checks the input against the service model, asks
 * `access`, and runs it in one transaction; permission and change see the same view.
 */
export interface Operation<Input, Output> {
  /** The IAM name: `ec2:AuthorizeSecurityGroupIngress`. */
  readonly action: `${string}:${string}`;
  /** What the caller must be allowed to do, on this very view. Answered before `run`; DryRun stops after it. */
  access(input: Input, view: Snapshot, call: Call): readonly AccessRequest[];
  /** Synchronous: nothing is awaited inside a transaction. Throws ApiError; then nothing has changed. */
  run(tx: Transaction, input: Input, call: Call): Output;
}

/**
 * An action that asks something other than the snapshot: log events, an instance's console. It changes no resource, so
 * it runs after `access` and outside any transaction.
 */
export interface OutsideOperation<Input, Output> {
  readonly action: `${string}:${string}`;
  access(input: Input, view: Snapshot, call: Call): readonly AccessRequest[];
  perform(world: World, input: Input, call: Call): Promise<Output>;
}

/** What outside operations may reach. */
export type World = Readonly<{ store: Store; logs: LogStore; console: (instance: InstanceId) => Promise<string> }>;

/** One question to IAM. `resource` is an ARN or `*`. */
export type AccessRequest = Readonly<{
  action: string;
  resource: string;
  context: ReadonlyMap<string, readonly string[]>;
}>;

export type Call = Readonly<{
  /** ARN of who asks. */
  principal: string;
  account: AccountId;
  region: Region;
  requestId: string;
  now: Instant;
  mint: <K extends IdKind>(kind: K) => IdKinds[K];
  /** That many random lower-case hex digits, for MAC addresses and tokens. */
  hex: (digits: number) => string;
  /** Other quotas than AWS's; no server sets any yet, tests do. */
  quotas?: Partial<Quotas>;
  /** Where public addresses come from, when the server has set another pool than the usual one. */
  publicPool?: Prefix;
}>;

/** An answer that the client asked for by its mistake. `code` is AWS's; the api room knows each code's HTTP status. */
export class ApiError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
  }
}
