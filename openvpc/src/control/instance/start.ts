import type { StartInstancesRequest, StartInstancesResult } from '../../aws/ec2.types.ts';
import type { Instance } from '../../model/instance.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { refuseUnsupported } from '../required.ts';
import { refuseBeyondLimit } from './limit.ts';
import { cannotBe, moveInstances } from './state.ts';

export const startInstances: Operation<StartInstancesRequest, StartInstancesResult> = {
  action: 'ec2:StartInstances',
  access: (input, _view, call) =>
    onResources(
      'ec2:StartInstances',
      call,
      (input.InstanceIds ?? []).map((id) => ['instance', id]),
    ),
  run(tx, input, call) {
    refuseUnsupported(input, ['AdditionalInfo']);
    const start = (instance: Instance): Instance | undefined => {
      if (instance.state === 'pending' || instance.state === 'running') return undefined;
      if (instance.state !== 'stopped') throw cannotBe('started', instance);
      const { stateReason: _over, ...rest } = instance;
      return { ...rest, state: 'pending', launchedAt: call.now };
    };
    const before = tx.view;
    const changes = moveInstances(tx, call, input.InstanceIds, start);
    refuseBeyondLimit(before, call, changes.filter(({ PreviousState }) => PreviousState?.Name === 'stopped').length);
    return { StartingInstances: changes };
  },
};
