import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../openvpc/src/client/client.ts';
import type { Credentials, ServerRecord } from '../../openvpc/src/client/site.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COMMAND, openvpc } from './command-line.ts';
import { itUnless, notRoot } from '../unless.ts';

const UP = ['up', '--detach', '--dataplane', 'simulator', '--port', '0', '--data'];
const read = (data: string, name: string) =>
  JSON.parse(readFileSync(join(data, name), 'utf8')) as Credentials & ServerRecord;
const clientOf = (data: string) =>
  createClient({ endpoint: `http://127.0.0.1:${read(data, 'server.json').port}`, ...read(data, 'credentials.json') });

describe('against a running server', () => {
  let data: string;
  const on = (words: readonly string[]) => {
    const [name = '', ...rest] = words;
    return openvpc([name, '--data', data, ...rest]);
  };

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'openvpc commands '));
    expect(openvpc([...UP, data]).code).toBe(0);
    const client = clientOf(data);
    const { Images } = await client.ec2('DescribeImages', {});
    for (const Value of ['web', 'db', 'twin', 'twin']) {
      const TagSpecifications = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'Name', Value }] }];
      await client.ec2('RunInstances', { ImageId: Images?.[0]?.ImageId, MinCount: 1, MaxCount: 1, TagSpecifications });
    }
  }, 60_000);
  afterAll(() => {
    openvpc(['reset', '--yes', '--data', data]);
  });

  const ends = ['explain', '--from', 'web', '--to', 'db'];
  it.each<[readonly string[], number, RegExp]>([
    [[...ends, '--tcp', '22'], 0, /allowed/],
    [[...ends, '--icmp'], 0, /allowed/],
    [['explain', '--from', 'web', '--to', '10.9.9.9', '--tcp', '22'], 1, /denied/],
    [ends, 2, /Say what is sent/],
    [[...ends, '--tcp', '65536'], 2, /number up to 65535/],
    [[...ends, '--tcp', '22', '--udp', '22'], 2, /cannot be used with/],
    [[...ends, '--tcp', '22', '--output', 'yaml'], 2, /Allowed choices are text, json/],
    [[...ends, '--tcp', '22', '--loud'], 2, /unknown option '--loud'/],
    [['explain', '--to', 'db', '--tcp', '22'], 2, /required option '--from/],
    [['explain', '--from', 'nobody', '--to', 'db', '--tcp', '22'], 2, /No instance has the id or the Name tag/],
    [['explain', '--from', 'twin', '--to', 'db', '--tcp', '22'], 2, /Several instances are named 'twin'/],
    [[...ends, '--tcp', '22', '--port', '9'], 2, /does not answer/],
    [['status', '--output', 'yaml'], 2, /Allowed choices/],
    [['status', '--port', '70000'], 2, /at most 65535/],
    [['status', 'more'], 2, /too many arguments/],
    [['flows', '--output', 'xml'], 2, /Allowed choices/],
    [['exec', 'web'], 2, /missing required argument 'command'/],
    [['exec', 'nobody', '--', 'ls'], 1, /No instance has/],
    [['exec', 'twin', '--', 'ls'], 1, /Several instances/],
    [['wrong'], 2, /unknown command|unknown option/],
  ])('%j ends with %i', (words, code, says) => {
    const outcome = on(words);
    expect(`${outcome.stdout}${outcome.stderr}`).toMatch(says);
    expect(outcome.code).toBe(code);
  });

  it('status is 0 while all is in force', () => {
    expect(on(['status'])).toMatchObject({ code: 0, stdout: expect.stringContaining('in force') });
    const json = JSON.parse(on(['status', '--output', 'json']).stdout) as { inForce: boolean };
    expect(json.inForce).toBe(true);
  });

  it('output that cannot be written is said, in one line', () => {
    const script = '"$0" "$1" status --data "$2" >/dev/full';
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, COMMAND, data], { encoding: 'utf8' });
    expect(stderr).toMatch(/^openvpc: the output cannot be written: ENOSPC.*\n$/);
    expect(status).toBe(1);
  });

  it('health and metrics answer without a signature, and nothing else does', async () => {
    const endpoint = `http://127.0.0.1:${read(data, 'server.json').port}`;
    const health = (await (await fetch(`${endpoint}/_openvpc/health`)).json()) as object;
    expect(health).toMatchObject({ status: 'ok', pid: read(data, 'server.json').pid });
    const metrics = await (await fetch(`${endpoint}/_openvpc/metrics`)).text();
    expect(metrics).toMatch(/^openvpc_api_calls_total\{action="RunInstances",code="ok"\} 4$/m);
    expect(metrics).not.toContain(read(data, 'credentials.json').account);
    expect(await (await fetch(`${endpoint}/_openvpc/v1/status`)).text()).toContain('MissingAuthenticationToken');
  });

  it('a start that fails leaves the running server its log', () => {
    const before = readFileSync(join(data, 'server.log'), 'utf8');
    const failed = openvpc([...UP, data]);
    expect(failed.stderr).toMatch(/^openvpc: Another OpenVPC server works on/);
    expect(failed.code).toBe(1);
    expect(readFileSync(join(data, 'server.log'), 'utf8')).toBe(before);
    expect(readdirSync(data).filter((name) => name.startsWith('server.log'))).toEqual(['server.log']);
  });
});

