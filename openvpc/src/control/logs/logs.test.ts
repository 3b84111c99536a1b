import { beforeEach, describe, expect, it } from 'vitest';
import { createLogsHarness, type LogsHarness, NOW } from '../../../../test/logs-harness.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const GROUP = 'arn:aws:logs:us-east-1:111122223333:log-group:g';
const NO_GROUP = 'ResourceNotFoundException: The specified log group does not exist.';
const NO_STREAM = 'ResourceNotFoundException: The specified log stream does not exist.';
const g = { logGroupName: 'g' };
const ga = { logGroupName: 'g', logStreamName: 'a' };

let harness: LogsHarness;
beforeEach(async () => {
  harness = await createLogsHarness();
  await harness.call('CreateLogGroup', g);
  await harness.call('CreateLogStream', ga);
  await harness.call('CreateLogStream', { ...ga, logStreamName: 'b' });
});
const put = (logStreamName: string, ...times: number[]) =>
  harness.call('PutLogEvents', {
    ...g,
    logStreamName,
    logEvents: times.map((timestamp) => ({ timestamp, message: `${logStreamName} ${timestamp - NOW}` })),
  });
const messages = (answer: { events: readonly { message: string }[] }) => answer.events.map(({ message }) => message);

describe('log streams', () => {
  it('are one of a name in their group', async () => {
    expect(await harness.refusal('CreateLogStream', ga)).toBe(
      'ResourceAlreadyExistsException: The specified log stream already exists',
    );
    expect(await harness.refusal('CreateLogStream', { ...ga, logGroupName: 'none' })).toBe(NO_GROUP);
    for (const logStreamName of ['a:b', 'a*', '']) {
      expect(await harness.refusal('CreateLogStream', { ...g, logStreamName })).toMatch(/^InvalidParameterException/);
    }
    expect(await harness.refusal('DeleteLogStream', { ...g, logStreamName: 'none' })).toBe(NO_STREAM);
    expect(await harness.refusal('DeleteLogStream', { ...ga, logGroupName: 'none' })).toBe(NO_GROUP);
    await harness.call('DeleteLogStream', ga);
    expect((await harness.call('DescribeLogStreams', g)).logStreams).toHaveLength(1);
  });

  it('are described with the times of their events', async () => {
    await put('a', NOW - 5, NOW);
    const { logStreams } = await harness.call('DescribeLogStreams', { logGroupIdentifier: GROUP });
    expect(logStreams).toEqual([
      {
        logStreamName: 'a',
        arn: `${GROUP}:log-stream:a`,
        creationTime: NOW,
        firstEventTimestamp: NOW - 5,
        lastEventTimestamp: NOW,
        lastIngestionTime: NOW,
        uploadSequenceToken: expect.any(String),
        storedBytes: 0,
      },
      {
        logStreamName: 'b',
        arn: `${GROUP}:log-stream:b`,
        creationTime: NOW,
        uploadSequenceToken: expect.any(String),
        storedBytes: 0,
      },
    ]);
  });

  it('are listed by name or by the time of the last event, either way, in pages', async () => {
    await harness.call('CreateLogStream', { ...g, logStreamName: 'c' });
    await put('b', NOW - 10);
    await put('a', NOW);
    await put('c', NOW - 5);
    const names = async (input: object) =>
      (await harness.call('DescribeLogStreams', { ...g, ...input })).logStreams.map(
        ({ logStreamName }: { logStreamName: string }) => logStreamName,
      );
    expect(await names({})).toEqual(['a', 'b', 'c']);
    expect(await names({ descending: true })).toEqual(['c', 'b', 'a']);
    expect(await names({ orderBy: 'LastEventTime' })).toEqual(['b', 'c', 'a']);
    expect(await names({ orderBy: 'LastEventTime', descending: true })).toEqual(['a', 'c', 'b']);
    expect(await names({ logStreamNamePrefix: 'b' })).toEqual(['b']);
    const first = await harness.call('DescribeLogStreams', {
      ...g,
      orderBy: 'LastEventTime',
      descending: true,
      limit: 2,
    });
    expect(await names({ orderBy: 'LastEventTime', descending: true, nextToken: first.nextToken })).toEqual(['b']);
  });

  it('are asked for rightly', async () => {
    const both = { ...g, logGroupIdentifier: 'g' };
    expect(await harness.refusal('DescribeLogStreams', both)).toBe(
      'ValidationException: LogGroup name and LogGroup ARN are mutually exclusive parameters.',
    );
    expect(await harness.refusal('DescribeLogStreams', {})).toMatch(/^ValidationException/);
    expect(
      await harness.refusal('DescribeLogStreams', { ...g, orderBy: 'LastEventTime', logStreamNamePrefix: 'a' }),
    ).toMatch(/^InvalidParameterException: Cannot order/);
    expect(await harness.refusal('DescribeLogStreams', { ...g, orderBy: 'x' })).toMatch(/^InvalidParameterException/);
  });
});

