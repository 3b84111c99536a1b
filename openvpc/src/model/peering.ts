import type { PeeringId, VpcId } from '../name/id.ts';
import type { AccountId, Instant, Region } from '../name/scope.ts';
import type { Owned } from './resource.ts';

export type PeeringStatus =
  | 'initiating-request'
  | 'pending-acceptance'
  | 'active'
  | 'deleted'
  | 'rejected'
  | 'failed'
  | 'expired'
  | 'provisioning'
  | 'deleting';

/**
 * A connection between two VPCs, which may be in different accounts and Regions; packets pass only while it is active. Owner
 * and Region are the requester's.
 */
export type VpcPeering = Owned &
  Readonly<{
    kind: 'vpc-peering';
    id: PeeringId;
    requester: VpcId;
    /** Whatever the requester named: of a failed connection it may be no VPC. */
    accepter: VpcId;
    status: PeeringStatus;
    /** Whose VPC the accepter is, and where; absent: the requester's. */
    accepterOwner?: AccountId;
    accepterRegion?: Region;
    /** Until then it waits to be accepted. */
    expiresAt?: Instant;
    /** When it was rejected, deleted or failed, and by whom: it is shown for a while after. */
    ended?: Readonly<{ at: Instant; by: AccountId }>;
    /** Sides that let the other resolve their public names to private addresses. */
    resolvable?: ReadonlyArray<'requester' | 'accepter'>;
  }>;
