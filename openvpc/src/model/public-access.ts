import type { PublicAccessBlockId, PublicAccessExclusionId, SubnetId, VpcId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Owned } from './resource.ts';

/** VPC Block Public Access of one account in one Region; there is at most one (VPC User Guide, "Block public access to VPCs and subnets"). */
export type PublicAccessBlock = Owned &
  Readonly<{
    kind: 'public-access-block';
    id: PublicAccessBlockId;
    mode: 'off' | 'block-bidirectional' | 'block-ingress';
    updatedAt?: Instant;
  }>;

/** A VPC or subnet that the account's block does not touch, or touches only for what comes in. */
export type PublicAccessExclusion = Owned &
  Readonly<{
    kind: 'public-access-exclusion';
    id: PublicAccessExclusionId;
    of: VpcId | SubnetId;
    mode: 'allow-bidirectional' | 'allow-egress';
    createdAt?: Instant;
    updatedAt?: Instant;
    /** From then on it excludes nothing; it is shown for a while. */
    deletedAt?: Instant;
  }>;
