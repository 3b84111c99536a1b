import type { EniId, InstanceId, SubnetId, VpcId } from '../name/id.ts';
import type { AccountId, Region } from '../name/scope.ts';
import type { Address } from '../net/address.ts';
import type { Prefix } from '../net/prefix.ts';

/** What records say of an ENI beside its packets. Only attached ENIs have records. */
export type EniFacts = Readonly<{
  eni: EniId;
  account: AccountId;
  region: Region;
  /** `use1-az1` */
  zoneId: string;
  vpc: VpcId;
  subnet: SubnetId;
  /** Absent for ENIs of AWS services. */
  instance?: InstanceId;
  /** The first is primary. */
  ipv4: readonly Address[];
  ipv6: readonly Address[];
  /** The VPC's resolver and its router's addresses; traffic with them is never logged. */
  platform: readonly Address[];
  /** Where the subnet's route table sends packets; the longest prefix counts. */
  paths: readonly RoutePath[];
}>;

/** `path` is absent for routes that lead nowhere. */
export type RoutePath = Readonly<{ destination: Prefix; path?: TrafficPath }>;

/**
 * The next step of a packet that left an ENI, as field `traffic-path` tells it (VPC User Guide, "Flow log records"): 1 an
 * ENI of the same VPC, 4 and 5 a peering connection within a Region and between two, 7 a gateway endpoint, 8 an internet
 * gateway. All our ENIs count as Nitro, so 2 never comes.
 */
export type TrafficPath = 1 | 4 | 5 | 7 | 8;
