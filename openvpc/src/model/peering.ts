import type { PeeringId, VpcId } from '../name/id.ts';
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

/** A connection between two VPCs, which may be in different accounts and Regions; packets pass only while it is active. */
export type VpcPeering = Owned &
  Readonly<{ kind: 'vpc-peering'; id: PeeringId; requester: VpcId; accepter: VpcId; status: PeeringStatus }>;
