import { spawn } from 'node:child_process';

/** The door to a process that goes on running and speaks in lines; what it says on stderr comes among the rest. */
export interface LineProcess {
  /** `line` without its end. */
  write(line: string): void;
  /** The next line; undefined once the process has ended and said everything. */
  read(): Promise<string | undefined>;
  /** Ends the process; whatever it was about to say is lost. */
  end(): void;
}

export type StartLineProcess = (argv: readonly string[]) => LineProcess;

/** A shell joins the two outputs, so that their order stays; it has no text of ours in it but the arguments. */
const JOINED = ['sh', '-c', 'exec "$@" 2>&1', 'sh'];

export const startLineProcess: StartLineProcess = (argv) => {
  const [program = '', ...args] = [...JOINED, ...argv];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines: string[] = [];
  const readers: Array<(line: string | undefined) => void> = [];
  let rest: string[] = [];
  let ended = false;

  function finish(): void {
    if (ended) return;
    ended = true;
    if (rest.length > 0) take(rest.join(''));
    for (const reader of readers.splice(0)) reader(undefined);
  }
  function take(line: string): void {
    const reader = readers.shift();
    if (reader === undefined) lines.push(line);
    else reader(line);
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = text.split('\n');
    for (const part of parts.slice(0, -1)) {
      take([...rest, part].join(''));
      rest = [];
    }
    const last = parts.at(-1) ?? '';
    if (last !== '') rest.push(last);
  });
  child.stdin.on('error', () => {}); // it ended before it read all; `read` tells
  child.on('error', finish);
  child.on('close', finish);
  child.unref();

  return {
    write: (line) => void child.stdin.write(`${line}\n`),
    read: () => {
      const line = lines.shift();
      if (line !== undefined || ended) return Promise.resolve(line);
      return new Promise((resolve) => readers.push(resolve));
    },
    end: () => {
      child.kill('SIGKILL');
      finish();
    },
  };
};
