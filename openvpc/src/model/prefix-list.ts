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
  }>;
export type PrefixListEntry = Readonly<{ prefix: Prefix; description?: string }>;
