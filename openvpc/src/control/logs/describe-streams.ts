import type { DescribeLogStreamsRequest, DescribeLogStreamsResponse, LogStream } from '../../aws/logs.types.ts';
import type * as store from '../../store/log-store.ts';
import type { Call, OutsideOperation } from '../operation.ts';
import { checkedLimit } from './constraint.ts';
import { logsPage, orderedNumber } from './page.ts';
import { invalidParameter, outsideConstraint, resourceNotFound } from './refuse.ts';
import { groupNameOf, onGroup, storedGroupName, streamArn } from './scope.ts';

const MAX_STREAMS = 50;

export const describeLogStreams: OutsideOperation<DescribeLogStreamsRequest, DescribeLogStreamsResponse> = {
  action: 'logs:DescribeLogStreams',
  access: (input, _view, call) => onGroup('logs:DescribeLogStreams', call, groupNameOf(input, call)),
  perform({ logs }, input, call) {
    const limit = checkedLimit(input.limit, MAX_STREAMS);
    const byTime = isByTime(input);
    const name = groupNameOf(input, call);
    const group = storedGroupName(call, name);
    if (logs.group(group) === undefined) throw resourceNotFound('group');
    const prefix = input.logStreamNamePrefix ?? '';
    const page = logsPage(
      logs.streams(group).filter((stream) => stream.name.startsWith(prefix)),
      (stream) => (byTime ? `${orderedNumber(stream.lastEventAt ?? 0)} ${stream.name}` : stream.name),
      { limit, nextToken: input.nextToken, descending: input.descending },
    );
    const logStreams = page.items.map((stream) => show(stream, name, call));
    return Promise.resolve({ logStreams, ...(page.nextToken !== undefined && { nextToken: page.nextToken }) });
  },
};

function isByTime({ orderBy, logStreamNamePrefix }: DescribeLogStreamsRequest): boolean {
  if (orderBy === undefined || orderBy === 'LogStreamName') return false;
  if (orderBy !== 'LastEventTime') {
    throw outsideConstraint(orderBy, 'orderBy', 'satisfy enum value set: [LogStreamName, LastEventTime]');
  }
  if (logStreamNamePrefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  return true;
}

function show(stream: store.LogStream, group: string, call: Call): LogStream {
  return {
    logStreamName: stream.name,
    arn: streamArn(call, group, stream.name),
    creationTime: stream.createdAt,
    ...(stream.firstEventAt !== undefined && { firstEventTimestamp: stream.firstEventAt }),
    ...(stream.lastEventAt !== undefined && { lastEventTimestamp: stream.lastEventAt }),
    ...(stream.lastIngestedAt !== undefined && { lastIngestionTime: stream.lastIngestedAt }),
    uploadSequenceToken: SEQUENCE_TOKEN,
    storedBytes: 0, // "always zero" since 2019 (API Reference, LogStream)
  };
}

/** Nobody reads sequence tokens any more, but old clients want to see one. */
export const SEQUENCE_TOKEN = '49590302938429384092384092384092384098203840928340923842';
