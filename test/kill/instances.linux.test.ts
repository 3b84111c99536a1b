import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linuxMissing } from '../linux-only.ts';
import { ServerProcess } from '../server-process.ts';
import { describeUnless } from '../unless.ts';

const KILLS = Number(process.env['OPENVPC_KILLS'] ?? 2);
const TRANSIENT = ['pending', 'stopping', 'shutting-down'];

describeUnless(linuxMissing, `many callers at once`, () => {
  const server = new ServerProcess();
  beforeAll(() => server.start(), 60_000);
  afterAll(() => server.destroy(), 60_000);

  async function instances(): Promise<ReadonlyMap<string, string>> {
    const { Reservations } = await server.client().ec2('DescribeInstances', {});
    const all = (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
    return new Map(all.map(({ InstanceId, State }) => [InstanceId ?? '', State?.Name ?? '']));
  }

  async function settled(): Promise<ReadonlyMap<string, string>> {
    for (let tries = 0; tries < 200; tries++) {
      const now = await instances();
      if (![...now.values()].some((state) => TRANSIENT.includes(state))) return now;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`still on their way: ${server.output}`);
  }

  /** Runs, stops, starts and ends instances, and makes rules between, until told to stop; errors are the server's death. */
  async function caller(
    number: number,
    subnet: string,
    image: string,
    group: string,
    over: AbortSignal,
  ): Promise<void> {
    const own: string[] = [];
    for (let i = 0; !over.aborted; i++) {
      const client = server.client();
      const some = { InstanceIds: [own[i % Math.max(own.length, 1)] ?? ''] };
      const work = [
        async () => {
          const of = {
            ImageId: image,
            InstanceType: 't3.micro',
            MinCount: 1,
            MaxCount: 2,
            SubnetId: subnet,
          } as const;
          const { Instances } = own.length > 1 ? {} : await client.ec2('RunInstances', of);
          own.push(...(Instances ?? []).map(({ InstanceId }) => InstanceId ?? ''));
        },
        () => client.ec2('StopInstances', some),
        () => {
          const port = number * 1000 + i;
          const rule = { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '10.0.0.0/8' }] };
          return client.ec2('AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions: [rule] });
        },
        () => client.ec2('StartInstances', some),
        () => client.ec2('TerminateInstances', { InstanceIds: own.splice(0, 1) }),
      ];
      try {
        await work[(i + number) % work.length]?.();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  it(`and ${KILLS} kills: every instance comes to rest, what should run does, and nothing is left of what ended`, async () => {
    const client = server.client();
    const { Images } = await client.ec2('DescribeImages', { Owners: ['amazon'] });
    const { Subnets } = await client.ec2('DescribeSubnets', {});
    const { SecurityGroups } = await client.ec2('DescribeSecurityGroups', {});
    const image = Images?.[0]?.ImageId ?? '';
    const group = SecurityGroups?.[0]?.GroupId ?? '';
    const over = new AbortController();
    const calling = Promise.all(
      [0, 1, 2, 3].map((i) => caller(i, Subnets?.[i % 3]?.SubnetId ?? '', image, group, over.signal)),
    );
    for (let round = 0; round < KILLS; round++) {
      await new Promise((resolve) => setTimeout(resolve, 1_000 + Math.random() * 1_000));
      await server.kill('SIGKILL');
      await server.start();
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    over.abort();
    await calling;
    const states = await settled();
    expect(states.size).toBeGreaterThan(3);
    for (const [id, state] of states) {
      const there = server.command(['exec', id, '--', 'true']).code === 0;
      expect(there, `${id} is ${state}`).toBe(state === 'running');
    }
    expect(server.command(['status']).stdout).toMatch(/drift\s+none/);

    const left = [...states].flatMap(([id, state]) => (state === 'terminated' ? [] : [id]));
    await server.client().ec2('TerminateInstances', { InstanceIds: left });
    expect(new Set((await settled()).values())).toEqual(new Set(['terminated']));
    expect(readdirSync(join(server.data, 'instances'))).toEqual([]);
    const commands = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
    const tied = commands.filter((line) => line.includes(join(server.data, 'instances')));
    expect(tied).toEqual([]);
  }, 120_000);
});
