import type { AttachInternetGatewayRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';

/** One gateway, one VPC. */
export const attachInternetGateway: Operation<AttachInternetGatewayRequest, void> = {
  action: 'ec2:AttachInternetGateway',
  access: (input, _view, call) =>
    onResources('ec2:AttachInternetGateway', call, [
      ['internet-gateway', input.InternetGatewayId],
      ['vpc', input.VpcId],
    ]),
  run(tx, input, call) {
    const gateway = mustExist(tx.view, call, 'internet-gateway', input.InternetGatewayId);
    const vpc = mustExist(tx.view, call, 'vpc', input.VpcId);
    if (gateway.vpc !== undefined) {
      throw new ApiError(
        'Resource.AlreadyAssociated',
        `resource ${gateway.id} is already attached to network ${gateway.vpc}`,
      );
    }
    for (const other of tx.view.internetGateways.values()) {
      if (other.vpc === vpc.id) {
        throw new ApiError('InvalidParameterValue', `Network ${vpc.id} already has an internet gateway attached`);
      }
    }
    tx.put({ ...gateway, vpc: vpc.id });
  },
};
