import type { Family } from '../net/address.ts';
import type { Prefix } from '../net/prefix.ts';
import type { PrefixListId } from '../name/id.ts';
import type { Owned } from './resource.ts';

/** A managed prefix list. Rules and routes that name it mean its newest version (VPC User Guide, "Managed prefix lists"). */
export type PrefixList = Owned &
  Readonly<{
    kind: 'prefix-list';
    id: PrefixListId;
    name: string;
    family: Family;
    maxEntries: number;
    version: number;
    /** Of the newest version; each block once. */
    entries: readonly PrefixListEntry[];
    /** Entries of the versions before, oldest first. */
    history: ReadonlyArray<Readonly<{ version: number; entries: readonly PrefixListEntry[] }>>;
    /** What a reference to it counts against the quotas of rules and of routes; absent: `maxEntries`. */
    weight?: number;
    /** How the last change ended; absent: `create-complete`. */
    state?: PrefixListState;
    /** What was wrong with it. */
    stateMessage?: string;
    /** Of the call that made it: a retry with the same token makes no second one. */
    clientToken?: string;
    /** Fingerprint of that call's other parameters: the same token with others is an error. */
    request?: string;
  }>;
/** Changes are whole at once here, so none is in progress. */
export type PrefixListState =
  | 'create-complete'
  | 'modify-complete'
  | 'modify-failed'
  | 'restore-complete'
  | 'delete-failed';
export type PrefixListEntry = Readonly<{ prefix: Prefix; description?: string }>;