describe('data directories', () => {
  it('that cannot be made are refused at once, also where the system denies its own folders', () => {
    const { code, stderr } = openvpc(['up', '--data', '/proc/openvpc/data']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\/proc\/openvpc/);
  });

  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'openvpc data '));
  });
  afterEach(() => {
    for (const name of readdirSync(folder)) openvpc(['down', '--data', join(folder, name)]);
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true, force: true });
  });

  it('an empty name is none, and never the directory one happens to be in', () => {
    expect(openvpc(['status', '--data', ''], {}, folder).stderr).toContain('--data must name a directory');
    const home = join(folder, 'home');
    mkdirSync(home);
    expect(openvpc(['status'], { OPENVPC_DATA: '', HOME: home }, folder).stderr).toContain(join(home, '.openvpc'));
  });

  it('one that has files of others keeps its mode, and is refused when others can write there', () => {
    const data = join(folder, 'shared');
    mkdirSync(data);
    writeFileSync(join(data, 'notes'), 'mine');
    chmodSync(data, 0o755);
    expect(openvpc([...UP, data]).code).toBe(0);
    expect(statSync(data).mode & 0o777).toBe(0o755);
    openvpc(['down', '--data', data]);
    chmodSync(data, 0o1777);
    expect(openvpc([...UP, data])).toMatchObject({ code: 1, stderr: expect.stringContaining('Others can write') });
  });

  itUnless(notRoot, 'that of another user is left to them, also by root', () => {
    const data = join(folder, 'theirs');
    mkdirSync(data);
    expect(openvpc([...UP, data]).code).toBe(0);
    openvpc(['down', '--data', data]);
    spawnSync('chown', ['65534', data]);
    for (const words of [
      [...UP, data],
      ['down', '--data', data],
      ['reset', '--yes', '--data', data],
    ]) {
      expect(openvpc(words)).toMatchObject({ code: 1, stderr: expect.stringContaining('belongs to another user') });
    }
    expect(existsSync(join(data, 'state.sqlite'))).toBe(true);
  });

  it('one without OpenVPC in it is left as it is by down and reset', () => {
    const data = join(folder, 'other');
    mkdirSync(join(data, 'instances'), { recursive: true });
    writeFileSync(join(data, 'server.jsonnet'), 'mine');
    expect(openvpc(['down', '--data', data])).toMatchObject({ code: 1, stderr: expect.stringContaining('no OpenVPC') });
    expect(openvpc(['reset', '--yes', '--data', data]).stdout).toContain('nothing to forget');
    expect(readdirSync(data).sort()).toEqual(['instances', 'server.jsonnet']);
  });

  it('reset follows no link: what it leads to stays', () => {
    const precious = join(folder, 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'file'), 'keep');
    const real = join(folder, 'real');
    const link = join(folder, 'link');
    mkdirSync(real);
    symlinkSync(real, link);
    expect(openvpc([...UP, link]).code).toBe(0);
    openvpc(['down', '--data', link]);
    symlinkSync(precious, join(real, 'instances'));
    expect(openvpc(['reset', '--yes', '--data', link]).code).toBe(0);
    expect(readdirSync(precious)).toEqual(['file']);
    expect(readdirSync(real)).toEqual([]);
  });

  itUnless(
    process.getuid?.() === 0 ? 'root writes everywhere' : undefined,
    'one that cannot be written is named',
    () => {
      chmodSync(folder, 0o500);
      const data = join(folder, 'a', 'b');
      for (const words of [[...UP, data], UP.filter((word) => word !== '--detach').concat(data)]) {
        expect(openvpc(words)).toMatchObject({ code: 1, stderr: expect.stringMatching(/a\/b .*--data/) });
      }
    },
  );

  it('damaged credentials are named, and not replaced', () => {
    const data = join(folder, 'a');
    expect(openvpc([...UP, data]).code).toBe(0);
    openvpc(['down', '--data', data]);
    writeFileSync(join(data, 'credentials.json'), '{"acc');
    for (const words of [
      ['status', '--data', data],
      [...UP, data],
    ])
      expect(openvpc(words)).toMatchObject({ code: 1, stderr: expect.stringContaining('credentials.json is damaged') });
    expect(readFileSync(join(data, 'credentials.json'), 'utf8')).toBe('{"acc');
  });
});

