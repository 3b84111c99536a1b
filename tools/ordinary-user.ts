import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * As root: a way to run commands as `nobody`, with a home of its own. `wrap` goes before the command. Undefined where
 * the machine has no setpriv or no such user.
 */
export function createOrdinaryUser(): { wrap: readonly string[]; home: string } | undefined {
  const id = spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' });
  const group = spawnSync('id', ['-g', 'nobody'], { encoding: 'utf8' });
  if (id.status !== 0 || group.status !== 0) return undefined;
  const home = mkdtempSync(join(tmpdir(), 'openvpc-home-'));
  if (spawnSync('chown', [`${id.stdout.trim()}:${group.stdout.trim()}`, home]).status !== 0) return undefined;
  const ids = [`--reuid=${id.stdout.trim()}`, `--regid=${group.stdout.trim()}`, '--clear-groups'];
  const environment = ['env', `HOME=${home}`, `TMPDIR=${home}`, 'USER=nobody', 'LOGNAME=nobody'];
  return { wrap: ['setpriv', ...ids, ...environment], home };
}
