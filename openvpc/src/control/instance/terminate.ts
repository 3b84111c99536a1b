import type { TerminateInstancesRequest, TerminateInstancesResult } from '../../aws/ec2.types.ts';
import type { Instance } from '../../model/instance.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { moveInstances, USER_SHUTDOWN } from './state.ts';

/** From any state; may be repeated. The reconcile loop ends the processes and then the ENIs go. */
export const terminateInstances: Operation<TerminateInstancesRequest, TerminateInstancesResult> = {
  action: 'ec2:TerminateInstances',
  access: (input, _view, call) =>
    onResources(
      'ec2:TerminateInstances',
      call,
      (input.InstanceIds ?? []).map((id) => ['instance', id]),
    ),
  run: (tx, input, call) => ({ TerminatingInstances: moveInstances(tx, call, input.InstanceIds, shuttingDown) }),
};

function shuttingDown(instance: Instance): Instance | undefined {
  if (instance.state === 'shutting-down' || instance.state === 'terminated') return undefined;
  return { ...instance, state: 'shutting-down', stateReason: USER_SHUTDOWN };
}
