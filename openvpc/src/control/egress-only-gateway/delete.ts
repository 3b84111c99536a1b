import type {
  DeleteEgressOnlyInternetGatewayRequest,
  DeleteEgressOnlyInternetGatewayResult,
} from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import type { Operation } from '../operation.ts';

/** Routes to it stay, as blackholes. */
export const deleteEgressOnlyInternetGateway: Operation<
  DeleteEgressOnlyInternetGatewayRequest,
  DeleteEgressOnlyInternetGatewayResult
> = {
  action: 'ec2:DeleteEgressOnlyInternetGateway',
  access: (input, _view, call) =>
    onResources('ec2:DeleteEgressOnlyInternetGateway', call, [
      ['egress-only-internet-gateway', input.EgressOnlyInternetGatewayId],
    ]),
  run(tx, input, call) {
    const gateway = mustExist(tx.view, call, 'egress-only-internet-gateway', input.EgressOnlyInternetGatewayId);
    tx.remove('egress-only-internet-gateway', gateway.id);
    return { ReturnCode: true };
  },
};
