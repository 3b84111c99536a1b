import { fileURLToPath } from 'node:url';
import type { ServerDoor } from '../client/server-door.ts';
import { parseConfiguration } from './configuration.ts';
import { startServer } from './start.ts';
import { teardown } from './teardown.ts';

/** What the command line may ask of the server room. */
export const serverDoor: ServerDoor = {
  start: (settings) => startServer(parseConfiguration(settings)),
  teardown,
  self: selfCommand(),
};

/** How this very program was started, so that `up --detach` can start it again. */
function selfCommand(): readonly string[] {
  const script = process.argv[1] ?? fileURLToPath(new URL('../main.ts', import.meta.url));
  return [process.execPath, ...process.execArgv, script];
}
