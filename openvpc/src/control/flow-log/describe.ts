import type * as ec2 from '../../aws/ec2.types.ts';
import type { FlowLog } from '../../model/flow-log.ts';
import { parseId } from '../../name/id.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import type { Operation } from '../operation.ts';
import { visible } from '../owned.ts';
import { invalidValue } from '../required.ts';
import { tagList } from '../tag-specifications.ts';

/** Ids that are not there are left out, without an error: clients such as Terraform tell by that. */
export const describeFlowLogs: Operation<ec2.DescribeFlowLogsRequest, ec2.DescribeFlowLogsResult> = {
  action: 'ec2:DescribeFlowLogs',
  access: () => onAnything('ec2:DescribeFlowLogs'),
  run(tx, input, call) {
    const ids = input.FlowLogIds ?? [];
    for (const id of ids) if (parseId('fl', id) === undefined) throw invalidValue(id, 'FlowLogId');
    const asked = visible(tx.view.flowLogs, call).filter(({ id }) => ids.length === 0 || ids.includes(id));
    const { Filter: Filters, MaxResults, NextToken } = input;
    const how = {
      filters: FILTERS,
      view: tx.view,
      tagsOf: (log: FlowLog) => log.tags,
      limits: { least: 1, most: 1000 },
    };
    const page = describePage(asked, { Filters, MaxResults, NextToken }, how);
    return { FlowLogs: page.items.map(show), ...nextTokenOf(page) };
  },
};

const FILTERS: FilterTable<FlowLog> = {
  'deliver-log-status': () => [DELIVERED],
  'log-destination-type': () => ['cloud-watch-logs'],
  'flow-log-id': (log) => [log.id],
  'log-group-name': (log) => [log.logGroupName],
  'resource-id': (log) => [log.resource.id],
  'traffic-type': (log) => [log.trafficType],
};

/** Delivery into our own log store needs no permission that could be missing; a failure is tried again. */
const DELIVERED = 'SUCCESS';

function show(log: FlowLog): ec2.FlowLog {
  return {
    CreationTime: new Date(log.createdAt),
    DeliverLogsPermissionArn: log.deliverLogsPermissionArn,
    DeliverLogsStatus: DELIVERED,
    FlowLogId: log.id,
    FlowLogStatus: 'ACTIVE',
    LogGroupName: log.logGroupName,
    ResourceId: log.resource.id,
    TrafficType: log.trafficType,
    LogDestinationType: 'cloud-watch-logs',
    ...(log.logDestination !== undefined && { LogDestination: log.logDestination }),
    LogFormat: log.format,
    Tags: tagList(log.tags),
    MaxAggregationInterval: log.maxAggregationIntervalSeconds,
  };
}
