import type { GetLogEventsRequest, GetLogEventsResponse } from '../../aws/logs.types.ts';
import type { StoredLogEvent } from '../../store/log-store.ts';
import type { OutsideOperation } from '../operation.ts';
import { checkedLimit, checkTime } from './constraint.ts';
import { eventToken, type EventToken, readEventToken, START } from './position.ts';
import { resourceNotFound } from './refuse.ts';
import { groupNameOf, onGroup, storedGroupName } from './scope.ts';

/** A page is what fits in 1 MB, at most 10,000 events (API Reference, GetLogEvents). */
export const MAX_PAGE_EVENTS = 10_000;
export const MAX_PAGE_BYTES = 1_048_576;

/** Without a token the newest page, unless `startFromHead`. Inside a page the events ascend either way. */
export const getLogEvents: OutsideOperation<GetLogEventsRequest, GetLogEventsResponse> = {
  action: 'logs:GetLogEvents',
  access: (input, _view, call) => onGroup('logs:GetLogEvents', call, groupNameOf(input, call), input.logStreamName),
  async perform({ logs }, input, call) {
    const limit = checkedLimit(input.limit, MAX_PAGE_EVENTS);
    checkTime(input.startTime, 'startTime');
    checkTime(input.endTime, 'endTime');
    const token = input.nextToken === undefined ? undefined : readEventToken(input.nextToken);
    const group = storedGroupName(call, groupNameOf(input, call));
    if (logs.group(group) === undefined) throw resourceNotFound('group');
    if (logs.stream(group, input.logStreamName) === undefined) throw resourceNotFound('stream');
    const forward = token?.forward ?? input.startFromHead === true;
    const found = await logs.read({
      group,
      streams: [input.logStreamName],
      ...(input.startTime !== undefined && { from: input.startTime }),
      ...(input.endTime !== undefined && { to: input.endTime }),
      ...(token !== undefined && (forward ? { after: token.position } : { before: token.position })),
      newestFirst: !forward,
      limit,
      maxBytes: MAX_PAGE_BYTES,
      now: call.now,
    });
    const events = forward ? found : found.toReversed();
    return { events: events.map(show), ...tokensAround(events, token) };
  },
};

function show({ timestamp, message, ingestedAt }: StoredLogEvent) {
  return { timestamp, message, ingestionTime: ingestedAt };
}

/**
 * From the page's last event on, and from its first one back. After an empty page the token that led to it comes again:
 * that is how clients know the end. The way back from there begins just beside it.
 */
function tokensAround(
  events: readonly StoredLogEvent[],
  asked: EventToken | undefined,
): Pick<GetLogEventsResponse, 'nextForwardToken' | 'nextBackwardToken'> {
  const { timestamp, sequence } = asked?.position ?? START;
  const after = asked?.forward === false ? { timestamp, sequence: Math.max(0, sequence - 1) } : { timestamp, sequence };
  const before = asked?.forward === true ? { timestamp, sequence: sequence + 1 } : { timestamp, sequence };
  return {
    nextForwardToken: eventToken({ forward: true, position: events.at(-1) ?? after }),
    nextBackwardToken: eventToken({ forward: false, position: events[0] ?? before }),
  };
}
