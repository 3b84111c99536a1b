import type { DeleteFlowLogsRequest, DeleteFlowLogsResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { malformed, MISSING } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { visible } from '../owned.ts';
import { required } from '../required.ts';
import { parseId } from '../../name/id.ts';

/** All or none. Groups, streams and records stay. */
export const deleteFlowLogs: Operation<DeleteFlowLogsRequest, DeleteFlowLogsResult> = {
  action: 'ec2:DeleteFlowLogs',
  access: (input, _view, call) =>
    onResources(
      'ec2:DeleteFlowLogs',
      call,
      (input.FlowLogIds ?? []).map((id) => ['flow-log', id] as const),
    ),
  run(tx, input, call) {
    const ids = [...new Set(input.FlowLogIds ?? [])];
    required(ids[0], 'FlowLogId');
    for (const id of ids) if (parseId('fl', id) === undefined) throw malformed(MISSING['flow-log'], id);
    const known = new Set<string>(visible(tx.view.flowLogs, call).map(({ id }) => id));
    const unknown = ids.filter((id) => !known.has(id));
    if (unknown.length > 0) {
      throw new ApiError(
        'InvalidFlowLogId.NotFound',
        `These flow log ids in the input list are not found: [TotalCount: ${unknown.length}] ${unknown.join(', ')}`,
      );
    }
    for (const id of ids) tx.remove('flow-log', id);
    return { Unsuccessful: [] };
  },
};
