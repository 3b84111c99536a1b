import type { DescribeLogGroupsRequest, DescribeLogGroupsResponse, LogGroup } from '../../aws/logs.types.ts';
import type * as store from '../../store/log-store.ts';
import type { Call, OutsideOperation } from '../operation.ts';
import { checkedLimit } from './constraint.ts';
import { logsPage } from './page.ts';
import { invalidParameter } from './refuse.ts';
import { groupArn, groupNameOf, onGroup, ownGroups, storedGroupName } from './scope.ts';

const MAX_GROUPS = 50;

/** There is one account, so what `includeLinkedAccounts` asks for adds nothing. */
export const describeLogGroups: OutsideOperation<DescribeLogGroupsRequest, DescribeLogGroupsResponse> = {
  action: 'logs:DescribeLogGroups',
  access: (_input, _view, call) => onGroup('logs:DescribeLogGroups', call, ''),
  perform({ logs }, input, call) {
    const limit = checkedLimit(input.limit, MAX_GROUPS);
    const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern } = input;
    if (prefix !== undefined && pattern !== undefined) {
      throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
    }
    const wanted = input.logGroupIdentifiers?.map((logGroupIdentifier) => groupNameOf({ logGroupIdentifier }, call));
    const found = ownGroups(logs.groups(), call).filter(
      ({ name }) =>
        (prefix === undefined || name.startsWith(prefix)) &&
        (pattern === undefined || name.includes(pattern)) &&
        (wanted === undefined || wanted.length === 0 || wanted.includes(name)) &&
        (input.logGroupClass === undefined || input.logGroupClass === 'STANDARD'),
    );
    const page = logsPage(found, ({ name }) => name, { limit, nextToken: input.nextToken });
    const logGroups = page.items.map((group) => show(group, logs.streams(storedGroupName(call, group.name)), call));
    return Promise.resolve({ logGroups, ...(page.nextToken !== undefined && { nextToken: page.nextToken }) });
  },
};

function show(group: store.LogGroup, streams: readonly store.LogStream[], call: Call): LogGroup {
  const { name, createdAt, retentionDays } = group;
  const logGroupArn = groupArn(call, name);
  return {
    logGroupName: name,
    arn: `${logGroupArn}:*`,
    logGroupArn,
    creationTime: createdAt,
    ...(retentionDays !== undefined && { retentionInDays: retentionDays }),
    metricFilterCount: 0,
    storedBytes: streams.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
    logGroupClass: 'STANDARD',
    deletionProtectionEnabled: false,
  };
}
