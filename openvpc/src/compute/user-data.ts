import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { type Exec, must } from '../seam/exec.ts';

/** Reads of at most 1 KiB that the console file takes; dd writes each at once. */
const CONSOLE_READS = 4096;

/**
 * Runs user data that starts with `#!` inside the instance, in the background; `enter` is what goes before a command.
 * Its output goes to the console file, the first few megabytes of it.
 */
export async function runUserData(
  exec: Exec,
  enter: readonly string[],
  userData: string,
  consolePath: string,
): Promise<void> {
  const place = 'umask 077 && cat > /run/.openvpc-user-data && chmod 700 /run/.openvpc-user-data';
  await must(exec, [...enter, 'sh', '-c', place], userData);
  const out = openSync(consolePath, 'a', 0o600);
  try {
    const bounded = `"$@" 2>&1 </dev/null | { dd bs=1k count=${CONSOLE_READS} status=none; cat > /dev/null; }`;
    const command = [...enter, 'setsid', '/run/.openvpc-user-data'];
    const child = spawn('sh', ['-c', bounded, 'sh', ...command], {
      detached: true,
      stdio: ['ignore', out, out],
      cwd: '/',
    });
    child.on('error', () => {}); // `sh` is there: it ran a moment ago
    child.unref();
  } finally {
    closeSync(out);
  }
}

/** EC2 guide, "Run commands when you launch": user data is a script when it starts with `#!`. */
export function isScript(userData: string | undefined): userData is string {
  return userData?.startsWith('#!') === true;
}
