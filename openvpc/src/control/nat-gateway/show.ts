import type * as ec2 from '../../aws/ec2.types.ts';
import type { NatGateway, NatGatewayAddress } from '../../model/gateway.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatAddress } from '../../net/address.ts';
import { tagList } from '../tag-specifications.ts';
import { addressesOf } from './addresses.ts';

export function showNatGateway(gateway: NatGateway, view: Snapshot): ec2.NatGateway {
  const { state, failure, endedAt } = gateway;
  return {
    NatGatewayId: gateway.id,
    VpcId: gateway.vpc,
    SubnetId: gateway.subnet,
    State: state,
    ConnectivityType: gateway.connectivity,
    AvailabilityMode: 'zonal',
    CreateTime: new Date(gateway.createdAt),
    ...(endedAt === undefined ? {} : { DeleteTime: new Date(endedAt) }),
    ...(state === 'failed' && failure !== undefined
      ? { FailureCode: failure.code, FailureMessage: failure.message }
      : {}),
    NatGatewayAddresses: addressesOf(gateway, view).map((address, i) =>
      showNatAddress(gateway, address, i === 0, statusOf(gateway)),
    ),
    Tags: tagList(gateway.tags),
  };
}

export function showNatAddress(
  { eni }: NatGateway,
  address: NatGatewayAddress,
  isPrimary: boolean,
  status: string,
): ec2.NatGatewayAddress {
  return {
    ...(address.private && { NetworkInterfaceId: eni }), // of one that never came to be there is none
    ...(address.allocation && { AllocationId: address.allocation }),
    ...(address.association && { AssociationId: address.association }),
    ...(address.private && { PrivateIp: formatAddress(address.private) }),
    ...(address.public && { PublicIp: formatAddress(address.public) }),
    IsPrimary: isPrimary,
    Status: status,
  };
}

function statusOf({ state, connectivity }: NatGateway): string {
  switch (state) {
    case 'pending':
      return connectivity === 'public' ? 'associating' : 'assigning';
    case 'failed':
      return 'failed';
    case 'deleting':
      return connectivity === 'public' ? 'disassociating' : 'unassigning';
    case 'available':
    case 'deleted':
      return 'succeeded';
  }
}
