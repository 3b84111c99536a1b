import type { FilteredLogEvent, FilterLogEventsRequest, FilterLogEventsResponse } from '../../aws/logs.types.ts';
import { eventBytes, type LogPosition, type LogStore, type StoredLogEvent } from '../../store/log-store.ts';
import type { OutsideOperation } from '../operation.ts';
import { checkedLimit, checkTime } from './constraint.ts';
import { compilePattern } from './log-pattern.ts';
import { MAX_PAGE_BYTES, MAX_PAGE_EVENTS } from './get-events.ts';
import { positionText, readPosition } from './position.ts';
import { invalidParameter, outsideConstraint, resourceNotFound } from './refuse.ts';
import { groupNameOf, onGroup, storedGroupName } from './scope.ts';

const MAX_STREAM_NAMES = 100;
/** How many events one call looks at; beyond them the answer is a token, and the page may be empty, as in AWS. */
const MAX_SEARCHED = 50_000;

/** Over all streams of a group, interleaved by time whatever `interleaved` says (API Reference, FilterLogEvents). */
export const filterLogEvents: OutsideOperation<FilterLogEventsRequest, FilterLogEventsResponse> = {
  action: 'logs:FilterLogEvents',
  access: (input, _view, call) => onGroup('logs:FilterLogEvents', call, groupNameOf(input, call)),
  async perform({ logs }, input, call) {
    const limit = checkedLimit(input.limit, MAX_PAGE_EVENTS);
    checkTime(input.startTime, 'startTime');
    checkTime(input.endTime, 'endTime');
    if (input.startFromHead === false) throw invalidParameter('startFromHead=false is not supported yet.');
    const matches = compilePattern(input.filterPattern ?? '');
    const after = input.nextToken === undefined ? undefined : readPosition(input.nextToken);
    const group = storedGroupName(call, groupNameOf(input, call));
    if (logs.group(group) === undefined) throw resourceNotFound('group');
    const streams = streamsAsked(logs, group, input);
    const { events, next } = await search(
      logs,
      {
        group,
        ...(streams !== undefined && { streams }),
        ...(input.startTime !== undefined && { from: input.startTime }),
        ...(input.endTime !== undefined && { to: input.endTime + 1 }), // here the end is inclusive
        now: call.now,
      },
      { after, limit, matches },
    );
    return {
      events: events.map(show),
      searchedLogStreams: [],
      ...(next !== undefined && { nextToken: positionText(next) }),
    };
  },
};

function streamsAsked(logs: LogStore, group: string, input: FilterLogEventsRequest): readonly string[] | undefined {
  const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
  const named = names !== undefined && names.length > 0;
  if (named && prefix !== undefined) {
    throw invalidParameter('LogStreamNamePrefix and LogStreamNames are mutually exclusive parameters.');
  }
  if (prefix !== undefined) {
    return logs.streams(group).flatMap(({ name }) => (name.startsWith(prefix) ? [name] : []));
  }
  if (!named) return undefined;
  if (names.length > MAX_STREAM_NAMES) {
    const value = `[${names.length} names]`;
    throw outsideConstraint(value, 'logStreamNames', `have length less than or equal to ${MAX_STREAM_NAMES}`);
  }
  if (names.some((name) => logs.stream(group, name) === undefined)) throw resourceNotFound('stream');
  return names;
}

type Where = Readonly<{ group: string; streams?: readonly string[]; from?: number; to?: number; now: number }>;
type Wanted = Readonly<{ after: LogPosition | undefined; limit: number; matches: (message: string) => boolean }>;

/** `next` is the last event looked at, when there may be more beyond it. */
async function search(
  logs: LogStore,
  where: Where,
  { after, limit, matches }: Wanted,
): Promise<{ events: readonly StoredLogEvent[]; next?: LogPosition }> {
  const events: StoredLogEvent[] = [];
  let bytes = 0;
  let searched = 0;
  let last = after;
  for (;;) {
    const read = { ...where, ...(last && { after: last }), limit: MAX_PAGE_EVENTS, maxBytes: MAX_PAGE_BYTES };
    const page = await logs.read(read);
    if (page.length === 0) return { events };
    for (const event of page) {
      if (matches(event.message)) {
        bytes += eventBytes(event);
        if (events.length === limit || (events.length > 0 && bytes > MAX_PAGE_BYTES))
          return { events, ...nextOf(last) };
        events.push(event);
      }
      last = event;
    }
    searched += page.length;
    if (searched >= MAX_SEARCHED) return { events, ...nextOf(last) };
  }
}

function nextOf(last: LogPosition | undefined): { next?: LogPosition } {
  return last === undefined ? {} : { next: last };
}

function show(event: StoredLogEvent): FilteredLogEvent {
  const { stream, timestamp, message, ingestedAt } = event;
  return { logStreamName: stream, timestamp, message, ingestionTime: ingestedAt, eventId: positionText(event) };
}
