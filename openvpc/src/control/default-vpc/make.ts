import type { InternetGateway, Subnet, Vpc } from '../../model/vpc.ts';
import { type ZoneName, zonesOf } from '../../name/scope.ts';
import { everyone, type Prefix, prefix, prefixAt, prefixesOverlap, prefixSize } from '../../net/prefix.ts';
import { addressPlus } from '../../net/address.ts';
import type { Transaction } from '../../store/store.ts';
import { ApiError, type Call } from '../operation.ts';
import { owned } from '../owned.ts';
import { mainTableOf } from '../route-table/associations.ts';
import { makeSubnet } from '../subnet/make.ts';
import { makeVpc } from '../vpc/make.ts';

const DEFAULT_BLOCK = prefix('172.31.0.0/16');
const SUBNET_LENGTH = 20;

/**
 * 172.31.0.0/16, a /20 subnet in each zone whose instances get public addresses, an internet gateway and the way to it,
 * DNS hostnames (Amazon VPC User Guide, "Default VPC components").
 */
export function makeDefaultVpc(tx: Transaction, call: Call): Vpc {
  const vpc = makeVpc(tx, call, { prefix: DEFAULT_BLOCK, ipv6: false, isDefault: true, tenancy: 'default', tags: [] });
  const gateway: InternetGateway = {
    ...owned(call),
    kind: 'internet-gateway',
    id: call.mint('igw'),
    vpc: vpc.id,
  };
  tx.put(gateway);
  const table = mainTableOf(tx.view, vpc.id);
  tx.put({
    ...table,
    routes: [
      ...table.routes,
      {
        destination: everyone(4),
        target: { kind: 'internet-gateway', gateway: gateway.id },
        origin: 'CreateRoute',
      },
    ],
  });
  for (const zone of zonesOf(call.region)) makeDefaultSubnet(tx, call, vpc, zone.name);
  return vpc;
}

/** The first /20 of the VPC that no subnet touches. */
export function makeDefaultSubnet(tx: Transaction, call: Call, vpc: Vpc, zone: ZoneName): Subnet {
  const taken = [...tx.view.subnets.values()].filter((subnet) => subnet.vpc === vpc.id).map(({ ipv4 }) => ipv4);
  for (const block of defaultBlocks(vpc)) {
    if (!taken.some((other) => prefixesOverlap(other, block))) {
      return makeSubnet(tx, call, { vpc, zone, ipv4: block, isDefault: true, tags: [] });
    }
  }
  throw new ApiError('InsufficientFreeAddressesInVpc', `The vpc ${vpc.id} has no free /${SUBNET_LENGTH} block.`);
}

function defaultBlocks(vpc: Vpc): readonly Prefix[] {
  const [primary] = vpc.ipv4;
  if (primary === undefined || primary.prefix.length > SUBNET_LENGTH) return [];
  const first = prefixAt(primary.prefix.base, SUBNET_LENGTH);
  const count = 1 << (SUBNET_LENGTH - primary.prefix.length);
  return Array.from({ length: count }, (_, i) => ({
    base: addressPlus(first.base, prefixSize(first) * BigInt(i)),
    length: SUBNET_LENGTH,
  }));
}
