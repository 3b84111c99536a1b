import type * as ec2 from '../../aws/ec2.types.ts';
import type { Vpc } from '../../model/vpc.ts';
import { formatPrefix } from '../../net/prefix.ts';
import { tagList } from '../tag-specifications.ts';

/** A new VPC says `pending` once, as AWS does, though it can be used at once. */
export function showVpc(vpc: Vpc, state: 'pending' | 'available' = 'available'): ec2.Vpc {
  return {
    VpcId: vpc.id,
    OwnerId: vpc.owner,
    State: state,
    CidrBlock: primaryCidr(vpc),
    CidrBlockAssociationSet: vpc.ipv4.map(({ id, prefix }) => ({
      AssociationId: id,
      CidrBlock: formatPrefix(prefix),
      CidrBlockState: { State: 'associated' },
    })),
    Ipv6CidrBlockAssociationSet: vpc.ipv6.map(({ id, prefix }) => ({
      AssociationId: id,
      Ipv6CidrBlock: formatPrefix(prefix),
      Ipv6CidrBlockState: { State: state === 'pending' ? 'associating' : 'associated' },
      NetworkBorderGroup: vpc.region,
      Ipv6Pool: 'Amazon',
      Ipv6AddressAttribute: 'public',
      IpSource: 'amazon',
    })),
    DhcpOptionsId: vpc.dhcpOptions,
    InstanceTenancy: vpc.tenancy,
    IsDefault: vpc.isDefault,
    Tags: tagList(vpc.tags),
  };
}

export function primaryCidr(vpc: Vpc): string {
  const [primary] = vpc.ipv4;
  if (primary === undefined) throw new Error(`${vpc.id} has no IPv4 block`); // INVARIANT: the first is primary and cannot go
  return formatPrefix(primary.prefix);
}
