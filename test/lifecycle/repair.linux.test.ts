import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemExec } from '../../openvpc/src/seam/exec.ts';
import type { NetnsHost } from '../../openvpc/src/seam/netns.ts';
import { createNetnsHost } from '../../openvpc/src/seam/netns-linux.ts';
import type { ProcessIdentity } from '../../openvpc/src/seam/process-identity.ts';
import { siteTag } from '../../openvpc/src/server/configuration.ts';
import { linuxMissing } from '../linux-only.ts';
import { ServerProcess } from '../server-process.ts';
import { describeUnless, itUnless, notRoot, rootAlone } from '../unless.ts';

const isRoot = process.getuid?.() === 0;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describeUnless(linuxMissing, `what is broken behind the server's back`, () => {
  const server = new ServerProcess();
  let web: Machine;
  let db: Machine;

  beforeAll(async () => {
    await server.start();
    web = await launch(server, 'web');
    db = await launch(server, 'db');
    await allowPing(server, db);
    await until(() => reaches(server, 'web', db), server);
  }, 60_000);
  afterAll(() => server.destroy(), 60_000);

  it.each<[string, (host: NetnsHost, router: string) => Promise<void>]>([
    ['flushed rules', async (host, router) => void (await run(host.inside(router, ['nft', 'flush', 'ruleset'])))],
    ['a router namespace that was deleted', (host, router) => host.remove(router)],
    [
      'a device that was taken down',
      async (host, router) => {
        const devices = await run(host.inside(router, ['ls', '/sys/class/net']));
        void devices;
        const links = (await run(host.inside(router, ['ip', '-o', 'link']))).match(/\be[0-9a-z]+(?=@)/g) ?? [];
        for (const link of links) await run(host.inside(router, ['ip', 'link', 'set', link, 'down']));
      },
    ],
  ])(
    '%s: nothing passes meanwhile, and it is mended within seconds',
    async (_, spoil) => {
      const host = await hostOf(server);
      const [router = ''] = (await host.list()).filter((name) => name.includes('-vpc-'));
      const repairs = driftsRepaired(server);
      await spoil(host, router);
      expect(reaches(server, 'db', web)).toBe(false); // no rule ever let it
      await until(() => driftsRepaired(server) > repairs);
      await until(() => reaches(server, 'web', db), server);
      expect(reaches(server, 'db', web)).toBe(false);
      expect(server.command(['status']).code).toBe(0);
    },
    60_000,
  );

  it('an instance whose first process was killed has stopped, as one that shut down; it can be started again', async () => {
    process.kill(initOf(server, web).pid, 'SIGKILL');
    await until(async () => (await stateOf(server, web)) === 'stopped');
    expect(server.command(['exec', 'web', '--', 'true'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is stopped, not running/),
    });
    await server.client().ec2('StartInstances', { InstanceIds: [web.id] });
    await until(() => reaches(server, 'web', db), server);
  }, 60_000);

  itUnless(
    rootAlone,
    'when the process that holds the namespaces is killed, all is made anew and what should run does',
    async () => {
      const changed = server.client(); // a call of that moment waits for the new rules
      process.kill(holderOf(server).pid, 'SIGKILL');
      await pause(50);
      await changed.ec2('CreateTags', { Resources: [web.id], Tags: [{ Key: 'at', Value: 'that moment' }] });
      await until(() => reaches(server, 'web', db), server);
      expect(reaches(server, 'db', web)).toBe(false);
      expect(await stateOf(server, db)).toBe('running');
      await until(() => server.command(['status']).code === 0);
      expect(server.output).toContain('the process that held the namespaces is gone');
    },
    60_000,
  );

  it('when everything went with the machine, the next start brings it back', async () => {
    await server.kill('SIGKILL');
    await takeEverythingAway(server);
    await server.start();
    await until(() => reaches(server, 'web', db), server);
    expect(reaches(server, 'db', web)).toBe(false);
    expect(server.command(['status']).stdout).toMatch(/drift +none/);
  }, 60_000);

  itUnless(
    rootAlone,
    'instances that outlived the holder of their namespaces end: with the next start, and with down',
    async () => {
      await server.kill('SIGKILL');
      process.kill(holderOf(server).pid, 'SIGKILL');
      await server.start();
      await until(() => reaches(server, 'web', db), server);
      await server.kill('SIGKILL');
      process.kill(holderOf(server).pid, 'SIGKILL');
      expect(server.command(['down']).code).toBe(0);
      expect(processesOf(server)).toEqual([]);
      await server.start();
      await until(() => reaches(server, 'web', db), server);
    },
    60_000,
  );

  it('the simulator does not start over what stands in the kernel', async () => {
    await server.kill('SIGTERM');
    const refused = server.command(['up', '--port', '0', '--dataplane', 'simulator']);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/still stand in the kernel.*openvpc down/),
    });
    await server.start();
    expect(reaches(server, 'web', db)).toBe(true);
  }, 60_000);
});

