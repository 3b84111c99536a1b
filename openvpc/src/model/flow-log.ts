import type { EniId, FlowLogId, SubnetId, VpcId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Owned } from './resource.ts';

export type FlowLog = Owned &
  Readonly<{
    kind: 'flow-log';
    id: FlowLogId;
    resource:
      | Readonly<{ kind: 'vpc'; id: VpcId }>
      | Readonly<{ kind: 'subnet'; id: SubnetId }>
      | Readonly<{ kind: 'eni'; id: EniId }>;
    trafficType: 'ACCEPT' | 'REJECT' | 'ALL';
    /** CloudWatch Logs only for now. */
    logGroupName: string;
    /** As the client gave it, when it gave an ARN; DescribeFlowLogs shows it only then. */
    logDestination?: string;
    deliverLogsPermissionArn: string;
    /** `${version} ${account-id} …` */
    format: string;
    maxAggregationIntervalSeconds: 60 | 600;
    createdAt: Instant;
    clientToken?: string;
  }>;
