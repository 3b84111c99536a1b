import type {
  UnassignPrivateNatGatewayAddressRequest,
  UnassignPrivateNatGatewayAddressResult,
} from '../../aws/ec2.types.ts';
import { sameAddress } from '../../net/address.ts';
import { onResources } from '../access.ts';
import { ipv4Of } from '../elastic-ip/find.ts';
import type { Operation } from '../operation.ts';
import { invalidValue, missingParameter } from '../required.ts';
import { checkDrain, mustWork } from './find.ts';
import { showNatAddress } from './show.ts';

/** Secondary addresses only. */
export const unassignPrivateNatGatewayAddress: Operation<
  UnassignPrivateNatGatewayAddressRequest,
  UnassignPrivateNatGatewayAddressResult
> = {
  action: 'ec2:UnassignPrivateNatGatewayAddress',
  access: (input, _view, call) =>
    onResources('ec2:UnassignPrivateNatGatewayAddress', call, [['nat-gateway', input.NatGatewayId]]),
  run(tx, input, call) {
    checkDrain(input.MaxDrainDurationSeconds);
    const texts = [...new Set(input.PrivateIpAddresses ?? [])];
    if (texts.length === 0) throw missingParameter('PrivateIpAddress');
    const named = texts.map((text) => ipv4Of(text, 'privateIpAddress'));
    const { gateway, eni } = mustWork(tx.view, call, input.NatGatewayId, 'private');
    const [, ...secondary] = eni.ipv4;
    for (const [i, one] of named.entries()) {
      if (secondary.some((own) => sameAddress(own, one))) continue;
      throw invalidValue(texts[i] ?? '', 'privateIpAddress', `It is no secondary address of ${gateway.id}.`);
    }
    tx.put({ ...eni, ipv4: eni.ipv4.filter((own) => !named.some((one) => sameAddress(own, one))) });
    return {
      NatGatewayId: gateway.id,
      NatGatewayAddresses: named.map((one) => showNatAddress(gateway, { private: one }, false, 'unassigning')),
    };
  },
};
