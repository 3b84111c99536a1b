import type { DeleteVpcEndpointsRequest, DeleteVpcEndpointsResult, UnsuccessfulItem } from '../../aws/ec2.types.ts';
import type { Transaction } from '../../store/store.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { missingParameter } from '../required.ts';
import { removeRoutes, tablesOf } from './routes.ts';

/** Each for itself: those that are not there are told, and the others go, with the routes to them. */
export const deleteVpcEndpoints: Operation<DeleteVpcEndpointsRequest, DeleteVpcEndpointsResult> = {
  action: 'ec2:DeleteVpcEndpoints',
  access: (input, _view, call) =>
    onResources(
      'ec2:DeleteVpcEndpoints',
      call,
      input.VpcEndpointIds.map((id) => ['vpc-endpoint', id]),
    ),
  run(tx, input, call) {
    if (input.VpcEndpointIds.length === 0) throw missingParameter('vpcEndpointId');
    return { Unsuccessful: [...new Set(input.VpcEndpointIds)].flatMap((id) => remove(tx, call, id) ?? []) };
  },
};

function remove(tx: Transaction, call: Call, id: string): UnsuccessfulItem | undefined {
  try {
    const endpoint = mustExist(tx.view, call, 'vpc-endpoint', id);
    removeRoutes(tx, endpoint, tablesOf(tx.view, endpoint));
    tx.remove('vpc-endpoint', endpoint.id);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { ResourceId: id, Error: { Code: error.code, Message: error.message } };
  }
}
