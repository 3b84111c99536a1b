import { describe, it } from 'vitest';

/** Tests that something forbids here: skipped, and the title says why. `why` is undefined where nothing does. */
export function describeUnless(why: string | undefined, title: string, tests: () => void): void {
  describe.skipIf(why !== undefined)(titled(title, why), tests);
}

export function itUnless(
  why: string | undefined,
  title: string,
  test: () => void | Promise<void>,
  timeoutMs?: number,
): void {
  it.skipIf(why !== undefined)(titled(title, why), test, timeoutMs);
}

function titled(title: string, why: string | undefined): string {
  return why === undefined ? title : `${title} (skipped: ${why})`;
}

const isRoot = process.getuid?.() === 0;
/** Why a test that is about root cannot run, or one that is about everybody else. */
export const notRoot: string | undefined = isRoot ? undefined : 'only root can';
export const rootAlone: string | undefined = isRoot ? 'root needs no process that holds its namespaces' : undefined;
