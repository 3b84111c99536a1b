import { beforeEach, describe, expect, it } from 'vitest';
import { createLogsHarness, type LogsHarness, NOW } from '../../../../test/logs-harness.ts';
import type { AccountId, Region } from '../../name/scope.ts';

const GROUP = 'arn:aws:logs:us-east-1:111122223333:log-group:g';
const NO_GROUP = 'ResourceNotFoundException: The specified log group does not exist.';
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

describe('log groups', () => {
  it('are one of a name', async () => {
    expect(await harness.refusal('CreateLogGroup', g)).toBe(
      'ResourceAlreadyExistsException: The specified log group already exists',
    );
  });

  it.each([
    ['', /length greater than or equal to 1/],
    ['a b', /regular expression pattern/],
    ['a:b', /regular expression pattern/],
    ['aws/x', /reserved for AWS/],
    ['AWS/x', /reserved for AWS/],
    ['x'.repeat(513), /both must have length less than or equal to 512/],
  ])('are not called %j', async (logGroupName, why) => {
    expect(await harness.refusal('CreateLogGroup', { logGroupName })).toMatch(why);
  });

  it('are called as people call them', async () => {
    for (const logGroupName of ['/aws/vpc/flow-logs', 'a.b_c#1', 'x'.repeat(512)]) {
      await harness.call('CreateLogGroup', { logGroupName });
    }
  });

  it('refuse aloud what is not here yet', async () => {
    for (const more of [{ kmsKeyId: 'k' }, { logGroupClass: 'DELIVERY' }, { deletionProtectionEnabled: true }]) {
      expect(await harness.refusal('CreateLogGroup', { logGroupName: 'n', ...more })).toMatch(
        /^InvalidParameterException: .* not supported yet/,
      );
    }
    await harness.call('CreateLogGroup', {
      logGroupName: 'n',
      tags: {},
      logGroupClass: 'STANDARD',
      deletionProtectionEnabled: false,
    });
  });

  it('have tags: from the start, more, other and fewer later', async () => {
    const resourceArn = 'arn:aws:logs:us-east-1:111122223333:log-group:n';
    const tags = async () => (await harness.call('ListTagsForResource', { resourceArn })).tags;
    await harness.call('CreateLogGroup', { logGroupName: 'n', tags: { a: 'b', __proto__x: '' } });
    await harness.call('TagResource', { resourceArn: `${resourceArn}:*`, tags: { a: 'c', 'é /:=+-@_.': 'i' } });
    expect(await tags()).toEqual({ a: 'c', __proto__x: '', 'é /:=+-@_.': 'i' });
    await harness.call('UntagResource', { resourceArn, tagKeys: ['a', 'not there'] });
    expect(await tags()).toEqual({ __proto__x: '', 'é /:=+-@_.': 'i' });
    expect((await harness.call('ListTagsForResource', { resourceArn: GROUP })).tags).toEqual({});
  });

  it('lose no tag when many are put at once, and take 50', async () => {
    const put = (n: number) => harness.call('TagResource', { resourceArn: GROUP, tags: { [`k${n}`]: '' } });
    await Promise.all(Array.from({ length: 50 }, (_, n) => put(n)));
    await put(0);
    await expect(put(50)).rejects.toMatchObject({ code: 'TooManyTagsException' });
    expect(Object.keys((await harness.call('ListTagsForResource', { resourceArn: GROUP })).tags)).toHaveLength(50);
  });

  it.each([
    [{ 'aws:x': 'y' }, /reserved for AWS/],
    [{ '': 'y' }, /regular expression/],
    [{ '$(id)': 'y' }, /regular expression/],
    [{ k: 'a;drop' }, /regular expression/],
    [{ ['k'.repeat(129)]: 'y' }, /length less than or equal to 128/],
    [{ k: 'v'.repeat(257) }, /length less than or equal to 256/],
    [{}, /length greater than or equal to 1/],
  ])('take no tags %j', async (tags, why) => {
    expect(await harness.refusal('TagResource', { resourceArn: GROUP, tags })).toMatch(why);
  });

  it.each(['x', '', `${GROUP}x`, GROUP.replace('111122223333', '444455556666'), GROUP.replace('east', 'west')])(
    'that are not there have no tags: %s',
    async (resourceArn) => {
      for (const [name, more] of [
        ['ListTagsForResource', {}],
        ['TagResource', { tags: { a: 'b' } }],
        ['UntagResource', { tagKeys: ['a'] }],
      ] as const) {
        expect(await harness.refusal(name, { resourceArn, ...more })).toBe(NO_GROUP);
      }
    },
  );

  it('are described with both ARNs, and with a retention only when there is one', async () => {
    await put('a', NOW);
    const shown = {
      logGroupName: 'g',
      arn: `${GROUP}:*`,
      logGroupArn: GROUP,
      creationTime: NOW,
      metricFilterCount: 0,
      storedBytes: 26 + 3,
      logGroupClass: 'STANDARD',
      deletionProtectionEnabled: false,
    };
    expect(await harness.call('DescribeLogGroups')).toEqual({ logGroups: [shown] });
    expect(await harness.refusal('PutRetentionPolicy', { ...g, retentionInDays: 8 })).toMatch(
      /^InvalidParameterException/,
    );
    await harness.call('PutRetentionPolicy', { ...g, retentionInDays: 7 });
    expect(await harness.call('DescribeLogGroups')).toEqual({ logGroups: [{ ...shown, retentionInDays: 7 }] });
    await harness.call('DeleteRetentionPolicy', g);
    expect(await harness.call('DescribeLogGroups')).toEqual({ logGroups: [shown] });
  });

  it('are found by prefix, by part of the name, or by identifier, in pages', async () => {
    for (const logGroupName of ['ga', 'gb', 'Gc', 'h']) await harness.call('CreateLogGroup', { logGroupName });
    const names = async (input: object) =>
      (await harness.call('DescribeLogGroups', input)).logGroups.map(
        ({ logGroupName }: { logGroupName: string }) => logGroupName,
      );
    expect(await names({})).toEqual(['Gc', 'g', 'ga', 'gb', 'h']);
    expect(await names({ logGroupNamePrefix: 'g' })).toEqual(['g', 'ga', 'gb']);
    expect(await names({ logGroupNamePattern: 'b' })).toEqual(['gb']);
    expect(await names({ logGroupIdentifiers: ['h', `${GROUP}a`] })).toEqual(['ga', 'h']);
    expect(await names({ logGroupNamePrefix: 'none' })).toEqual([]);
    expect(await names({ logGroupClass: 'DELIVERY' })).toEqual([]);
    const first = await harness.call('DescribeLogGroups', { limit: 2 });
    await harness.call('CreateLogGroup', { logGroupName: 'Gd' }); // shifts nothing
    const second = await harness.call('DescribeLogGroups', { limit: 3, nextToken: first.nextToken });
    expect(first.logGroups).toHaveLength(2);
    expect(second.logGroups.map(({ logGroupName }: { logGroupName: string }) => logGroupName)).toEqual([
      'ga',
      'gb',
      'h',
    ]);
    expect(second).not.toHaveProperty('nextToken');
  });

  it('are asked for rightly', async () => {
    expect(await harness.refusal('DescribeLogGroups', { logGroupNamePrefix: 'g', logGroupNamePattern: 'g' })).toBe(
      'InvalidParameterException: LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
    expect(await harness.refusal('DescribeLogGroups', { limit: 51 })).toBe(
      "InvalidParameterException: 1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50",
    );
    expect(await harness.refusal('DescribeLogGroups', { nextToken: 'x' })).toBe(
      'InvalidParameterException: The specified nextToken is invalid.',
    );
  });

  it('belong to an account and a region', async () => {
    const elsewhere = { region: 'eu-west-1' as Region };
    const other = { account: '999988887777' as AccountId };
    for (const as of [elsewhere, other]) {
      expect(await harness.call('DescribeLogGroups', {}, as)).toEqual({ logGroups: [] });
      expect(await harness.refusal('DescribeLogStreams', g, as)).toBe(NO_GROUP);
      expect(await harness.refusal('DescribeLogStreams', { logGroupIdentifier: GROUP }, as)).toBe(NO_GROUP);
      expect(await harness.refusal('DeleteLogGroup', g, as)).toBe(NO_GROUP);
      await harness.call('CreateLogGroup', g, as);
    }
  });

  it('go with all that is in them', async () => {
    await put('a', NOW);
    await harness.call('DeleteLogGroup', g);
    expect(await harness.refusal('DeleteLogGroup', g)).toBe(NO_GROUP);
    expect(await harness.refusal('GetLogEvents', ga)).toBe(NO_GROUP);
    await harness.call('CreateLogGroup', g);
    expect(await harness.call('FilterLogEvents', g)).toEqual({ events: [], searchedLogStreams: [] });
  });

  it('that do not exist take no retention', async () => {
    const none = { logGroupName: 'none' };
    expect(await harness.refusal('PutRetentionPolicy', { ...none, retentionInDays: 7 })).toBe(NO_GROUP);
    expect(await harness.refusal('DeleteRetentionPolicy', none)).toBe(NO_GROUP);
  });
});
