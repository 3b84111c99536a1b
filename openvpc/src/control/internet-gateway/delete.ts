import type { DeleteInternetGatewayRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { hasDependencies } from '../dependency.ts';
import { mustExist } from '../missing.ts';
import type { Operation } from '../operation.ts';

/** Routes to it stay, as blackholes. */
export const deleteInternetGateway: Operation<DeleteInternetGatewayRequest, void> = {
  action: 'ec2:DeleteInternetGateway',
  access: (input, _view, call) =>
    onResources('ec2:DeleteInternetGateway', call, [['internet-gateway', input.InternetGatewayId]]),
  run(tx, input, call) {
    const gateway = mustExist(tx.view, call, 'internet-gateway', input.InternetGatewayId);
    if (gateway.vpc !== undefined) throw hasDependencies('internetGateway', gateway.id);
    tx.remove('internet-gateway', gateway.id);
  },
};
