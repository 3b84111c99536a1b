import type { Tag } from '../../model/resource.ts';
import type { Vpc } from '../../model/vpc.ts';
import type { Prefix } from '../../net/prefix.ts';
import type { Transaction } from '../../store/store.ts';
import { regionDhcpOptions } from '../dhcp-options/region-options.ts';
import { defaultEntries } from '../network-acl/initial-entries.ts';
import type { Call } from '../operation.ts';
import { owned } from '../owned.ts';
import { localRoutes } from '../route-table/local-routes.ts';
import { defaultGroup } from './default-group.ts';
import { freeIpv6Block } from './ipv6-pool.ts';

export type NewVpc = Readonly<{
  prefix: Prefix;
  ipv6: boolean;
  isDefault: boolean;
  tenancy: Vpc['tenancy'];
  tags: readonly Tag[];
}>;

/**
 * A VPC and what AWS makes with it: main route table, default network ACL, default security group, the link to the
 * region's DHCP options. No subnet, no way to the internet (Amazon VPC User Guide, "Create a VPC").
 */
export function makeVpc(tx: Transaction, call: Call, wanted: NewVpc): Vpc {
  const ipv6Block = wanted.ipv6 ? freeIpv6Block(tx.view, call.hex) : undefined;
  const vpc: Vpc = {
    ...owned(call, wanted.tags),
    kind: 'vpc',
    id: call.mint('vpc'),
    ipv4: [{ id: call.mint('vpc-cidr-assoc'), prefix: wanted.prefix }],
    ipv6: ipv6Block === undefined ? [] : [{ id: call.mint('vpc-cidr-assoc'), prefix: ipv6Block }],
    isDefault: wanted.isDefault,
    dhcpOptions: regionDhcpOptions(tx, call).id,
    dnsSupport: true,
    dnsHostnames: wanted.isDefault,
    tenancy: wanted.tenancy,
  };
  tx.put(vpc);
  tx.put({
    ...owned(call),
    kind: 'route-table',
    id: call.mint('rtb'),
    vpc: vpc.id,
    routes: localRoutes(vpc),
    associations: [{ id: call.mint('rtbassoc') }],
  });
  tx.put({
    ...owned(call),
    kind: 'network-acl',
    id: call.mint('acl'),
    vpc: vpc.id,
    isDefault: true,
    entries: defaultEntries(vpc),
  });
  tx.put(defaultGroup(call, vpc));
  return vpc;
}
