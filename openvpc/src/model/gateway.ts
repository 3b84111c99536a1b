import type {
  AllocationId,
  EgressOnlyGatewayId,
  EndpointId,
  EniId,
  NatGatewayId,
  PrefixListId,
  SubnetId,
  VpcId,
} from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Address } from '../net/address.ts';
import type { Owned } from './resource.ts';

export type EgressOnlyGateway = Owned &
  Readonly<{
    kind: 'egress-only-internet-gateway';
    id: EgressOnlyGatewayId;
    vpc: VpcId;
    /** Of the call that made it: a retry with the same token makes no second one. */
    clientToken?: string;
  }>;

/**
 * Its addresses are its ENI's; the public ones are Elastic IPs of that ENI. The reconcile loop moves it on from `pending`
 * and `deleting`; a deleted or failed one is shown for an hour.
 */
export type NatGateway = Owned &
  Readonly<{
    kind: 'nat-gateway';
    id: NatGatewayId;
    vpc: VpcId;
    subnet: SubnetId;
    connectivity: 'public' | 'private';
    state: 'pending' | 'available' | 'failed' | 'deleting' | 'deleted';
    /** Gone with the gateway; with `failure` it never came to be. */
    eni: EniId;
    createdAt: Instant;
    /** When it was deleted or failed. */
    endedAt?: Instant;
    /** Why a `pending` one will fail, or a `failed` one did: creation answers before it says so. */
    failure?: Readonly<{ code: string; message: string }>;
    /** Of one that has ended: what it had, or was to have. Of others, its ENI and Elastic IPs say. */
    formerAddresses?: readonly NatGatewayAddress[];
    /** Of the call that made it: a retry with the same token makes no second one. */
    clientToken?: string;
    /** Fingerprint of that call's other parameters: the same token with others is an error. */
    request?: string;
  }>;

export type NatGatewayAddress = Readonly<{
  allocation?: AllocationId;
  /** `eipassoc-…` */
  association?: string;
  private?: Address;
  public?: Address;
}>;

/** A gateway endpoint: the way to a service whose addresses are a prefix list. Tables lead there by a route to that list. */
export type VpcEndpoint = Owned &
  Readonly<{
    kind: 'vpc-endpoint';
    id: EndpointId;
    vpc: VpcId;
    endpointType: 'Gateway';
    /** `com.amazonaws.REGION.s3` or `….dynamodb`. */
    service: string;
    prefixList: PrefixListId;
    /** JSON, for the service to judge by; absent: full access. */
    policy?: string;
    createdAt?: Instant;
    /** Of the call that made it: a retry with the same token makes no second one. */
    clientToken?: string;
    /** Fingerprint of that call's other parameters: the same token with others is an error. */
    request?: string;
  }>;
