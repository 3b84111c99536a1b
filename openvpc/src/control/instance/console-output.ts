import type { GetConsoleOutputRequest, GetConsoleOutputResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import type { OutsideOperation } from '../operation.ts';
import { encodeBase64 } from './user-data.ts';

/** What the user data has printed until now; it is always the latest, so Latest changes nothing. */
export const getConsoleOutput: OutsideOperation<GetConsoleOutputRequest, GetConsoleOutputResult> = {
  action: 'ec2:GetConsoleOutput',
  access: (input, _view, call) => onResources('ec2:GetConsoleOutput', call, [['instance', input.InstanceId]]),
  async perform(world, input, call) {
    const { id } = mustExist(world.store.snapshot(), call, 'instance', input.InstanceId);
    const text = await world.console(id);
    return {
      InstanceId: id,
      Timestamp: new Date(call.now),
      Output: encodeBase64(new TextEncoder().encode(text)),
    };
  },
};
