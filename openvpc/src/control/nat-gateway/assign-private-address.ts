import type {
  AssignPrivateNatGatewayAddressRequest,
  AssignPrivateNatGatewayAddressResult,
} from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { moreIpv4 } from '../network-interface/addresses.ts';
import type { Operation } from '../operation.ts';
import { exactlyOne, invalidValue } from '../required.ts';
import { addressesOf } from './addresses.ts';
import { mustWork } from './find.ts';
import { checkSize } from './request.ts';
import { showNatAddress } from './show.ts';

/** More addresses for a private gateway: each has ports of its own. */
export const assignPrivateNatGatewayAddress: Operation<
  AssignPrivateNatGatewayAddressRequest,
  AssignPrivateNatGatewayAddressResult
> = {
  action: 'ec2:AssignPrivateNatGatewayAddress',
  access: (input, _view, call) =>
    onResources('ec2:AssignPrivateNatGatewayAddress', call, [['nat-gateway', input.NatGatewayId]]),
  run(tx, input, call) {
    exactlyOne(input, ['PrivateIpAddresses', 'PrivateIpAddressCount']);
    const named = input.PrivateIpAddresses ?? [];
    const count = input.PrivateIpAddressCount ?? 0;
    if (named.length === 0 && count < 1)
      throw invalidValue(count, 'privateIpAddressCount', 'Valid values are 1 to 31.');
    const { gateway, eni, subnet } = mustWork(tx.view, call, input.NatGatewayId, 'private');
    checkSize(0, eni.ipv4.length + named.length + count, call);
    tx.put({ ...eni, ipv4: [...eni.ipv4, ...moreIpv4(tx.view, subnet, named, count)] });
    const added = addressesOf(gateway, tx.view).slice(eni.ipv4.length);
    return {
      NatGatewayId: gateway.id,
      NatGatewayAddresses: added.map((one) => showNatAddress(gateway, one, false, 'assigning')),
    };
  },
};
