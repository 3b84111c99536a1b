import { spawnSync } from 'node:child_process';

export const COMMAND: string = new URL('../openvpc-command.ts', import.meta.url).pathname;

export type Outcome = Readonly<{ code: number | null; stdout: string; stderr: string }>;

/** Runs the program from its sources to its end. */
export function openvpc(words: readonly string[], environment: NodeJS.ProcessEnv = {}, cwd?: string): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    timeout: 30_000,
    ...(cwd !== undefined && { cwd }),
  });
  return { code: status, stdout, stderr };
}
