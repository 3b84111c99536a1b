import type { CreateFlowLogsRequest, CreateFlowLogsResult } from '../../aws/ec2.types.ts';
import type { FlowLog } from '../../model/flow-log.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onCreation } from '../access.ts';
import { checkToken, rememberToken } from '../client-token.ts';
import { mustExist } from '../missing.ts';
import { type AccessRequest, ApiError, type Call, type Operation } from '../operation.ts';
import { owned, visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { tagsFor } from '../tag-specifications.ts';
import { type FlowLogRequest, MONITORED, parseRequest } from './request.ts';

/**
 * All of the resources or none. AWS reports unusable destinations per resource; a log group is always usable, for delivery
 * makes it, so `Unsuccessful` stays empty.
 */
export const createFlowLogs: Operation<CreateFlowLogsRequest, CreateFlowLogsResult> = {
  action: 'ec2:CreateFlowLogs',
  access: (input, _view, call) => [
    ...onCreation('ec2:CreateFlowLogs', call, 'flow-log', input.TagSpecifications, monitoredOf(input)),
    ...passRole(input),
  ],
  run(tx, input, call) {
    const request = parseRequest(input, call);
    const tags = tagsFor(input.TagSpecifications, 'vpc-flow-log');
    const token = input.ClientToken === undefined || input.ClientToken === '' ? undefined : input.ClientToken;
    if (token !== undefined) checkToken(token);
    const made = madeBefore(tx.view, call, token, request) ?? request.resourceIds.map(makeOne);
    return { ClientToken: token ?? mintToken(call), FlowLogIds: made.map(({ id }) => id), Unsuccessful: [] };

    function makeOne(id: string): FlowLog {
      const flowLog = make(tx.view, call, request, id, tags, token);
      tx.put(flowLog); // at once: the same resource named twice is a duplicate
      return flowLog;
    }
  },
};

function monitoredOf({ ResourceType: type, ResourceIds: ids }: CreateFlowLogsRequest) {
  const kind = MONITORED.get(type);
  return kind === undefined ? [] : (ids ?? []).map((id) => [kind, id] as const);
}

/** The service that will use the role must be named, so that a policy can allow it for flow logs alone. */
function passRole({ DeliverLogsPermissionArn: role }: CreateFlowLogsRequest): readonly AccessRequest[] {
  if (role === undefined || role === '') return [];
  const context = new Map([['iam:PassedToService', ['vpc-flow-logs.amazonaws.com']]]);
  return [{ action: 'iam:PassRole', resource: role, context }];
}

function make(
  view: Snapshot,
  call: Call,
  request: FlowLogRequest,
  resourceId: string,
  tags: FlowLog['tags'],
  token: string | undefined,
): FlowLog {
  const { resourceIds: _all, kind, ...settings } = request;
  const resource = { kind, id: mustExist(view, call, kind, resourceId).id } as FlowLog['resource']; // mustExist pairs them
  const there = visible(view.flowLogs, call).filter((other) => other.resource.id === resource.id);
  if (there.some((other) => isSame(other, request))) throw duplicate();
  if (there.length >= quotaOf(call, 'flowLogsPerResource')) {
    throw new ApiError('FlowLogsLimitExceeded', `The maximum number of flow logs for ${resource.id} has been reached.`);
  }
  return {
    ...owned(call, tags),
    ...settings,
    ...rememberToken(token),
    kind: 'flow-log',
    id: call.mint('fl'),
    resource,
    createdAt: call.now,
  };
}

function duplicate(): ApiError {
  return new ApiError(
    'FlowLogAlreadyExists',
    'Error. There is an existing Flow Log with the same configuration and log destination.',
  );
}

/** Whether both would write the same records to the same place; AWS does not say what it compares. */
function isSame(existing: FlowLog, request: FlowLogRequest): boolean {
  return (
    existing.trafficType === request.trafficType &&
    existing.logGroupName === request.logGroupName &&
    existing.format === request.format &&
    existing.maxAggregationIntervalSeconds === request.maxAggregationIntervalSeconds
  );
}

/** One call made all flow logs of its token: a retry gets their ids, in the order it asks. */
function madeBefore(
  view: Snapshot,
  call: Call,
  token: string | undefined,
  request: FlowLogRequest,
): readonly FlowLog[] | undefined {
  const earlier = token === undefined ? [] : visible(view.flowLogs, call).filter((log) => log.clientToken === token);
  if (earlier.length === 0) return undefined;
  const again = request.resourceIds.map((id) =>
    earlier.find(
      (log) =>
        log.resource.id === id &&
        isSame(log, request) &&
        log.deliverLogsPermissionArn === request.deliverLogsPermissionArn,
    ),
  );
  const found = again.filter((log) => log !== undefined);
  if (found.length === again.length && found.length === earlier.length) return found;
  throw new ApiError(
    'IdempotentParameterMismatch',
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  );
}

/** 44 characters of base64, as AWS gives to callers that sent none. */
function mintToken(call: Call): string {
  const bytes = call.hex(64).match(/../g) ?? [];
  return btoa(String.fromCharCode(...bytes.map((pair) => Number.parseInt(pair, 16))));
}
