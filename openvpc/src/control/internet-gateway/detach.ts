import type { DetachInternetGatewayRequest } from '../../aws/ec2.types.ts';
import type { InternetGatewayId } from '../../name/id.ts';
import type { Transaction } from '../../store/store.ts';
import { onResources } from '../access.ts';
import { hasPublicAddresses } from '../elastic-ip/public-of.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { tableOfGateway, withoutAssociation } from '../route-table/associations.ts';

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
    if (hasPublicAddresses(tx.view, vpc.id)) {
      throw new ApiError(
        'DependencyViolation',
        `Network ${vpc.id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
      );
    }
    endEdgeAssociation(tx, gateway.id);
    const { vpc: _left, ...detached } = gateway;
    tx.put(detached);
  },
};

/** Its route table is one of the VPC that it leaves. */
function endEdgeAssociation(tx: Transaction, id: InternetGatewayId): void {
  const edge = tableOfGateway(tx.view, id);
  if (edge !== undefined) tx.put(withoutAssociation(edge.table, edge.association.id));
}
