import type { AccountId, Region } from '../name/scope.ts';

export type Tag = Readonly<{ key: string; value: string }>;

/** What every resource has. `kind` tells the resource types apart. */
export type Owned = Readonly<{ owner: AccountId; region: Region; tags: readonly Tag[] }>;
