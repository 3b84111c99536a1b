import type { CreateFlowLogsRequest } from '../../aws/ec2.types.ts';
import { ApiError, type Call } from '../operation.ts';
import { given, oneOf, unsupported } from '../required.ts';

/** Where records go, and the role that puts them there. */
export type Destination = Readonly<{
  logGroupName: string;
  /** Only when it was given: DescribeFlowLogs shows it only then. */
  logDestination?: string;
  deliverLogsPermissionArn: string;
}>;

const DESTINATION_TYPES = ['cloud-watch-logs', 's3', 'kinesis-data-firehose'] as const;

/**
 * AWS's checks of combinations, with its words; then the refusal of what is not here yet. The role must be there and look
 * like one; whether it lets flow logs in is not asked as long as there are no roles.
 */
export function parseDestination(input: CreateFlowLogsRequest, call: Call): Destination {
  const { LogGroupName: name, LogDestination: destination, DeliverLogsPermissionArn: role } = input;
  const type = oneOf(input.LogDestinationType ?? 'cloud-watch-logs', DESTINATION_TYPES, 'LogDestinationType');
  checkCombination(input, type);
  if (type !== 'cloud-watch-logs') {
    throw unsupported(`Flow logs to ${type} are not supported yet; LogDestinationType cloud-watch-logs is.`);
  }
  if (role === undefined || role === '') {
    throw invalid(`DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.`);
  }
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(role)) throw invalid(`Unable to assume given IAM role: ${role}`);
  if (name !== undefined && name !== '') {
    return { logGroupName: checkedName(name, 'LogGroupName'), deliverLogsPermissionArn: role };
  }
  const logDestination = (destination ?? '').replace(/:\*$/, ''); // many tools hand out a group's ARN with `:*`
  const logGroupName = checkedName(nameInArn(logDestination, call), 'LogDestination');
  return { logGroupName, logDestination, deliverLogsPermissionArn: role };
}

function checkCombination(input: CreateFlowLogsRequest, type: (typeof DESTINATION_TYPES)[number]): void {
  const { LogGroupName: name, LogDestination: destination } = input;
  const has = (text: string | undefined) => text !== undefined && text !== '';
  if (has(name) && type !== 'cloud-watch-logs') {
    throw invalid('LogDestination type must be cloud-watch-logs if LogGroupName is provided.');
  }
  if (has(name) && has(destination)) {
    throw invalid('Please only provide LogGroupName or only provide LogDestination.');
  }
  if (!has(name) && !has(destination)) {
    throw invalid(`LogDestination can't be empty if LogGroupName is not provided.`);
  }
  if (type === 's3' && has(input.DeliverLogsPermissionArn)) {
    throw invalid('DeliverLogsPermissionArn is not applicable for s3 delivery');
  }
  if (
    type !== 's3' &&
    given({ ...input.DestinationOptions }, ['FileFormat', 'HiveCompatiblePartitions', 'PerHourPartition']).length > 0
  ) {
    throw invalid('DestinationOptions are only applicable for s3 delivery');
  }
}

/** The group must be the caller's, in the same region (VPC User Guide, "Publish flow logs to CloudWatch Logs"). */
function nameInArn(text: string, call: Call): string {
  const prefix = `arn:aws:logs:${call.region}:${call.account}:log-group:`;
  if (!text.startsWith(prefix)) {
    throw invalid(`LogDestination: ${text} is not the ARN of a log group of this account and region.`);
  }
  return text.slice(prefix.length);
}

/** What CreateLogGroup would take: delivery makes the group, and must be able to. */
function checkedName(name: string, parameter: string): string {
  if (/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name) && !/^aws\//i.test(name)) return name;
  throw invalid(`${parameter}: '${name}' is not a valid log group name.`);
}

function invalid(message: string): ApiError {
  return new ApiError('InvalidParameter', message);
}