describe('the end of a server', () => {
  let data: string;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'openvpc end '));
  });
  afterEach(() => {
    openvpc(['reset', '--yes', '--data', data]);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'comes soon after %s, with watchers, open connections and calls under way; what was acknowledged is kept',
    async (signal) => {
      const words = UP.filter((word) => word !== '--detach');
      const server = spawn(process.execPath, [COMMAND, ...words, data], { stdio: ['ignore', 'pipe', 'inherit'] });
      await new Promise<void>((resolve) => {
        server.stdout.setEncoding('utf8').on('data', (text: string) => {
          if (text.includes('Ctrl-C')) resolve();
        });
      });
      const ended = new Promise<number | null>((resolve) => server.on('close', resolve));
      const watcher = spawn(process.execPath, [COMMAND, 'flows', '-f', '--data', data], { stdio: 'pipe' });
      let complaint = '';
      watcher.stderr.setEncoding('utf8').on('data', (text: string) => {
        complaint += text;
      });
      const watcherEnded = new Promise<number | null>((resolve) => watcher.on('close', resolve));
      const made: string[] = [];
      const calling = makeGroups(data, made);
      while (made.length < 5) await new Promise((resolve) => setTimeout(resolve, 20));
      await connected(watcher.pid ?? 0);

      const before = Date.now();
      server.kill(signal);
      expect(await ended).toBe(0);
      expect(Date.now() - before).toBeLessThan(3_000);
      expect(await watcherEnded).toBe(1);
      expect(complaint).toMatch(/has stopped/);
      await calling;
      expect(existsSync(join(data, 'server.json'))).toBe(false);

      expect(openvpc([...UP, data]).code).toBe(0);
      const { SecurityGroups } = await clientOf(data).ec2('DescribeSecurityGroups', {});
      const there = new Set(SecurityGroups?.map(({ GroupId }) => GroupId));
      expect(made.filter((id) => !there.has(id))).toEqual([]);
    },
    60_000,
  );

  it('is waited for by down; and one that hangs is not run over', () => {
    expect(openvpc([...UP, data]).code).toBe(0);
    const { pid } = read(data, 'server.json');
    process.kill(pid, 'SIGSTOP');
    const hung = openvpc(['down', '--data', data]);
    process.kill(pid, 'SIGCONT');
    expect(hung).toMatchObject({ code: 1, stderr: expect.stringContaining('does not answer') });
    expect(openvpc(['status', '--data', data]).code).toBe(0);
    process.kill(pid, 'SIGTERM'); // and at once:
    expect(openvpc(['down', '--data', data]).code).toBe(0);
    expect(openvpc(['down', '--data', data]).code).toBe(0); // nothing runs: all right, too
  }, 60_000);
});

/** One after the other until the server is gone; `made` has those that were acknowledged. */
async function makeGroups(data: string, made: string[]): Promise<void> {
  const client = clientOf(data);
  const { Vpcs } = await client.ec2('DescribeVpcs', {});
  const VpcId = Vpcs?.[0]?.VpcId;
  for (let i = 0; ; i++) {
    try {
      const { GroupId } = await client.ec2('CreateSecurityGroup', { GroupName: `g${i}`, Description: 'x', VpcId });
      made.push(GroupId ?? '');
    } catch {
      return;
    }
  }
}

/** Until the process has a TCP connection; where no /proc tells, for a time in which it surely has. */
async function connected(pid: number): Promise<void> {
  if (!existsSync('/proc/net/tcp')) return new Promise((resolve) => setTimeout(resolve, 5_000));
  const sockets = () => {
    const links = readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return ''; // closed since
      }
    });
    return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  };
  await expect
    .poll(
      () => {
        const own = sockets();
        const established = readFileSync('/proc/net/tcp', 'utf8')
          .split('\n')
          .map((row) => row.trim().split(/\s+/));
        return established.some((fields) => fields[3] === '01' && own.has(fields[9] ?? ''));
      },
      { timeout: 20_000, interval: 50 },
    )
    .toBe(true);
}
