import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { COMMAND, openvpc } from './command-line.ts';
import { createClient } from '../../openvpc/src/client/client.ts';
import type { Credentials, ServerRecord } from '../../openvpc/src/client/site.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Starting, and what stops a start, as a user sees it. With the simulator, so that it runs everywhere. */
let folder: string;
let sites: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openvpc start '));
  sites = [];
});
afterEach(() => {
  for (const data of sites) openvpc(['down', '--data', data]);
  rmSync(folder, { recursive: true, force: true });
});

/** Its own data directory below the test's; whatever starts there is ended after the test. */
function up(name: string, ...flags: readonly string[]) {
  const data = join(folder, name);
  sites.push(data);
  return { data, ...openvpc(['up', '--detach', '--dataplane', 'simulator', '--port', '0', '--data', data, ...flags]) };
}

describe('up', () => {
  it('makes an account, shows its key once, keeps it private, and keeps it out of the log', () => {
    const first = up('a');
    expect(first.code).toBe(0);
    const secret = /AWS_SECRET_ACCESS_KEY=(\S+)/.exec(first.stdout)?.[1] ?? 'none';
    expect(readFileSync(join(first.data, 'credentials.json'), 'utf8')).toContain(secret);
    expect(readFileSync(join(first.data, 'server.log'), 'utf8')).not.toContain(secret);
    expect(statSync(first.data).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(first.data)) {
      const { mode } = statSync(join(first.data, name));
      expect([name, (mode & 0o077).toString(8)]).toEqual([name, '0']);
    }
    openvpc(['down', '--data', first.data]);
    expect(up('a').stdout).not.toContain('AWS_SECRET_ACCESS_KEY');
  }, 60_000);

  it('works side by side on two directories, and stops one alone', () => {
    const [one, two] = [up('one'), up("t'wo")];
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(openvpc(['down', '--data', one.data]).code).toBe(0);
    expect(openvpc(['status', '--data', one.data]).code).toBe(1);
    expect(openvpc(['status', '--data', two.data]).code).toBe(0);
  }, 60_000);

  it('says when another server has the data', () => {
    const { data } = up('a');
    const second = openvpc(['up', '--dataplane', 'simulator', '--port', '0', '--data', data]);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/Another OpenVPC server works on .*--data/);
  }, 60_000);

  it('says when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const result = up('a', '--port', String(port));
    other.close();
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(new RegExp(`Port ${port} is in use .*--port`));
  }, 60_000);

  it.each([
    ['a file', (path: string) => writeFileSync(path, ''), /not a directory|cannot be made/],
    [
      'damaged',
      (path: string) => {
        mkdirSync(path);
        writeFileSync(join(path, 'state.sqlite'), 'x'.repeat(9_000));
      },
      /not a sound database.*reset/,
    ],
  ])(
    'says when the data directory is %s',
    (_, spoil, message) => {
      spoil(join(folder, 'a'));
      const result = up('a');
      expect(result.code).toBe(1);
      expect(result.stderr).toMatch(message);
    },
    60_000,
  );

  it.each([
    [['--public-pool', '2001:db8::/64'], '--public-pool must be a block of public IPv4 addresses'],
    [['--public-pool', '10.0.0.0/16'], '--public-pool must be a block of public IPv4 addresses'],
    [['--flow-window', '0'], '--flow-window must be 1 to 60 seconds'],
    [['--dataplane', 'magic'], '--dataplane must be auto, linux or simulator'],
    [['--region', 'Mars'], '--region must look like us-east-1'],
  ])(
    'refuses %j',
    (flags, message) => {
      const result = up('a', ...flags);
      expect(result.code).toBe(1);
      expect(result.stderr).toContain(message);
    },
    60_000,
  );

  it('warns when it listens beyond the loopback', () => {
    expect(up('a', '--host', '0.0.0.0').stdout).toMatch(/WARNING: .* is open to the network/);
  }, 60_000);
});

describe('other commands', () => {
  it('print exports that a shell takes, whatever the directory is called', () => {
    const { data } = up("qu'ote $HOME");
    const script = `eval "$("$0" "$1" env --data "$2")" && echo "$AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID"`;
    const { stdout } = spawnSync('sh', ['-c', script, process.execPath, COMMAND, data], { encoding: 'utf8' });
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+ AKIA\w{16}\n$/);
  }, 60_000);

  it('say what is wrong with OPENVPC_PORT', () => {
    const { data } = up('a');
    expect(openvpc(['status', '--data', data], { OPENVPC_PORT: 'abc' }).stderr).toContain(
      'OPENVPC_PORT is not a port: abc',
    );
  }, 60_000);

  it('forget nothing without being told to, and only what is OpenVPC’s', () => {
    const { data } = up('a');
    writeFileSync(join(data, 'mine.txt'), 'mine');
    expect(openvpc(['reset', '--data', data]).code).toBe(1);
    expect(openvpc(['status', '--data', data]).code).toBe(0);
    expect(openvpc(['reset', '--yes', '--data', data]).code).toBe(0);
    expect(readdirSync(data)).toEqual(['mine.txt']);
  }, 60_000);

  it('refuse to run a command in the simulator, and say why', async () => {
    const { data } = up('a');
    const read = (name: string) => JSON.parse(readFileSync(join(data, name), 'utf8')) as Credentials & ServerRecord;
    const client = createClient({
      endpoint: `http://127.0.0.1:${read('server.json').port}`,
      ...read('credentials.json'),
    });
    const { Images } = await client.ec2('DescribeImages', {});
    const { Instances } = await client.ec2('RunInstances', { ImageId: Images?.[0]?.ImageId, MinCount: 1, MaxCount: 1 });
    const result = openvpc(['exec', '--data', data, Instances?.[0]?.InstanceId ?? '', '--', 'ls']);
    expect(result.code).not.toBe(0);
    expect(result.stderr).toMatch(/Instances of the simulator have no processes/);
  }, 60_000);
});
