import type * as ec2 from '../../aws/ec2.types.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import { zonesOf } from '../../name/scope.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { resourceArn } from '../access.ts';
import { tagList } from '../tag-specifications.ts';
import { availableCount } from './addresses.ts';

export function showSubnet(subnet: Subnet, view: Snapshot): ec2.Subnet {
  return {
    SubnetId: subnet.id,
    SubnetArn: subnetArn(subnet),
    VpcId: subnet.vpc,
    OwnerId: subnet.owner,
    State: 'available',
    CidrBlock: formatPrefix(subnet.ipv4),
    AvailableIpAddressCount: availableCount(subnet, view),
    AvailabilityZone: subnet.zone,
    AvailabilityZoneId: zoneIdOf(subnet),
    DefaultForAz: subnet.defaultForAz,
    MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
    MapCustomerOwnedIpOnLaunch: false,
    AssignIpv6AddressOnCreation: subnet.assignIpv6OnCreation,
    Ipv6CidrBlockAssociationSet: showIpv6(subnet),
    Ipv6Native: false,
    EnableDns64: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    Tags: tagList(subnet.tags),
  };
}

export function subnetArn(subnet: Subnet): string {
  return resourceArn({ account: subnet.owner, region: subnet.region }, 'subnet', subnet.id);
}

export function zoneIdOf(subnet: Subnet): string {
  const zone = zonesOf(subnet.region).find(({ name }) => name === subnet.zone);
  if (zone === undefined) throw new Error(`${subnet.id} is in ${subnet.zone}, which ${subnet.region} has not`);
  return zone.id;
}

function showIpv6(subnet: Subnet): readonly ec2.SubnetIpv6CidrBlockAssociation[] {
  if (subnet.ipv6 === undefined) return [];
  return [
    {
      AssociationId: subnet.ipv6.id,
      Ipv6CidrBlock: formatPrefix(subnet.ipv6.prefix),
      Ipv6CidrBlockState: { State: 'associated' },
      Ipv6AddressAttribute: 'public',
      IpSource: 'amazon',
    },
  ];
}
