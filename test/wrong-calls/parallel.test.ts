import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from '../server-process.ts';

const WAYS = 12;
const site = new ServerProcess();
let vpc: string;

beforeAll(async () => {
  await site.start(['--dataplane', 'simulator']);
  vpc = (await site.client().ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc?.VpcId ?? '';
});
afterAll(() => site.destroy());

/** As many clients as ways, each with connections of its own, at once. Answers, or codes of refusals. */
function atOnce<T>(call: (client: ReturnType<ServerProcess['client']>, way: number) => Promise<T>) {
  return Promise.all(
    Array.from({ length: WAYS }, (_, way) =>
      call(site.client(), way).then(
        (answer) => ({ answer }),
        (error: unknown) => ({ code: (error as { code?: string }).code ?? String(error) }),
      ),
    ),
  );
}
const codesOf = (outcomes: readonly object[]): readonly string[] =>
  outcomes.map((one) => ('code' in one ? String(one.code) : 'ok')).toSorted();
const oneOk = (code: string) => [...Array.from({ length: WAYS - 1 }, () => code), 'ok'].toSorted();
const group = async (GroupName: string): Promise<string> =>
  (await site.client().ec2('CreateSecurityGroup', { VpcId: vpc, GroupName, Description: 'x' })).GroupId ?? '';
const permission = (port: number, CidrIp = '10.0.0.0/8') => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp }],
});
const portsOf = async (id: string): Promise<readonly (number | undefined)[]> => {
  const { SecurityGroups } = await site.client().ec2('DescribeSecurityGroups', { GroupIds: [id] });
  return (SecurityGroups?.[0]?.IpPermissions ?? []).map(({ FromPort }) => FromPort);
};

describe('the same call from many clients at once', () => {
  it('under one token makes one thing, and all are told of it', async () => {
    const { Subnet } = await site.client().ec2('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' });
    const input = { SubnetId: Subnet?.SubnetId ?? '', ClientToken: 'one' };
    const made = await atOnce(async (client) => (await client.ec2('CreateNetworkInterface', input)).NetworkInterface);
    const ids = made.map((one) => ('answer' in one ? one.answer?.NetworkInterfaceId : one.code));
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^eni-/);
    const filter = { Filters: [{ Name: 'subnet-id', Values: [input.SubnetId] }] };
    expect((await site.client().ec2('DescribeNetworkInterfaces', filter)).NetworkInterfaces).toHaveLength(1);
  });

  it('makes one group of a name, adds one rule, takes it away once, deletes once', async () => {
    const named = { VpcId: vpc, GroupName: 'same', Description: 'x' };
    expect(codesOf(await atOnce((client) => client.ec2('CreateSecurityGroup', named)))).toEqual(
      oneOk('InvalidGroup.Duplicate'),
    );
    const GroupId = await group('other');
    const rule = { GroupId, IpPermissions: [permission(80)] };
    expect(codesOf(await atOnce((client) => client.ec2('AuthorizeSecurityGroupIngress', rule)))).toEqual(
      oneOk('InvalidPermission.Duplicate'),
    );
    expect(codesOf(await atOnce((client) => client.ec2('RevokeSecurityGroupIngress', rule)))).toEqual(
      oneOk('InvalidPermission.NotFound'),
    );
    expect(codesOf(await atOnce((client) => client.ec2('DeleteSecurityGroup', { GroupId })))).toEqual(
      oneOk('InvalidGroup.NotFound'),
    );
  });

  it('adds every rule of all who add different ones, and no more than the quota', async () => {
    const GroupId = await group('many');
    const outcomes = await atOnce(async (client, way) => {
      for (let i = 0; i < 6; i++) {
        await client.ec2('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [permission(100 * way + i)] });
      }
    });
    expect(codesOf(outcomes)).toContain('RulesPerSecurityGroupLimitExceeded');
    expect(await portsOf(GroupId)).toHaveLength(60);
  });

  it('deletes a group or refers to it, never both', async () => {
    const target = await group('target');
    const GroupId = await group('from');
    const peer = { ...permission(1), IpRanges: [], UserIdGroupPairs: [{ GroupId: target }] };
    const outcomes = await atOnce<unknown>((client, way) =>
      way % 2 === 0
        ? client.ec2('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [{ ...peer, ToPort: 1 + way }] })
        : client.ec2('DeleteSecurityGroup', { GroupId: target }),
    );
    const { SecurityGroups = [] } = await site.client().ec2('DescribeSecurityGroups', {});
    const isThere = SecurityGroups.some((one) => one.GroupId === target);
    expect(await portsOf(GroupId)).toHaveLength(isThere ? WAYS / 2 : 0);
    const allowed = new Set(['ok', 'InvalidGroup.NotFound', 'DependencyViolation']);
    expect(codesOf(outcomes).filter((code) => !allowed.has(code))).toEqual([]);
  });
});

describe('kill -9 in the middle of calls', () => {
  it('keeps all that was answered, and nothing that nobody asked for', async () => {
    const ids = await Promise.all(Array.from({ length: WAYS }, (_, way) => group(`kill${way}`)));
    const asked = ids.map(() => new Set<number>());
    const answered = ids.map(() => new Set<number>());
    const calls = atOnce(async (client, way) => {
      for (let port = 1; port <= 60; port++) {
        asked[way]?.add(port);
        const input = { GroupId: ids[way] ?? '', IpPermissions: [permission(port)] };
        await client.ec2('AuthorizeSecurityGroupIngress', input);
        answered[way]?.add(port);
        if (way === 0 && port === 5) void site.kill('SIGKILL');
      }
    });
    const outcomes = await calls;
    expect(outcomes.every((one) => 'code' in one)).toBe(true);
    await site.start(['--dataplane', 'simulator']);
    for (const [way, id] of ids.entries()) {
      const there = new Set(await portsOf(id));
      expect([...(answered[way] ?? [])].filter((port) => !there.has(port))).toEqual([]);
      expect([...there].filter((port) => !asked[way]?.has(port ?? 0))).toEqual([]);
    }
    expect(answered.reduce((sum, ports) => sum + ports.size, 0)).toBeGreaterThan(WAYS);
  });
});
