import type { Tag } from '../../model/resource.ts';
import type { Subnet, Vpc } from '../../model/vpc.ts';
import type { ZoneName } from '../../name/scope.ts';
import type { Prefix } from '../../net/prefix.ts';
import type { Transaction } from '../../store/store.ts';
import { defaultAclOf } from '../network-acl/default-acl.ts';
import type { Call } from '../operation.ts';
import { owned } from '../owned.ts';

export type NewSubnet = Readonly<{
  vpc: Vpc;
  zone: ZoneName;
  ipv4: Prefix;
  ipv6?: Prefix | undefined;
  isDefault: boolean;
  tags: readonly Tag[];
}>;

/** A subnet starts with its VPC's default network ACL, and with the main route table by having none of its own. */
export function makeSubnet(tx: Transaction, call: Call, wanted: NewSubnet): Subnet {
  const subnet: Subnet = {
    ...owned(call, wanted.tags),
    kind: 'subnet',
    id: call.mint('subnet'),
    vpc: wanted.vpc.id,
    zone: wanted.zone,
    ipv4: wanted.ipv4,
    ...(wanted.ipv6 === undefined ? {} : { ipv6: { id: call.mint('subnet-cidr-assoc'), prefix: wanted.ipv6 } }),
    mapPublicIpOnLaunch: wanted.isDefault,
    assignIpv6OnCreation: false,
    defaultForAz: wanted.isDefault,
    aclAssociation: { id: call.mint('aclassoc'), acl: defaultAclOf(tx.view, wanted.vpc.id).id },
  };
  tx.put(subnet);
  return subnet;
}
