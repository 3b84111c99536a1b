import { CommanderError } from 'commander';
import { Failure } from './cli/failure.ts';
import { createProgram } from './cli/program.ts';
import { serverDoor } from './server/door.ts';
import { VERSION } from './server/version.ts';

/** The program `openvpc`: commands, with the server handed in. */
export async function main(argv: readonly string[]): Promise<number> {
  process.stdout.once('error', outputLost).on('error', () => {});
  try {
    await createProgram(serverDoor, VERSION).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Failure) {
      if (error.message !== '') console.error(`openvpc: ${error.message}`);
      return error.exitCode;
    }
    if (process.env['OPENVPC_DEBUG'] !== undefined) console.error(error);
    else console.error(`openvpc: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

/** EPIPE: the reader of our output went away, as in `openvpc flows -f | head`. What runs a server first ends it in order. */
function outputLost(error: NodeJS.ErrnoException): void {
  const isFine = error.code === 'EPIPE';
  if (!isFine) console.error(`openvpc: the output cannot be written: ${error.message}`);
  if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM');
  else process.exit(isFine ? 0 : 1);
}
