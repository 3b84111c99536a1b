import type { Address } from '../net/address.ts';
import type { EniId, GroupId, InstanceId, SubnetId, VpcId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Owned } from './resource.ts';

export type Eni = Owned &
  Readonly<{
    kind: 'eni';
    id: EniId;
    vpc: VpcId;
    subnet: SubnetId;
    mac: string;
    description: string;
    /** The first is primary. */
    ipv4: readonly Address[];
    ipv6: readonly Address[];
    /** At least one. */
    groups: readonly GroupId[];
    sourceDestCheck: boolean;
    attachment?: EniAttachment;
    /** Of the call that made it: a retry with the same token makes no second one. */
    clientToken?: string;
    /** Fingerprint of that call's other parameters: the same token with others is an error. */
    request?: string;
  }>;

export type EniAttachment = Readonly<{
  /** `eni-attach-…` */
  id: string;
  instance: InstanceId;
  deviceIndex: number;
  deleteOnTermination: boolean;
  attachedAt: Instant;
}>;
