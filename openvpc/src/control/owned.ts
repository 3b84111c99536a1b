import type { Owned, Tag } from '../model/resource.ts';
import type { Call } from './operation.ts';

/** What every new resource starts with: it belongs to who calls, where it calls. */
export function owned(call: Call, tags: readonly Tag[] = []): Owned {
  return { owner: call.account, region: call.region, tags };
}

/** Another account's resources, and those of other regions, do not exist as far as a caller can tell. */
export function isVisible(resource: Owned, call: Call): boolean {
  return resource.owner === call.account && resource.region === call.region;
}

/** Those of the caller's account in the region it called, in the order they were made. */
export function visible<T extends Owned>(all: ReadonlyMap<string, T>, call: Call): readonly T[] {
  return [...all.values()].filter((resource) => isVisible(resource, call));
}
