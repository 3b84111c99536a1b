import type { ElasticIp } from '../../model/elastic-ip.ts';
import type { NatGateway } from '../../model/gateway.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import type { EniId } from '../../name/id.ts';
import type { Address } from '../../net/address.ts';
import type { Transaction } from '../../store/store.ts';
import { attachedGateway } from '../internet-gateway/attached.ts';
import { allOf } from '../missing.ts';
import { chooseAddresses } from '../network-interface/addresses.ts';
import { ApiError, type Call } from '../operation.ts';
import type { NatRequest } from './request.ts';

/** What a NAT gateway is made of: private addresses, the primary first, and an Elastic IP for each of a public one. */
export type Means = Readonly<{ addresses: readonly Address[]; elasticIps: readonly ElasticIp[] }>;

/** The means, or why it will fail: codes and words of the VPC User Guide, "Troubleshoot NAT gateways". */
export function meansFor(
  view: Snapshot,
  call: Call,
  subnet: Subnet,
  request: NatRequest,
): Means | NonNullable<NatGateway['failure']> {
  const elasticIps: ElasticIp[] = [];
  for (const id of request.allocations) {
    const elastic = allOf(view, call, 'elastic-ip').get(id);
    if (elastic === undefined) {
      return failure(
        'InvalidAllocationID.NotFound',
        `Elastic IP address ${id} could not be associated with this NAT gateway`,
      );
    }
    if (elastic.association !== undefined) {
      return failure('Resource.AlreadyAssociated', `Elastic IP address ${id} is already associated`);
    }
    elasticIps.push(elastic);
  }
  if (request.connectivity === 'public' && attachedGateway(view, subnet.vpc) === undefined) {
    return failure('Gateway.NotAttached', `Network ${subnet.vpc} has no Internet gateway attached`);
  }
  const addresses = addressesFor(view, subnet, request);
  return addresses === undefined
    ? failure('InsufficientFreeAddressesInSubnet', 'Subnet has insufficient free addresses to create this NAT gateway')
    : { addresses, elasticIps };
}

export function bindElasticIps(
  tx: Transaction,
  call: Call,
  eni: EniId,
  addresses: readonly Address[],
  elasticIps: readonly ElasticIp[],
): void {
  for (const [i, elastic] of elasticIps.entries()) {
    const own = addresses[i];
    if (own === undefined) throw new Error(`${elastic.id} has no private address to go with`); // a request has as many
    tx.put({ ...elastic, association: { id: call.mint('eipassoc'), eni, private: own } });
  }
}

/** Undefined when the subnet has too few; an address that is named and cannot be had is the caller's mistake at once. */
function addressesFor(view: Snapshot, subnet: Subnet, request: NatRequest): readonly Address[] | undefined {
  const { primary, secondary, count } = request;
  try {
    const chosen = chooseAddresses(view, subnet, {
      ...(primary === undefined ? {} : { PrivateIpAddress: primary }),
      PrivateIpAddresses: secondary.map((PrivateIpAddress) => ({ PrivateIpAddress })),
      SecondaryPrivateIpAddressCount: count,
      Ipv6AddressCount: 0,
    });
    return chosen.ipv4;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'InsufficientFreeAddressesInSubnet') return undefined;
    throw error;
  }
}

function failure(code: string, message: string): NonNullable<NatGateway['failure']> {
  return { code, message };
}
