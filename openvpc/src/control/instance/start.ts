import type { StartInstancesRequest, StartInstancesResult } from '../../aws/ec2.types.ts';
import type { Instance } from '../../model/instance.ts';
import type { InstanceId } from '../../name/id.ts';
import { onResources } from '../access.ts';
import { giveAutoPublic } from '../elastic-ip/auto-public.ts';
import { enisOf } from '../network-interface/attachment.ts';
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
    const started = changes.filter(({ PreviousState }) => PreviousState?.Name === 'stopped');
    refuseBeyondLimit(before, call, started.length);
    for (const { InstanceId } of started) {
      const primary = enisOf(tx.view, InstanceId as InstanceId)[0]; // the id of one that was found
      if (primary !== undefined) giveAutoPublic(tx, call, primary);
    }
    return { StartingInstances: changes };
  },
};
