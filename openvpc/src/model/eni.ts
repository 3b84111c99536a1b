import type { Address } from '../net/address.ts';
import type { Prefix } from '../net/prefix.ts';
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
    /** Prefixes delegated to it: its own addresses as much as the single ones. */
    prefixes?: readonly Prefix[];
    /** At least one, except for a gateway's interface, which has none. */
    groups: readonly GroupId[];
    sourceDestCheck: boolean;
    /** Whose interface it is, when it is not an instance's. */
    interfaceType?: 'nat-gateway';
    /** The public address of the primary private one that came with the launch; an Elastic IP there takes its place. */
    autoPublic?: Address;
    /** The launch asked for a public address: each start gives a new one, unless something stands against it. */
    publicOnStart?: true;
    /** ConnectionTrackingSpecification, in seconds; absent: AWS's defaults. */
    trackingTimeouts?: Readonly<{ tcpEstablished?: number; udp?: number; udpStream?: number }>;
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
