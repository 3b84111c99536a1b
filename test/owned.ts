import type { Owned } from '../openvpc/src/model/resource.ts';
import type { AccountId, Region } from '../openvpc/src/name/scope.ts';

/** Whose the resources of tests are. */
export const ACCOUNT = '111122223333' as AccountId;
export const REGION = 'us-east-1' as Region;
export const OWNED: Owned = { owner: ACCOUNT, region: REGION, tags: [] };
