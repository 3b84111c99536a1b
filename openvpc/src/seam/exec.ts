import { spawn } from 'node:child_process';
import { constants } from 'node:os';

export type ExecResult = Readonly<{ code: number; stdout: string; stderr: string }>;

/** The door to processes: runs a program to its end. No shell ever sees the arguments. */
export interface Exec {
  /** Resolves with the exit code (127: not found; 128+n: ended by signal n); rejects only if the run was aborted. */
  run(argv: readonly string[], options?: Readonly<{ input?: string; signal?: AbortSignal }>): Promise<ExecResult>;
}

export const systemExec: Exec = {
  run: (argv, options = {}) =>
    new Promise((resolve, reject) => {
      const [program = '', ...args] = argv;
      const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], signal: options.signal });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.on('error', (error: NodeJS.ErrnoException) => {
        if (error.name === 'AbortError') reject(error);
        else resolve({ code: 127, stdout, stderr: error.message });
      });
      child.on('close', (code, signal) => {
        resolve({ code: code ?? (signal === null ? 1 : 128 + constants.signals[signal]), stdout, stderr });
      });
      child.stdin.on('error', () => {}); // the program may end without reading its input; its exit code tells
      child.stdin.end(options.input ?? '');
    }),
};

/** Runs and insists: throws with the program's own words when it does not end with 0. */
export async function must(exec: Exec, argv: readonly string[], input?: string): Promise<string> {
  const result = await exec.run(argv, input === undefined ? {} : { input });
  if (result.code !== 0) {
    throw new Error(`${argv.join(' ')}: exit ${result.code}: ${result.stderr.trim() || result.stdout.trim()}`);
  }
  return result.stdout;
}
