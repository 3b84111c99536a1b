import type { CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult } from '../../aws/ec2.types.ts';
import type { Eni } from '../../model/eni.ts';
import type { Transaction } from '../../store/store.ts';
import { onCreation } from '../access.ts';
import { madeBefore, rememberToken } from '../client-token.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { mustExist } from '../missing.ts';
import type { Call, Operation } from '../operation.ts';
import { visible } from '../owned.ts';
import { refuseUnsupported, required, unsupported } from '../required.ts';
import { tagsFor } from '../tag-specifications.ts';
import { checkDescription } from './checks.ts';
import { chooseAddresses } from './addresses.ts';
import { groupsFor } from './groups.ts';
import { makeEni } from './make.ts';
import { showEni } from './show.ts';

export const createNetworkInterface: Operation<CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult> = {
  action: 'ec2:CreateNetworkInterface',
  access: (input, _view, call) =>
    onCreation('ec2:CreateNetworkInterface', call, 'eni', input.TagSpecifications, [
      ['subnet', input.SubnetId],
      ...(input.Groups ?? []).map((id) => ['security-group', id] as const),
    ]),
  run(tx, input, call) {
    const request = fingerprintOf(input);
    const earlier = madeBefore(visible(tx.view.enis, call), input.ClientToken, (eni) => eni.request === request);
    const eni = earlier ?? create(tx, input, call, request);
    return {
      NetworkInterface: showEni(eni, tx.view, 'pending'),
      ...(input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken }),
    };
  },
};

function create(tx: Transaction, input: CreateNetworkInterfaceRequest, call: Call, request: string): Eni {
  refuseUnsupported(input, [
    'Ipv4Prefixes',
    'Ipv4PrefixCount',
    'Ipv6Prefixes',
    'Ipv6PrefixCount',
    'EnablePrimaryIpv6',
    'ConnectionTrackingSpecification',
    'Operator',
  ]);
  refuseOtherType(input.InterfaceType);
  const tags = tagsFor(input.TagSpecifications, 'network-interface');
  const subnet = mustExist(tx.view, call, 'subnet', required(input.SubnetId, 'subnetId'));
  return makeEni(tx, call, {
    subnet,
    groups: groupsFor(tx.view, call, subnet.vpc, input.Groups),
    addresses: chooseAddresses(tx.view, subnet, input),
    description: checkDescription(input.Description ?? ''),
    tags,
    ...(input.ClientToken === undefined ? {} : { ...rememberToken(input.ClientToken), request }),
  });
}

/** Elastic Fabric Adapters, trunks and branches have no counterpart here. */
export function refuseOtherType(type: string | undefined): void {
  if (type !== undefined && type !== '' && type !== 'interface') {
    throw unsupported(`Network interfaces of type ${type} are not supported.`);
  }
}