describeUnless(linuxMissing, `two sites on one machine`, () => {
  const [one, two] = [new ServerProcess(), new ServerProcess()];
  afterAll(async () => {
    await one.destroy();
    await two.destroy();
  }, 60_000);

  it('leave each other alone: what down takes away is the one site’s, and all of it', async () => {
    await one.start();
    await two.start();
    await launch(one, 'web');
    await launch(two, 'web');
    const db = await launch(two, 'db');
    await allowPing(two, db);
    await until(() => reaches(two, 'web', db), two);
    await until(() => one.command(['exec', 'web', '--', 'true']).code === 0, one);
    expect(one.command(['down'])).toMatchObject({ code: 0, stderr: '' });
    expect(processesOf(one)).toEqual([]);
    if (isRoot) expect(await (await hostOf(one)).list()).toEqual([]);
    expect(reaches(two, 'web', db)).toBe(true);
    expect(two.command(['status']).stdout).toMatch(/drift +none/);
  }, 60_000);

  it('end also when the server is dead, with the data kept', async () => {
    await two.kill('SIGKILL');
    expect(two.command(['down']).code).toBe(0);
    expect(processesOf(two)).toEqual([]);
    await two.start();
    await until(() => two.command(['exec', 'web', '--', 'true']).code === 0, two);
  }, 60_000);
});

describeUnless(linuxMissing ?? notRoot, 'a full disk', () => {
  const disk = mkdtempSync(join(tmpdir(), 'openvpc-disk-'));
  const filling = join(disk, 'filling');
  let server: ServerProcess;
  beforeAll(async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'openvpc-test', disk]);
    server = new ServerProcess(disk);
    await server.start();
  }, 60_000);
  afterAll(async () => {
    await server.destroy();
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  }, 60_000);

  const fill = () => spawnSync('sh', ['-c', 'head -c 5000000 /dev/zero >"$0"', filling]);

  it('calls that change something fail with InternalError and change nothing; with space again they succeed', async () => {
    const client = server.client();
    const { Vpcs } = await client.ec2('DescribeVpcs', {});
    const make = (GroupName: string) =>
      client.ec2('CreateSecurityGroup', { GroupName, Description: 'x', VpcId: Vpcs?.[0]?.VpcId });
    const names = async () =>
      ((await client.ec2('DescribeSecurityGroups', {})).SecurityGroups ?? [])
        .map(({ GroupName }) => String(GroupName))
        .sort((a, b) => a.localeCompare(b));
    fill();
    for (let i = 0; i < 3; i++) await expect(make(`lost-${i}`)).rejects.toMatchObject({ code: 'InternalError' });
    expect(await names()).toEqual(['default']);
    expect(server.command(['status']).code).toBe(0);
    rmSync(filling);
    await make('kept');
    await server.kill('SIGKILL');
    await server.start();
    expect(((await server.client().ec2('DescribeSecurityGroups', {})).SecurityGroups ?? []).length).toBe(2);
  }, 60_000);

  it('a first start says that no space is left; with space again it succeeds', () => {
    fill();
    const data = join(disk, 'other');
    mkdirSync(data);
    const port = ['--port', '0', '--dataplane', 'simulator', '--data'];
    const failed = spawnUp([...port, data]);
    expect(failed.stderr).toMatch(/space|full/);
    expect(failed.status).toBe(1);
    rmSync(filling);
    expect(spawnUp(['--detach', ...port, data]).status).toBe(0);
    spawnUp([], 'down', data);
  }, 60_000);
});

