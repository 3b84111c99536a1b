import { spawn } from 'node:child_process';
import { closeDescriptorsFrom } from '../seam/inherited-descriptors.ts';
import { type ProcessIdentity, processIdentity } from '../seam/process-identity.ts';
import { SYSTEM_PATH } from '../seam/system-path.ts';

/** EC2 guide, "Run commands when you launch": user data is a script when it starts with `#!`. */
export function isScript(userData: string | undefined): userData is string {
  return userData?.startsWith('#!') === true;
}

/**
 * Runs the file `user-data` of the folder inside the instance, in the background and once in the instance's life: whoever
 * makes the file `booted` runs it. `enter` is what goes before a command. The output goes to `console` and, each time that
 * is full, to `console.previous`, so what is kept is bounded and is the end of it; it is written at once.
 */
export function runUserData(folder: string, enter: readonly string[]): ProcessIdentity | undefined {
  const child = spawn(
    'bash',
    ['-c', BOOT, 'openvpc-boot', String(CONSOLE_BYTES), ...enter, 'sh', '-c', PLACE_AND_RUN],
    {
      detached: true, // it outlives the server
      stdio: 'ignore',
      cwd: folder,
      env: { PATH: SYSTEM_PATH },
    },
  );
  child.on('error', () => {}); // `bash` is there: it started the instance
  child.unref();
  return processIdentity(child.pid ?? 0);
}

/** EC2 API, GetConsoleOutput: the last 64 KB. */
export const CONSOLE_BYTES = 64 * 1024;

const BOOT = `
${closeDescriptorsFrom(3)}umask 077
set -C
: > booted || exit 0
set +C
bytes=$1
shift
"$@" <user-data 2>&1 | while
  stdbuf -o0 head -c "$bytes" >console
  [ "$(wc -c <console)" -eq "$bytes" ]
do
  mv -f console console.previous
done
`;

const PLACE_AND_RUN = `
umask 077
cat > /run/openvpc/user-data
chmod 700 /run/openvpc/user-data
umask 022
cd /
exec setsid /run/openvpc/user-data </dev/null
`;
