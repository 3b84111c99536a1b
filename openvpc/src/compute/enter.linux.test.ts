import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linuxMissing } from '../../../test/linux-only.ts';
import { systemExec } from '../seam/exec.ts';
import { enterInstance } from './enter.ts';
import { eventually, openTestSite, type TestSite, testSpec } from './site-for-tests.ts';
import { describeUnless } from '../../../test/unless.ts';

let site: TestSite;
let pid: number;

/** Starts words as the command line does, and tells how they ended. */
function start(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const [program = '', ...args] = words;
  const child = spawn(program, args, {
    cwd: '/',
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = { text: '' };
  child.stdout.on('data', (text: Buffer) => void (said.text += text));
  const end = new Promise<string>((resolve) => child.on('close', (code, signal) => resolve(signal ?? String(code))));
  return { child, said, end };
}

/** Whether a process with that command line runs in the instance. */
const runs = async (words: string): Promise<boolean> =>
  (await site.run(pid, `pgrep -x -f '${words}' >/dev/null`)).code === 0;

const quoted = (words: readonly string[]): string =>
  words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
/** The words, run with a terminal: `script` makes one. */
const withTerminal = (words: readonly string[]) => [
  'script',
  '--quiet',
  '--return',
  '--command',
  quoted(words),
  '/dev/null',
];

describeUnless(linuxMissing, 'A command inside an instance', () => {
  beforeAll(async () => {
    site = await openTestSite();
    pid = await site.start(testSpec());
  });
  afterAll(() => site?.destroy());

  it('gives its output and exit code, and takes input', async () => {
    expect(await site.run(pid, 'cat; echo complaint >&2; exit 7', 'given')).toEqual({
      code: 7,
      stdout: 'given',
      stderr: 'complaint\n',
    });
    expect((await systemExec.run([...enterInstance(pid, site.host.mode), 'no-such-command'])).code).toBe(127);
  });

  it('gets its words as they are', async () => {
    const odd = ['a b', "it's", '$(id)', '', '*', '"', '\\', 'line\nbreak', '-n'];
    const { stdout } = await systemExec.run([...enterInstance(pid, site.host.mode), 'printf', '<%s>', ...odd]);
    expect(stdout).toBe(odd.map((word) => `<${word}>`).join(''));
  });

  it('runs at home with the TERM of whoever enters, also from a folder that is not there inside', async () => {
    const { said, end } = start(site.words(pid, 'echo $TERM; pwd; echo $HOME'), { TERM: 'xterm-test' });
    expect(await end).toBe('0');
    expect(said.text).toBe('xterm-test\n/root\n/root\n');
    const here = await systemExec.run([
      'sh',
      '-c',
      'cd "$1"; shift; exec "$@"',
      'sh',
      site.dataDir,
      ...site.words(pid, 'pwd'),
    ]);
    expect(here.stdout).toBe('/root\n');
  });

  it.each([
    ['SIGTERM', '143'],
    ['SIGINT', '130'],
    ['SIGHUP', '129'],
    ['SIGQUIT', '131'],
  ] as const)('ends with %s to the outer process, as %s', async (signal, code) => {
    const { child, end } = start([...enterInstance(pid, site.host.mode), 'sleep', '100']);
    await eventually('it runs', () => runs('sleep 100'));
    child.kill(signal);
    expect(await end).toBe(code);
    expect(await runs('sleep 100')).toBe(false);
  });

  it('gets a signal that comes before it has begun', async () => {
    for (const afterMs of [0, 2, 4, 6, 8, 10, 12, 15, 20]) {
      const { child, end } = start([...enterInstance(pid, site.host.mode), 'sleep', '101']);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      child.kill('SIGTERM');
      expect(['SIGTERM', '143']).toContain(await end); // itself, while it was still `nsenter`
      expect(await runs('sleep 101')).toBe(false);
    }
  });

  it('gets each signal once', async () => {
    const { child, said, end } = start(site.words(pid, "trap 'echo caught' INT; echo up; sleep 0.6; exit 4"));
    await eventually('it is up', () => said.text.includes('up'));
    child.kill('SIGINT');
    expect(await end).toBe('4');
    expect(said.text).toBe('up\ncaught\n');
  });

  it('starts nothing that the instance put where the caller looks', async () => {
    const plant =
      'mkdir -p /root/bin; for f in env sh setsid script; do printf "#!/bin/sh\\necho planted\\n" > /root/bin/$f; done';
    await site.run(pid, `${plant}; chmod 755 /root/bin/*; echo planted > /root/lib.so`);
    const caller = { PATH: `/root/bin:${process.env['PATH']}`, LD_LIBRARY_PATH: '/root' };
    const { said, end } = start(site.words(pid, 'echo "$PATH/$LD_LIBRARY_PATH"'), caller);
    expect(await end).toBe('0');
    expect(said.text).toBe('/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin/\n');
  });

  it('has no open file of the caller but the three', async () => {
    const folder = openSync('/', 'r'); // from which the whole machine could be reached
    const ignored = Array.from({ length: 197 }, (_, i) => (i === 6 ? folder : ('ignore' as const)));
    const [program = '', ...args] = site.words(pid, 'ls /proc/self/fd | wc -l; ls /proc/$$/fd');
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit', ...ignored, folder] });
    let said = '';
    child.stdout?.on('data', (text: Buffer) => void (said += text));
    await new Promise((resolve) => child.on('close', resolve));
    closeSync(folder);
    expect(said).toBe('4\n0\n1\n2\n'); // the fourth is that of `ls` itself
  });

  it('may handle the signal and end as it likes', async () => {
    const { child, said, end } = start(
      site.words(pid, "trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.05; done"),
    );
    await eventually('it is up', () => said.text.includes('up'));
    child.kill('SIGTERM');
    expect(await end).toBe('3');
    expect(said.text).toBe('up\nbye\n');
  });

  it('ends when the instance stops', async () => {
    const other = testSpec();
    const { end } = start([...enterInstance(await site.start(other), site.host.mode), 'sleep', '100']);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await site.compute.stop(other.instance);
    expect(await end).toBe('137');
  });

  describe('with a terminal', () => {
    const enter = (...words: string[]) => start(withTerminal([...enterInstance(pid, site.host.mode), ...words]));

    it("has one of the instance's own", async () => {
      const { child, said, end } = enter(
        'sh',
        '-c',
        'tty; [ -t 0 ] && [ -t 1 ] && echo terminal; ls -l $(tty) | cut -c1-3',
      );
      expect(await end).toBe('0');
      child.stdin.end();
      expect(said.text.replaceAll('\r', '')).toMatch(/^\/dev\/pts\/\d+\nterminal\ncrw\n$/);
    });

    it("cannot type into the caller's", async () => {
      // TIOCSTI puts a character into a terminal as if it had been typed; into one's own only, but into that always.
      const type = `perl -e '$c = "x"; print ioctl(STDIN, 0x5412, $c) ? "typed" : "refused: $!"'`;
      const there = start(withTerminal(['sh', '-c', `${type} </dev/tty`]));
      expect(await there.end).toBe('0');
      const { said, end } = start(withTerminal(['sh', '-c', '"$@" </dev/tty | cat', 'sh', ...site.words(pid, type)]));
      expect(await end).toBe('0');
      expect(said.text).toContain('refused');
      const own = enter('sh', '-c', `${type}; tty`);
      expect(await own.end).toBe('0');
      expect(own.said.text).toMatch(/\/dev\/pts\/\d/); // its own: a number of the instance's /dev/pts
      const listed = await site.run(pid, 'ls /dev/pts');
      expect(listed.stdout.trim()).toBe('ptmx'); // and gone with the command
    });

    it('passes words and exit code', async () => {
      const { said, end } = enter(
        'sh',
        '-c',
        'printf "<%s>" "$@"; exit 9',
        'sh',
        "it's",
        '',
        "''",
        '$HOME',
        'a  b',
        "x'y'z'",
      );
      expect(await end).toBe('9');
      expect(said.text).toBe("<it's><><''><$HOME><a  b><x'y'z'>");
    });

    it('passes what is typed, an interrupt too, once', async () => {
      const { child, said, end } = enter(
        'sh',
        '-c',
        'trap \'echo caught\' INT; echo up; read line; echo "got $line"; read line; exit 5',
      );
      await eventually('up', () => said.text.includes('up'));
      child.stdin.write('hello\n');
      await eventually('got', () => said.text.includes('got hello'));
      child.stdin.write('\x03');
      await eventually('caught', () => said.text.includes('caught'));
      await new Promise((resolve) => setTimeout(resolve, 200));
      child.stdin.write('\n');
      expect(['5', '130']).toContain(await end); // what `read` does after a trap differs between shells
      expect(said.text.match(/caught/g)).toHaveLength(1);
    });

    it.each(['SIGTERM', 'SIGHUP'] as const)('ends with %s', async (signal) => {
      const { child, end } = enter('sleep', '200');
      await eventually('it runs', () => runs('sleep 200'));
      process.kill(parentOf(descendant(child.pid ?? 0, 'script')), signal); // what the entering words became
      await eventually('it ends', async () => !(await runs('sleep 200')));
      child.stdin.end();
      expect(await end).toBe(signal === 'SIGTERM' ? '143' : '129');
    });
  });
});

/** The nearest descendant with that name; never a process that is not ours. */
function descendant(pid: number, name: string): number {
  for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')) {
    if (child === '') continue;
    const isIt = readFileSync(`/proc/${child}/comm`, 'utf8').trim() === name;
    return isIt ? Number(child) : descendant(Number(child), name);
  }
  throw new Error(`no ${name} below ${pid}`);
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
