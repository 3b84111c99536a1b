import { CommanderError } from 'commander';
import { Failure } from './cli/failure.ts';
import { createProgram } from './cli/program.ts';
import { serverDoor } from './server/door.ts';
import { VERSION } from './server/version.ts';

/** The program `openvpc`: commands, with the server handed in. */
export async function main(argv: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0); // the reader of our output went away: `openvpc flows -f | head`
    throw error;
  });
  try {
    await createProgram(serverDoor, VERSION)
      .exitOverride()
      .parseAsync([...argv], { from: 'user' });
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
