import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeInstancesCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ID, SECRET } from '../../../test/aws-signer.ts';
import { systemClock } from '../seam/clock.ts';
import { startToyServer, type ToyServer } from '../../../test/toy-server.ts';
import { describeUnless } from '../../../test/unless.ts';

/** The official clients, unchanged, over HTTP. */
let server: ToyServer;
beforeAll(async () => {
  server = await startToyServer();
});
afterAll(() => server.close());

const configuration = (secretAccessKey = SECRET, region = 'us-east-1') => ({
  region,
  endpoint: server.endpoint,
  maxAttempts: 1,
  credentials: { accessKeyId: ID, secretAccessKey },
});
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: Error & { $metadata?: { httpStatusCode?: number } }) =>
      `${error.name} ${error.$metadata?.httpStatusCode}: ${error.message}`,
  );

describe('EC2Client', () => {
  const ec2 = () => new EC2Client(configuration());

  it('gets back what the operation answered, whatever the text', async () => {
    const text = 'a & b <c> "d" é 日本 \u{1f600} + % = \r\n \t /';
    const { Vpcs, $metadata } = await ec2().send(
      new DescribeVpcsCommand({ VpcIds: [text], Filters: [{ Name: 'tag:Name', Values: ['x', ''] }] }),
    );
    expect(Vpcs).toEqual([
      { VpcId: text, IsDefault: false, CidrBlock: '10.0.0.0/16', Tags: [{ Key: 'tag:Name', Value: 'x|' }] },
    ]);
    expect($metadata.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await ec2().send(new DeleteRouteTableCommand({ RouteTableId: 'rtb-1' }));
  });

  it('gets errors as exceptions', async () => {
    expect(await code(ec2().send(new DeleteVpcCommand({ VpcId: 'vpc-9' })))).toBe(
      "InvalidVpcID.NotFound 400: The vpc ID 'vpc-9' does not exist",
    );
    expect(await code(ec2().send(new DeleteSubnetCommand({ SubnetId: 's' })))).toMatch(/^DryRunOperation 412: /);
    expect(await code(ec2().send(new DescribeInstancesCommand({})))).toBe(
      'InvalidAction 400: The action DescribeInstances is not valid for this web service.',
    );
    expect(await code(ec2().send(new DeleteVpcCommand({} as never)))).toBe(
      'MissingParameter 400: The request must contain the parameter VpcId',
    );
    expect(await code(ec2().send(new CreateSubnetCommand({ VpcId: 'v' })))).toBe(
      'InternalError 500: An internal error has occurred',
    );
  });

  it('is refused with a wrong secret or region', async () => {
    const refused = 'AuthFailure 401: AWS was not able to validate the provided access credentials';
    const send = (client: EC2Client) => code(client.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' })));
    expect(await send(new EC2Client(configuration('wrong')))).toBe(refused);
    expect(await send(new EC2Client(configuration(SECRET, 'eu-west-1')))).toMatch(
      /^AuthFailure 401: Credential should be scoped to a valid region, not 'eu-west-1'/,
    );
    const stranger = new EC2Client({
      ...configuration(),
      credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: SECRET },
    });
    expect(await send(stranger)).toBe(refused);
  });

  it('corrects its clock by our Date header and tries again', async () => {
    const ahead = await startToyServer({ clock: { ...systemClock, now: () => Date.now() + 40 * 60_000 } });
    const client = new EC2Client({ ...configuration(), endpoint: ahead.endpoint, maxAttempts: 3 });
    expect(await code(client.send(new DescribeVpcsCommand({})))).toBe('ok');
    expect(ahead.observed.map((call) => call.code)).toEqual(['AuthFailure', 'ok']);
    await ahead.close();
  });
});

describe('CloudWatchLogsClient', () => {
  const logs = () => new CloudWatchLogsClient(configuration());

  it('gets answers, with and without a body', async () => {
    await logs().send(new CreateLogGroupCommand({ logGroupName: 'g', tags: { a: 'b' } }));
    const { logGroups } = await logs().send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'é"\n' }));
    expect(logGroups).toEqual([{ logGroupName: 'é"\n', storedBytes: 5 }]);
  });

  it('may send a full megabyte of events', async () => {
    const logEvents = Array.from({ length: 1000 }, (_, i) => ({ timestamp: i, message: '"'.repeat(1000) }));
    const put = new PutLogEventsCommand({ logGroupName: 'g', logStreamName: 's', logEvents });
    expect((await logs().send(put)).nextSequenceToken).toBe('1000');
  });

  it('gets errors as exceptions', async () => {
    expect(await code(logs().send(new DeleteLogGroupCommand({ logGroupName: 'g' })))).toBe(
      'ResourceNotFoundException 400: The specified log group does not exist.',
    );
    const wrong = new CloudWatchLogsClient(configuration('wrong'));
    expect(await code(wrong.send(new DescribeLogGroupsCommand({})))).toMatch(
      /^InvalidSignatureException 400: The request signature we calculated does not match/,
    );
    const stranger = new CloudWatchLogsClient({
      ...configuration(),
      credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: SECRET },
    });
    expect(await code(stranger.send(new DescribeLogGroupsCommand({})))).toBe(
      'UnrecognizedClientException 400: The security token included in the request is invalid.',
    );
  });
});

describeUnless(existsSync('/usr/bin/aws') ? undefined : 'it wants the Debian package awscli', 'AWS CLI', () => {
  const aws = (...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const env = {
        PATH: '/usr/bin:/bin',
        AWS_ACCESS_KEY_ID: ID,
        AWS_SECRET_ACCESS_KEY: SECRET,
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_PAGER: '',
        AWS_CONFIG_FILE: '/nonexistent',
      };
      const child = spawn('/usr/bin/aws', ['--endpoint-url', server.endpoint, '--output', 'json', ...words], { env });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
      child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
      child.on('close', (exit) => resolve({ code: exit, stdout, stderr }));
    });

  it('describes', async () => {
    const { stdout, stderr } = await aws(
      'ec2',
      'describe-vpcs',
      '--vpc-ids',
      'vpc-é',
      '--filters',
      'Name=a,Values=x,y',
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ Vpcs: [{ VpcId: 'vpc-é', Tags: [{ Key: 'a', Value: 'x|y' }] }] });
  });

  it('tells errors and reads logs', async () => {
    const { code: exit, stderr } = await aws('ec2', 'delete-vpc', '--vpc-id', 'vpc-9');
    expect(exit).toBe(254);
    expect(stderr).toContain(
      "An error occurred (InvalidVpcID.NotFound) when calling the DeleteVpc operation: The vpc ID 'vpc-9' does not exist",
    );
    const groups = await aws('logs', 'describe-log-groups', '--log-group-name-prefix', 'g');
    expect(JSON.parse(groups.stdout)).toMatchObject({ logGroups: [{ logGroupName: 'g' }] });
  });
});