function spawnUp(words: readonly string[], name = 'up', data?: string) {
  const command = new URL('../openvpc-command.ts', import.meta.url).pathname;
  const where = data === undefined ? [] : ['--data', data];
  return spawnSync(process.execPath, [command, name, ...where, ...words], { encoding: 'utf8', timeout: 30_000 });
}

type Machine = Readonly<{ id: string; address: string; group: string }>;

/** In a group of its own, which lets nothing in. */
async function launch(server: ServerProcess, name: string): Promise<Machine> {
  const client = server.client();
  const { Images } = await client.ec2('DescribeImages', { Owners: ['amazon'] });
  const { Vpcs } = await client.ec2('DescribeVpcs', {});
  const of = { VpcId: Vpcs?.[0]?.VpcId, GroupName: name, Description: name };
  const { GroupId: group = '' } = await client.ec2('CreateSecurityGroup', of);
  const { Instances } = await client.ec2('RunInstances', {
    ImageId: Images?.[0]?.ImageId,
    MinCount: 1,
    MaxCount: 1,
    SecurityGroupIds: [group],
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }],
  });
  return { id: Instances?.[0]?.InstanceId ?? '', address: Instances?.[0]?.PrivateIpAddress ?? '', group };
}

async function allowPing(server: ServerProcess, { group }: Machine): Promise<void> {
  const echo = { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
  await server.client().ec2('AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions: [echo] });
}

function reaches(server: ServerProcess, from: string, to: Machine): boolean {
  return server.command(['exec', from, '--', 'ping', '-q', '-c', '1', '-W', '1', to.address]).code === 0;
}

async function stateOf(server: ServerProcess, { id }: Machine): Promise<string | undefined> {
  const { Reservations } = await server.client().ec2('DescribeInstances', { InstanceIds: [id] });
  return Reservations?.[0]?.Instances?.[0]?.State?.Name;
}

function driftsRepaired(server: ServerProcess): number {
  const status = JSON.parse(server.command(['status', '--output', 'json']).stdout) as { driftsRepaired: number };
  return status.driftsRepaired;
}

const read = (server: ServerProcess, ...path: readonly string[]): ProcessIdentity =>
  JSON.parse(readFileSync(join(server.data, ...path), 'utf8')) as ProcessIdentity;
const initOf = (server: ServerProcess, { id }: Machine) => read(server, 'instances', id, 'init.json');
const holderOf = (server: ServerProcess) => read(server, 'holder.json');

function hostOf({ data }: ServerProcess): Promise<NetnsHost> {
  return createNetnsHost({ site: siteTag(data), dataDir: data, exec: systemExec });
}

async function run(argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await systemExec.run(argv);
  expect(`${code} ${stderr}`).toBe('0 ');
  return stdout;
}

/** As a crash of the machine does: every process and namespace of the site is gone, and its files are not. */
async function takeEverythingAway(server: ServerProcess): Promise<void> {
  for (const id of readdirSync(join(server.data, 'instances'))) {
    process.kill(read(server, 'instances', id, 'init.json').pid, 'SIGKILL');
  }
  const record = isRoot ? undefined : holderOf(server);
  await (await hostOf(server)).destroy();
  if (record !== undefined) writeFileSync(join(server.data, 'holder.json'), JSON.stringify(record));
}

/** Processes of the site: the instances', and the one that holds the namespaces. */
function processesOf(server: ServerProcess): readonly string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && mentions(pid, server.data));
}

function mentions(pid: string, data: string): boolean {
  try {
    const [environment, command] = ['environ', 'cmdline'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8'));
    return `${environment}${command}`.includes(data);
  } catch {
    return false; // it has ended, or it is another user's
  }
}

/** Asks until it is so, for 15 seconds; then what the servers said tells why not. */
async function until(holds: () => boolean | Promise<boolean>, ...servers: readonly ServerProcess[]): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    const said = servers.map(({ output }) => output).join('\n');
    if (Date.now() > end) throw new Error(`it did not come to be within 15 seconds\n${said}`);
    await pause(200);
  }
}
