import type {
  InputLogEvent,
  PutLogEventsRequest,
  PutLogEventsResponse,
  RejectedLogEventsInfo,
} from '../../aws/logs.types.ts';
import { eventBytes, NoSuchLogStream } from '../../store/log-store.ts';
import type { OutsideOperation } from '../operation.ts';
import { SEQUENCE_TOKEN } from './describe-streams.ts';
import { invalidParameter, outsideConstraint, resourceNotFound } from './refuse.ts';
import { onGroup, storedGroupName } from './scope.ts';

/** Limits of one call (CloudWatch Logs API Reference, PutLogEvents). */
const MAX_EVENTS = 10_000;
const MAX_BYTES = 1_048_576;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MAX_AHEAD_MS = 2 * HOUR_MS;
const MAX_AGE_MS = 14 * DAY_MS;

export const putLogEvents: OutsideOperation<PutLogEventsRequest, PutLogEventsResponse> = {
  action: 'logs:PutLogEvents',
  access: (input, _view, call) => onGroup('logs:PutLogEvents', call, input.logGroupName, input.logStreamName),
  async perform({ logs }, { logGroupName, logStreamName, logEvents, entity }, call) {
    checkBatch(logEvents);
    const name = storedGroupName(call, logGroupName);
    const group = logs.group(name);
    if (group === undefined) throw resourceNotFound('group');
    if (logs.stream(name, logStreamName) === undefined) throw resourceNotFound('stream');
    const rejected = rejectedOf(logEvents, call.now, group.retentionDays);
    const taken = logEvents.slice(
      Math.max(rejected.tooOldLogEventEndIndex ?? 0, rejected.expiredLogEventEndIndex ?? 0),
      rejected.tooNewLogEventStartIndex,
    );
    await logs.append(name, logStreamName, taken, call.now).catch((error: unknown) => {
      throw error instanceof NoSuchLogStream ? resourceNotFound('stream') : error; // deleted just now
    });
    return {
      nextSequenceToken: SEQUENCE_TOKEN,
      ...(Object.keys(rejected).length > 0 && { rejectedLogEventsInfo: rejected }),
      ...(entity !== undefined && { rejectedEntityInfo: { errorType: 'UnsupportedLogGroupType' } }), // entities are not kept
    };
  },
};

/** What fails the whole call. */
function checkBatch(events: readonly InputLogEvent[]): void {
  const count = events.length;
  if (count === 0) throw outsideConstraint('[]', 'logEvents', 'have length greater than or equal to 1');
  if (count > MAX_EVENTS) {
    throw outsideConstraint(`[${count} events]`, 'logEvents', `have length less than or equal to ${MAX_EVENTS}`);
  }
  for (const [i, { message, timestamp }] of events.entries()) {
    if (message === '') {
      throw outsideConstraint('', `logEvents.${i + 1}.member.message`, 'have length greater than or equal to 1');
    }
    if (timestamp < 0) {
      const member = `logEvents.${i + 1}.member.timestamp`;
      throw outsideConstraint(timestamp, member, 'have value greater than or equal to 0');
    }
    if (timestamp < (events[i - 1]?.timestamp ?? 0)) {
      throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
    }
  }
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > DAY_MS) {
    throw invalidParameter('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
  const bytes = events.reduce((sum, event) => sum + eventBytes(event), 0);
  if (bytes > MAX_BYTES) throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BYTES}`);
}

/** What is left out, event by event, while the call succeeds. Events are in order, so each reason is one end of them. */
function rejectedOf(
  events: readonly InputLogEvent[],
  now: number,
  retentionDays: number | undefined,
): RejectedLogEventsInfo {
  const before = (time: number) => events.filter(({ timestamp }) => timestamp < time).length;
  const tooOld = before(now - MAX_AGE_MS);
  const expired = retentionDays === undefined ? 0 : before(now - retentionDays * DAY_MS);
  const tooNew = events.findIndex(({ timestamp }) => timestamp > now + MAX_AHEAD_MS);
  return {
    ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(expired > 0 && { expiredLogEventEndIndex: expired }),
  };
}
