import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, aws, awsMissing } from '../aws-cli.ts';
import { linuxMissing } from '../linux-only.ts';
import { ServerProcess } from '../server-process.ts';
import { describeUnless } from '../unless.ts';

/**
 * The README's walk, by the AWS CLI alone, on real packets: a group reference lets web reach db; everything else times out;
 * an ACL entry cuts an open connection; a revoked group rule does not.
 */
const missing = linuxMissing ?? awsMissing;

describeUnless(missing, `the walk`, () => {
  const server = new ServerProcess();
  const id: Record<string, string> = {};
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    await server.start(['--flow-window', '3']);
  }, 60_000);
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await server.destroy();
  }, 60_000);

  /** Starts a program inside an instance; its lines come to `next`. */
  function inside(
    instance: string,
    ...command: string[]
  ): { send(text: string): void; next(ms: number): Promise<string | undefined> } {
    const entry = new URL('../openvpc-command.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [entry, 'exec', '--data', server.data, instance, '--', ...command], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    return {
      send: (line) => void child.stdin.write(line),
      async next(ms) {
        const until = Date.now() + ms;
        while (!text.includes('\n') && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
        const end = text.indexOf('\n');
        if (end < 0) return undefined;
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        return line;
      },
    };
  }

  /** Whether a TCP connection can be made from that instance within a second. */
  function connects(instance: string, address: string, port: number): boolean {
    return server.command(['exec', instance, '--', 'nc', '-z', '-w', '1', address, String(port)]).code === 0;
  }

  it('builds a VPC with two subnets, two groups and three instances', async () => {
    id['vpc'] = at(aws(server, 'ec2', 'create-vpc', '--cidr-block', '10.0.0.0/16'), 'Vpc.VpcId');
    for (const [name, cidr] of [
      ['front', '10.0.1.0/24'],
      ['back', '10.0.2.0/24'],
    ] as const) {
      id[name] = at(
        aws(server, 'ec2', 'create-subnet', '--vpc-id', id['vpc'], '--cidr-block', cidr),
        'Subnet.SubnetId',
      );
    }
    for (const name of ['web', 'db']) {
      const made = aws(
        server,
        'ec2',
        'create-security-group',
        '--vpc-id',
        id['vpc'],
        '--group-name',
        name,
        '--description',
        `${name} tier`,
      );
      id[`sg-${name}`] = at(made, 'GroupId');
    }
    const rule = aws(
      server,
      'ec2',
      'authorize-security-group-ingress',
      '--group-id',
      id['sg-db'] ?? '',
      '--protocol',
      'tcp',
      '--port',
      '5432',
      '--source-group',
      id['sg-web'] ?? '',
    );
    id['rule'] = at(rule, 'SecurityGroupRules.0.SecurityGroupRuleId');
    const image = at(aws(server, 'ec2', 'describe-images', '--owners', 'amazon'), 'Images.0.ImageId');
    const nobody = at(
      aws(
        server,
        'ec2',
        'create-security-group',
        '--vpc-id',
        id['vpc'],
        '--group-name',
        'other',
        '--description',
        'no access',
      ),
      'GroupId',
    );
    for (const [name, subnet, group] of [
      ['web', 'front', id['sg-web']],
      ['other', 'front', nobody],
      ['db', 'back', id['sg-db']],
    ] as const) {
      const run = aws(
        server,
        'ec2',
        'run-instances',
        '--image-id',
        image,
        '--instance-type',
        't3.micro',
        '--subnet-id',
        id[subnet] ?? '',
        '--security-group-ids',
        group ?? '',
        '--tag-specifications',
        `ResourceType=instance,Tags=[{Key=Name,Value=${name}}]`,
      );
      id[`i-${name}`] = at(run, 'Instances.0.InstanceId');
      id[`ip-${name}`] = at(run, 'Instances.0.PrivateIpAddress');
      id[`eni-${name}`] = at(run, 'Instances.0.NetworkInterfaces.0.NetworkInterfaceId');
    }
    aws(
      server,
      'ec2',
      'wait',
      'instance-running',
      '--instance-ids',
      id['i-web'] ?? '',
      id['i-other'] ?? '',
      id['i-db'] ?? '',
    );
    aws(
      server,
      'ec2',
      'create-flow-logs',
      '--resource-type',
      'VPC',
      '--resource-ids',
      id['vpc'],
      '--traffic-type',
      'ALL',
      '--log-group-name',
      'walk',
      '--deliver-logs-permission-arn',
      `arn:aws:iam::${server.credentials.account}:role/flow-logs`,
      '--max-aggregation-interval',
      '60',
    );
  }, 120_000);

  it('lets web reach db on 5432 by the group reference', async () => {
    inside('db', 'nc', '-lk', '5432');
    inside('db', 'nc', '-lk', '5433');
    await expect.poll(() => connects('web', id['ip-db'] ?? '', 5432), { timeout: 10_000 }).toBe(true);
  }, 30_000);

  it('drops every other port, and an instance of the same subnet without the group', () => {
    expect(connects('web', id['ip-db'] ?? '', 5433)).toBe(false);
    expect(connects('other', id['ip-db'] ?? '', 5432)).toBe(false);
  }, 30_000);

  it('explains both with the deciding rule, by exit code too', () => {
    const allowed = server.command(['explain', '--from', 'web', '--to', 'db', '--tcp', '5432', '--output', 'json']);
    expect(allowed.code).toBe(0);
    expect(allowed.stdout).toContain(id['rule']);
    const denied = server.command(['explain', '--from', 'other', '--to', 'db', '--tcp', '5432']);
    expect(denied.code).toBe(1);
    expect(denied.stdout).toContain('no rule allows it');
  }, 30_000);

  it('cuts an open connection by ACL entry 50, and lets a new one through when it goes', async () => {
    const listener = inside('db', 'sh', '-c', 'while :; do nc -l 5434; done');
    aws(
      server,
      'ec2',
      'authorize-security-group-ingress',
      '--group-id',
      id['sg-db'] ?? '',
      '--protocol',
      'tcp',
      '--port',
      '5434',
      '--source-group',
      id['sg-web'] ?? '',
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    const caller = inside('web', 'nc', id['ip-db'] ?? '', '5434');
    caller.send('one\n');
    expect(await listener.next(5_000)).toBe('one');
    const filter = `Name=association.subnet-id,Values=${id['back']}`;
    id['acl'] = at(aws(server, 'ec2', 'describe-network-acls', '--filters', filter), 'NetworkAcls.0.NetworkAclId');
    aws(
      server,
      'ec2',
      'create-network-acl-entry',
      '--network-acl-id',
      id['acl'],
      '--rule-number',
      '50',
      '--protocol',
      'tcp',
      '--port-range',
      'From=5432,To=5434',
      '--cidr-block',
      '0.0.0.0/0',
      '--rule-action',
      'deny',
      '--ingress',
    );
    caller.send('two\n');
    expect(await listener.next(1_500)).toBeUndefined();
    expect(connects('web', id['ip-db'] ?? '', 5432)).toBe(false);
    aws(server, 'ec2', 'delete-network-acl-entry', '--network-acl-id', id['acl'], '--rule-number', '50', '--ingress');
    expect(connects('web', id['ip-db'] ?? '', 5432)).toBe(true);
  }, 60_000);

  it('stops new connections when the group rule is revoked, while the tracked one goes on', async () => {
    aws(
      server,
      'ec2',
      'authorize-security-group-ingress',
      '--group-id',
      id['sg-db'] ?? '',
      '--protocol',
      'tcp',
      '--port',
      '5435',
      '--source-group',
      id['sg-web'] ?? '',
    );
    const listener = inside('db', 'nc', '-l', '5435');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const caller = inside('web', 'nc', id['ip-db'] ?? '', '5435');
    caller.send('before\n');
    expect(await listener.next(5_000)).toBe('before');
    aws(
      server,
      'ec2',
      'revoke-security-group-ingress',
      '--group-id',
      id['sg-db'] ?? '',
      '--protocol',
      'tcp',
      '--port',
      '5435',
      '--source-group',
      id['sg-web'] ?? '',
    );
    aws(
      server,
      'ec2',
      'revoke-security-group-ingress',
      '--group-id',
      id['sg-db'] ?? '',
      '--security-group-rule-ids',
      id['rule'] ?? '',
    );
    caller.send('after\n');
    expect(await listener.next(5_000)).toBe('after');
    expect(connects('web', id['ip-db'] ?? '', 5432)).toBe(false);
  }, 60_000);

  it('has flow records of it, by aws logs, that agree with what was sent', async () => {
    const sent = server.command([
      'exec',
      'web',
      '--',
      'ping',
      '-c',
      '3',
      '-i',
      '0.2',
      '-W',
      '1',
      '-q',
      id['ip-db'] ?? '',
    ]);
    expect(sent.code).not.toBe(0); // no rule allows ICMP
    const records = (stream: string): string[] => {
      const answer = aws(
        server,
        'logs',
        'get-log-events',
        '--log-group-name',
        'walk',
        '--log-stream-name',
        stream,
        '--start-from-head',
      );
      return (answer['events'] as Array<{ message: string }>).map(({ message }) => message);
    };
    /** The ping as the records of a stream tell it: one record, or more when a window ended in the middle. */
    const pinged = (name: 'web' | 'db') => {
      const lines = records(`${id[`eni-${name}`]}-all`).map((line) => line.split(' '));
      const pings = lines.filter((fields) => fields[7] === '1');
      const sum = (field: number) => pings.reduce((total, fields) => total + Number(fields[field]), 0);
      // version account eni source destination ports protocol packets bytes start end action status
      const which = pings.map((fields) => [...fields.slice(2, 8), ...fields.slice(12)].join(' '));
      return { which: [...new Set(which)], packets: sum(8), bytes: sum(9) };
    };
    const recorded = (name: 'web' | 'db') => {
      try {
        return pinged(name);
      } catch {
        return undefined; // its stream is not there yet
      }
    };
    const between = `${id['ip-web']} ${id['ip-db']} 0 0 1`;
    for (const [name, action] of [
      ['web', 'ACCEPT'],
      ['db', 'REJECT'],
    ] as const) {
      await expect
        .poll(() => recorded(name), { timeout: 30_000, interval: 1_000 })
        .toEqual({ which: [`${id[`eni-${name}`]} ${between} ${action} OK`], packets: 3, bytes: 252 });
    }
    const verdicts = new Set(
      records(`${id['eni-db']}-all`)
        .filter((line) => line.includes(' 5432 6 '))
        .map((line) => line.split(' ')[12]),
    );
    expect(verdicts).toEqual(new Set(['ACCEPT', 'REJECT']));
  }, 90_000);

  it('says no drift, and leaves no process and no namespace behind when it goes down', () => {
    expect(server.command(['status'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/drift\s+none/) as string,
    });
    aws(
      server,
      'ec2',
      'terminate-instances',
      '--instance-ids',
      id['i-web'] ?? '',
      id['i-other'] ?? '',
      id['i-db'] ?? '',
    );
    aws(
      server,
      'ec2',
      'wait',
      'instance-terminated',
      '--instance-ids',
      id['i-web'] ?? '',
      id['i-other'] ?? '',
      id['i-db'] ?? '',
    );
    expect(server.command(['down'])).toMatchObject({ code: 0, stderr: '' });
  }, 60_000);
});