describe('PutLogEvents', () => {
  const event = (timestamp: number, message = 'm') => ({ timestamp, message });
  const refusal = (logEvents: readonly object[]) => harness.refusal('PutLogEvents', { ...ga, logEvents });
  const answer = (...times: number[]) => harness.call('PutLogEvents', { ...ga, logEvents: times.map((t) => event(t)) });
  const stored = async () => (await harness.call('GetLogEvents', { ...ga, startFromHead: true })).events.length;

  it('wants its events in order', async () => {
    expect(await refusal([event(NOW), event(NOW - 1)])).toBe(
      'InvalidParameterException: Log events in a single PutLogEvents request must be in chronological order.',
    );
  });

  it('wants them within a day', async () => {
    expect(await refusal([event(NOW - 15 * DAY), event(NOW), event(NOW + 3 * HOUR)])).toMatch(
      /^InvalidParameterException: .* cannot span more than 24 hours/,
    );
    await answer(NOW - DAY, NOW);
  });

  it('wants some, and not too many, and none empty', async () => {
    expect(await refusal([])).toMatch(/^InvalidParameterException: .*'logEvents'/);
    expect(await refusal(Array.from({ length: 10_001 }, () => event(NOW)))).toMatch(
      /length less than or equal to 10000/,
    );
    expect(await refusal([event(NOW), event(NOW, '')])).toMatch(/'logEvents\.2\.member\.message'/);
    expect(await refusal([event(-1)])).toMatch(/'logEvents\.1\.member\.timestamp'/);
  });

  it('takes a megabyte, each event with 26 bytes more', async () => {
    await harness.call('PutLogEvents', { ...ga, logEvents: [event(NOW, 'x'.repeat(1_048_576 - 26))] });
    expect(await refusal([event(NOW, 'x'.repeat(1_048_576 - 25))])).toBe(
      'InvalidParameterException: Upload too large: 1048577 bytes exceeds limit of 1048576',
    );
    expect(await refusal([event(NOW, 'é'.repeat(524_276))])).toMatch(/Upload too large/);
  });

  it('leaves out what is too old or too new, and says which', async () => {
    expect((await answer(NOW - 15 * DAY)).rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
    expect(await stored()).toBe(0);
    expect((await answer(NOW, NOW + 3 * HOUR)).rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
    expect(await stored()).toBe(1);
    expect(await answer(NOW - 14 * DAY)).toEqual({ nextSequenceToken: expect.any(String) });
    expect(await answer(NOW + 2 * HOUR)).not.toHaveProperty('rejectedLogEventsInfo');
    expect(await stored()).toBe(3);
  });

  it('leaves out what the retention would take away at once', async () => {
    await harness.call('PutRetentionPolicy', { ...g, retentionInDays: 1 });
    expect((await answer(NOW - DAY - 1, NOW - DAY, NOW - 1)).rejectedLogEventsInfo).toEqual({
      expiredLogEventEndIndex: 1,
    });
    expect(await stored()).toBe(2);
  });

  it('says that it keeps no entity', async () => {
    const entity = { keyAttributes: { Type: 'Service', Name: 'x' } };
    const { rejectedEntityInfo } = await harness.call('PutLogEvents', { ...ga, logEvents: [event(NOW)], entity });
    expect(rejectedEntityInfo).toEqual({ errorType: 'UnsupportedLogGroupType' });
    expect(await stored()).toBe(1);
  });

  it('wants its stream', async () => {
    const logEvents = [event(NOW)];
    expect(await harness.refusal('PutLogEvents', { ...ga, logGroupName: 'none', logEvents })).toBe(NO_GROUP);
    expect(await harness.refusal('PutLogEvents', { ...ga, logStreamName: 'none', logEvents })).toBe(NO_STREAM);
  });
});

describe('GetLogEvents', () => {
  const get = (input: object = {}) => harness.call('GetLogEvents', { ...ga, ...input });

  it('has the newest page first, in order of time', async () => {
    await put('a', NOW + 1, NOW + 2, NOW + 3);
    await put('b', NOW);
    expect(messages(await get({ limit: 2 }))).toEqual(['a 2', 'a 3']);
    expect(messages(await get({ limit: 2, startFromHead: true }))).toEqual(['a 1', 'a 2']);
    expect((await get()).events[0]).toEqual({ timestamp: NOW + 1, message: 'a 1', ingestionTime: NOW });
  });

  it('takes the start with it and leaves the end out', async () => {
    await put('a', 1000 + NOW, 2000 + NOW, 3000 + NOW);
    expect(messages(await get({ startTime: 1000 + NOW, endTime: 3000 + NOW }))).toEqual(['a 1000', 'a 2000']);
  });

  it('goes forward to the end, where the token comes again', async () => {
    await put('a', ...Array.from({ length: 5 }, () => NOW)); // all at one time
    await put('a', NOW + 1, NOW + 2);
    const seen: string[] = [];
    let answer = await get({ limit: 3, startFromHead: true });
    for (let token = ''; token !== answer.nextForwardToken; answer = await get({ limit: 3, nextToken: token })) {
      seen.push(...messages(answer));
      token = answer.nextForwardToken;
    }
    expect(seen).toEqual(['a 0', 'a 0', 'a 0', 'a 0', 'a 0', 'a 1', 'a 2']);
    await put('a', NOW + 3); // what comes later is behind the same token
    expect(messages(await get({ nextToken: answer.nextForwardToken }))).toEqual(['a 3']);
  });

  it('goes backward to the beginning, and turns at either end', async () => {
    await put('a', NOW + 1, NOW + 2, NOW + 3);
    const last = await get({ limit: 2 });
    const first = await get({ limit: 2, nextToken: last.nextBackwardToken });
    expect([messages(first), messages(last)]).toEqual([['a 1'], ['a 2', 'a 3']]);
    const before = await get({ limit: 2, nextToken: first.nextBackwardToken });
    expect(before.events).toEqual([]);
    expect(before.nextBackwardToken).toBe(first.nextBackwardToken);
    expect(messages(await get({ nextToken: before.nextForwardToken }))).toEqual(['a 1', 'a 2', 'a 3']);
    const after = await get({ nextToken: last.nextForwardToken });
    expect([after.events, after.nextForwardToken]).toEqual([[], last.nextForwardToken]);
    expect(messages(await get({ nextToken: after.nextBackwardToken }))).toEqual(['a 1', 'a 2', 'a 3']);
  });

  it('gives tokens of an empty stream too, from which what comes is seen', async () => {
    const empty = await get();
    expect(empty.nextForwardToken).toMatch(/^f\/[0-9]{56}\/s$/);
    expect(empty.nextBackwardToken).toMatch(/^b\/[0-9]{56}\/s$/);
    await put('a', NOW);
    expect(messages(await get({ nextToken: empty.nextForwardToken }))).toEqual(['a 0']);
  });

  it('has no more than a megabyte in a page, and at least one event', async () => {
    const big = (size: number) =>
      harness.call('PutLogEvents', { ...ga, logEvents: [{ timestamp: NOW, message: 'x'.repeat(size) }] });
    for (const size of [1_000_000, 48_000, 600_000]) await big(size);
    expect((await get({ startFromHead: true })).events).toHaveLength(2);
    expect((await get()).events).toHaveLength(2);
  });

  it('is asked rightly', async () => {
    expect(await harness.refusal('GetLogEvents', { ...ga, limit: 10_001 })).toBe(
      "InvalidParameterException: 1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
    );
    expect(await harness.refusal('GetLogEvents', { ...ga, limit: 0 })).toMatch(/greater than or equal to 1$/);
    expect(await harness.refusal('GetLogEvents', { ...ga, startTime: -1 })).toMatch(/'startTime'/);
    for (const nextToken of ['x', 'f/1/s', 'g/0/s', '']) {
      expect(await harness.refusal('GetLogEvents', { ...ga, nextToken })).toBe(
        'InvalidParameterException: The specified nextToken is invalid.',
      );
    }
    expect(await harness.refusal('GetLogEvents', { ...ga, logStreamName: 'none' })).toBe(NO_STREAM);
  });
});

describe('FilterLogEvents', () => {
  const filter = (input: object = {}) => harness.call('FilterLogEvents', { ...g, ...input });

  it('has all streams in one order of time', async () => {
    await put('a', NOW + 1, NOW + 3);
    await put('b', NOW + 2);
    const answer = await filter();
    expect(messages(answer)).toEqual(['a 1', 'b 2', 'a 3']);
    expect(answer.searchedLogStreams).toEqual([]);
    expect(answer.events[1]).toEqual({
      logStreamName: 'b',
      timestamp: NOW + 2,
      message: 'b 2',
      ingestionTime: NOW,
      eventId: expect.stringMatching(/^[0-9]{56}$/),
    });
    expect(new Set(answer.events.map(({ eventId }: { eventId: string }) => eventId)).size).toBe(3);
  });

  it('takes start and end both with it', async () => {
    await put('a', 1000 + NOW, 2000 + NOW, 3000 + NOW);
    expect(messages(await filter({ startTime: 1000 + NOW, endTime: 3000 + NOW }))).toEqual([
      'a 1000',
      'a 2000',
      'a 3000',
    ]);
    expect(messages(await filter({ endTime: 2999 + NOW }))).toEqual(['a 1000', 'a 2000']);
  });

  it('looks into the streams asked for', async () => {
    await harness.call('CreateLogStream', { ...g, logStreamName: 'ab' });
    for (const stream of ['a', 'ab', 'b']) await put(stream, NOW);
    expect(messages(await filter({ logStreamNames: ['a', 'b'] }))).toEqual(['a 0', 'b 0']);
    expect(messages(await filter({ logStreamNamePrefix: 'a' }))).toEqual(['a 0', 'ab 0']);
    expect(messages(await filter({ logStreamNamePrefix: 'none' }))).toEqual([]);
    expect(await harness.refusal('FilterLogEvents', { ...g, logStreamNames: ['a', 'none'] })).toBe(NO_STREAM);
    expect(await harness.refusal('FilterLogEvents', { ...g, logStreamNames: ['a'], logStreamNamePrefix: 'a' })).toMatch(
      /mutually exclusive/,
    );
    const many = Array.from({ length: 101 }, () => 'a');
    expect(await harness.refusal('FilterLogEvents', { ...g, logStreamNames: many })).toMatch(/'logStreamNames'/);
  });

  it('gives what passes the pattern, page by page, each once', async () => {
    await put('a', ...Array.from({ length: 30 }, (_, i) => NOW + i));
    const seen: string[] = [];
    let nextToken: string | undefined;
    let pages = 0;
    do {
      const answer = await filter({
        filterPattern: '[stream, number > 9 && number != 15]',
        limit: 4,
        ...(nextToken && { nextToken }),
      });
      expect(answer.events.length).toBeLessThanOrEqual(4);
      seen.push(...messages(answer));
      nextToken = answer.nextToken;
      pages++;
    } while (nextToken !== undefined);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => `a ${i + 10}`).filter((text) => text !== 'a 15'));
    expect(pages).toBe(5);
  });

  it('looks at only so many events in one call, and then has a token and maybe nothing else', async () => {
    for (let i = 0; i < 6; i++) {
      await harness.logs.append(
        '111122223333:us-east-1:g',
        'a',
        Array.from({ length: 10_000 }, () => ({ timestamp: NOW, message: 'x' })),
        NOW,
      );
    }
    await put('a', NOW + 1);
    const first = await filter({ filterPattern: 'a' });
    expect(first.events).toEqual([]);
    expect(first.nextToken).toEqual(expect.any(String));
    const second = await filter({ filterPattern: 'a', nextToken: first.nextToken });
    expect(messages(second)).toEqual(['a 1']);
    expect(second).not.toHaveProperty('nextToken');
  });

  it('is asked rightly', async () => {
    expect(await harness.refusal('FilterLogEvents', { ...g, nextToken: 'x' })).toMatch(/nextToken is invalid/);
    expect(await harness.refusal('FilterLogEvents', { ...g, filterPattern: '[a' })).toBe(
      'InvalidParameterException: Invalid filter pattern',
    );
    expect(await harness.refusal('FilterLogEvents', { ...g, startFromHead: false })).toMatch(/not supported yet/);
    expect(await harness.refusal('FilterLogEvents', { logGroupName: 'none' })).toBe(NO_GROUP);
  });
});

describe('access', () => {
  it('asks about the stream’s ARN, with an empty name for calls on the group', () => {
    expect(harness.resources('PutLogEvents', { ...ga, logEvents: [] })).toEqual([`${GROUP}:log-stream:a`]);
    expect(harness.resources('FilterLogEvents', { logGroupIdentifier: GROUP })).toEqual([`${GROUP}:log-stream:`]);
    expect(harness.resources('CreateLogGroup', g)).toEqual([`${GROUP}:log-stream:`]);
  });
});
