import type { DetachInternetGatewayRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';

/** Routes to it stay, as blackholes. */
export const detachInternetGateway: Operation<DetachInternetGatewayRequest, void> = {
  action: 'ec2:DetachInternetGateway',
  access: (input, _view, call) =>
    onResources('ec2:DetachInternetGateway', call, [
      ['internet-gateway', input.InternetGatewayId],
      ['vpc', input.VpcId],
    ]),
  run(tx, input, call) {
    const gateway = mustExist(tx.view, call, 'internet-gateway', input.InternetGatewayId);
    const vpc = mustExist(tx.view, call, 'vpc', input.VpcId);
    if (gateway.vpc !== vpc.id) {
      throw new ApiError('Gateway.NotAttached', `resource ${gateway.id} is not attached to network ${vpc.id}`);
    }
    const { vpc: _left, ...detached } = gateway;
    tx.put(detached);
  },
};
