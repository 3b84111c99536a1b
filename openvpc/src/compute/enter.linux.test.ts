import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linuxMissing } from '../../../test/linux-only.ts';
import { systemExec } from '../seam/exec.ts';
import { enterInstance } from './enter.ts';
import { eventually, openTestSite, type TestSite, testSpec } from './site-for-tests.ts';

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

describe.skipIf(linuxMissing !== undefined)('A command inside an instance', () => {
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

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)('ends with %s to the outer process', async (signal) => {
    const { child, end } = start([...enterInstance(pid, site.host.mode), 'sleep', '100']);
    await eventually('it runs', async () => (await site.run(pid, 'pgrep -x sleep -a | grep -q " 100$"')).code === 0);
    child.kill(signal);
    expect(await end).toBe(signal); // which a shell, and our command line, reports as 128 + its number: 143 for SIGTERM
    expect((await site.run(pid, 'pgrep -x sleep -a | grep -q " 100$"')).code).not.toBe(0);
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
    expect(await end).toBe('SIGKILL');
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
      const running = async () => (await site.run(pid, 'pgrep -x sleep -a | grep -q " 200$"')).code === 0;
      await eventually('it runs', running);
      process.kill(parentOf(descendant(child.pid ?? 0, 'script')), signal); // what the entering words became
      await eventually('it ends', async () => !(await running()));
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
