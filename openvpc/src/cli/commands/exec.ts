import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { InstanceEntrance } from '../../client/own-types.ts';
import type { SiteOptions } from '../../client/site.ts';
import { Failure } from '../failure.ts';
import { connect } from '../site.ts';

/** Runs a command inside an instance with this terminal; ends with the command's own exit code. */
export async function exec(name: string, command: readonly string[], options: SiteOptions): Promise<void> {
  const { client } = connect(options);
  const path = `/_openvpc/v1/instances/${encodeURIComponent(name)}/entrance`;
  const { argv } = await client.own<InstanceEntrance>('GET', path);
  const code = await runHere([...argv, ...command]);
  if (code !== 0) throw new Failure('', code);
}

/**
 * Signals sent to us go to the command; one that ends the command gives 128 + its number, as shells do. With a terminal,
 * what its keys mean (Ctrl-C, Ctrl-\\) reaches the command as what is typed, so those two are not sent a second time.
 */
function runHere(argv: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const [program = '', ...args] = argv;
    const child = spawn(program, args, { stdio: 'inherit', cwd: '/' });
    const typed: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
    const signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', ...typed];
    const forward = (signal: NodeJS.Signals) => {
      if (!(process.stdin.isTTY && typed.includes(signal))) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const each of signals) process.off(each, forward);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
