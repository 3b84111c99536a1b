import type { StopInstancesRequest, StopInstancesResult } from '../../aws/ec2.types.ts';
import type { Instance } from '../../model/instance.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { refuseUnsupported } from '../required.ts';
import { cannotBe, moveInstances, USER_SHUTDOWN } from './state.ts';

/** The reconcile loop ends the processes; addresses and files stay. Force changes nothing: nothing can resist. */
export const stopInstances: Operation<StopInstancesRequest, StopInstancesResult> = {
  action: 'ec2:StopInstances',
  access: (input, _view, call) =>
    onResources(
      'ec2:StopInstances',
      call,
      (input.InstanceIds ?? []).map((id) => ['instance', id]),
    ),
  run(tx, input, call) {
    refuseUnsupported(input, ['Hibernate']);
    return { StoppingInstances: moveInstances(tx, call, input.InstanceIds, stopping) };
  },
};

function stopping(instance: Instance): Instance | undefined {
  switch (instance.state) {
    case 'running':
      return { ...instance, state: 'stopping', stateReason: USER_SHUTDOWN };
    case 'stopping':
    case 'stopped':
      return undefined;
    case 'pending':
    case 'shutting-down':
    case 'terminated':
      throw cannotBe('stopped', instance);
  }
}
