import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Client } from '../../openvpc/src/client/client.ts';
import { linuxMissing } from '../linux-only.ts';
import { ServerProcess } from '../server-process.ts';
import { describeUnless } from '../unless.ts';

/** How often the server is killed; `OPENVPC_KILLS=50 npx vitest run test/kill` for the long form. */
const KILLS = Number(process.env['OPENVPC_KILLS'] ?? 8);

describeUnless(linuxMissing, `kill -9`, () => {
  const server = new ServerProcess();
  let web = '';
  let db = '';
  let address = '';

  beforeAll(async () => {
    await server.start();
    const client = server.client();
    const { Images } = await client.ec2('DescribeImages', { Owners: ['amazon'] });
    const { Vpcs } = await client.ec2('DescribeVpcs', {});
    const { Subnets } = await client.ec2('DescribeSubnets', {});
    const group = async (name: string) =>
      (await client.ec2('CreateSecurityGroup', { VpcId: Vpcs?.[0]?.VpcId, GroupName: name, Description: name }))
        .GroupId ?? '';
    const [webGroup, dbGroup] = [await group('web'), await group('db')];
    const echo = { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, UserIdGroupPairs: [{ GroupId: webGroup }] };
    await client.ec2('AuthorizeSecurityGroupIngress', { GroupId: dbGroup, IpPermissions: [echo] });
    const launch = async (SecurityGroupId: string, i: number) => {
      const SubnetId = Subnets?.[i]?.SubnetId;
      const of = { ImageId: Images?.[0]?.ImageId ?? '', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
      return (await client.ec2('RunInstances', { ...of, SubnetId, SecurityGroupIds: [SecurityGroupId] }))
        .Instances?.[0];
    };
    const first = await launch(webGroup, 0);
    const second = await launch(dbGroup, 1);
    [web, db, address] = [first?.InstanceId ?? '', second?.InstanceId ?? '', second?.PrivateIpAddress ?? ''];
    for (let tries = 0; (await states(client)).some((state) => state !== 'running'); tries++) {
      if (tries > 200) throw new Error(`the instances do not run: ${server.output}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }, 60_000);
  afterAll(() => server.destroy(), 60_000);

  async function states(client: Client): Promise<readonly (string | undefined)[]> {
    const { Reservations } = await client.ec2('DescribeInstances', {});
    return (Reservations ?? []).flatMap(({ Instances }) => (Instances ?? []).map(({ State }) => State?.Name));
  }

  /** Makes groups as fast as it can until the server is gone; the names of those that were acknowledged. */
  async function makeGroups(client: Client, vpc: string, round: number): Promise<readonly string[]> {
    const made: string[] = [];
    for (let i = 0; i < 10_000; i++) {
      try {
        const GroupName = `round-${round}-${i}`;
        await client.ec2('CreateSecurityGroup', { VpcId: vpc, GroupName, Description: 'x' });
        made.push(GroupName);
      } catch {
        return made; // killed
      }
    }
    return made;
  }

  it(`${KILLS} times at random moments: every acknowledged change is there, and no drift`, async () => {
    const { Vpcs } = await server.client().ec2('DescribeVpcs', {});
    const acknowledged: string[] = [];
    for (let round = 0; round < KILLS; round++) {
      const making = Promise.all([0, 1].map((k) => makeGroups(server.client(), Vpcs?.[0]?.VpcId ?? '', round * 2 + k)));
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 250));
      await server.kill('SIGKILL');
      acknowledged.push(...(await making).flat());
      await server.start();
      const { SecurityGroups } = await server.client().ec2('DescribeSecurityGroups', {});
      const there = new Set(SecurityGroups?.map(({ GroupName }) => GroupName));
      expect(acknowledged.filter((name) => !there.has(name))).toEqual([]);
      const status = server.command(['status']);
      expect(status.stdout).toMatch(/drift\s+none/);
      expect(status.code).toBe(0);
    }
    expect(acknowledged.length).toBeGreaterThan(KILLS);
    console.log(`${KILLS} kills, ${acknowledged.length} acknowledged changes, none lost`);
  }, 600_000);

  it('goes on with what is allowed and goes on denying what is denied, while no server runs', async () => {
    const entry = (instance: string) =>
      server.client().own<{ argv: readonly string[] }>('GET', `/_openvpc/v1/instances/${instance}/entrance`);
    const [fromWeb, fromDb] = [await entry(web), await entry(db)];
    const { Reservations } = await server.client().ec2('DescribeInstances', { InstanceIds: [web] });
    const webAddress = Reservations?.[0]?.Instances?.[0]?.PrivateIpAddress ?? '';
    const allowed = ping(fromWeb.argv, address, 20);
    const denied = ping(fromDb.argv, webAddress, 20);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await server.kill('SIGKILL');
    expect(await allowed).toMatch(/20 packets transmitted, 20 received/);
    expect(await denied).toMatch(/20 packets transmitted, 0 received/);
    await server.start();
    expect(await states(server.client())).toEqual(['running', 'running']);
  }, 60_000);
});

/** Ten a second; what `ping` says at its end. */
function ping(enter: readonly string[], address: string, count: number): Promise<string> {
  return new Promise((resolve) => {
    const [program, ...args] = [...enter, 'ping', '-q', '-i', '0.1', '-W', '1', '-c', String(count), address];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/' });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    child.on('close', () => resolve(text));
  });
}
