import type { CreateFlowLogsRequest } from '../../aws/ec2.types.ts';
import { DEFAULT_FORMAT, parseFormat } from '../../flowlog/format.ts';
import type { FlowLog } from '../../model/flow-log.ts';
import { ApiError, type Call } from '../operation.ts';
import { oneOf, refuseUnsupported, required, unsupported } from '../required.ts';
import { type Destination, parseDestination } from './destination.ts';

/** A checked CreateFlowLogs: what each flow log that it makes will have. */
export type FlowLogRequest = Readonly<{
  resourceIds: readonly string[];
  kind: FlowLog['resource']['kind'];
  trafficType: FlowLog['trafficType'];
  deliverLogsPermissionArn: string;
  format: string;
  maxAggregationIntervalSeconds: FlowLog['maxAggregationIntervalSeconds'];
}> &
  Destination;

/** Resource types as the call spells them; the others are of gateways that are not here yet. */
export const MONITORED: ReadonlyMap<string, FlowLog['resource']['kind']> = new Map([
  ['VPC', 'vpc'],
  ['Subnet', 'subnet'],
  ['NetworkInterface', 'eni'],
]);
const NOT_HERE: readonly string[] = ['TransitGateway', 'TransitGatewayAttachment', 'RegionalNatGateway'];
const MAX_RESOURCES = 300;

/** AWS does not tell its order of checks; here: required members, values, combinations, format. */
export function parseRequest(input: CreateFlowLogsRequest, call: Call): FlowLogRequest {
  const resourceIds = input.ResourceIds ?? [];
  required(resourceIds[0], 'ResourceId');
  const kind = monitoredKind(required(input.ResourceType, 'ResourceType'));
  const trafficType = oneOf(required(input.TrafficType, 'TrafficType'), ['ACCEPT', 'REJECT', 'ALL'], 'TrafficType');
  if (resourceIds.length > MAX_RESOURCES) {
    throw new ApiError('InvalidParameterValue', `At most ${MAX_RESOURCES} resources can be given in one call.`);
  }
  const destination = parseDestination(input, call);
  const maxAggregationIntervalSeconds = parseInterval(input.MaxAggregationInterval);
  refuseUnsupported(input, ['DeliverCrossAccountRole', 'TagFieldSpecifications']);
  return {
    resourceIds,
    kind,
    trafficType,
    ...destination,
    maxAggregationIntervalSeconds,
    format: checkedFormat(input.LogFormat),
  };
}

function monitoredKind(type: string): FlowLog['resource']['kind'] {
  const kind = MONITORED.get(type);
  if (kind !== undefined) return kind;
  oneOf(type, [...MONITORED.keys(), ...NOT_HERE], 'ResourceType');
  throw unsupported(`Flow logs of the resource type ${type} are not supported yet.`);
}

/** Windows of instance ENIs are of 60 s at most whichever it is. */
function parseInterval(seconds: number | undefined): 60 | 600 {
  if (seconds === undefined || seconds === 600) return 600;
  if (seconds === 60) return 60;
  throw new ApiError('InvalidParameter', 'Invalid Flow Log Max Aggregation Interval');
}

function checkedFormat(text: string | undefined): string {
  if (text === undefined || text === '') return DEFAULT_FORMAT;
  const parsed = parseFormat(text);
  if (parsed.kind === 'format') return text;
  if (parsed.kind === 'unsupported') {
    throw unsupported(`OpenVPC cannot fill these fields of flow logs yet: ${parsed.fields.join(', ')}.`);
  }
  throw new ApiError(
    'InvalidParameter',
    `1 validation error detected: Value '${text}' at 'logFormat' has an invalid format`,
  );
}
