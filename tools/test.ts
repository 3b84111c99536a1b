/**
 * `npm test`: static checks, then every test; as root, the tests that use the Linux data plane run once more as an
 * ordinary user, for both ways must behave alike. Ends with the counts on one line.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './source.ts';
import { createOrdinaryUser } from './ordinary-user.ts';

type Counts = { passed: number; failed: number; skipped: number };
const bin = (name: string): string => join(ROOT, 'node_modules', '.bin', name);
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const extra = process.argv.slice(2);

if (extra.length === 0) {
  check('types', [bin('tsc'), '-p', 'tsconfig.json']);
  check('lint', [bin('oxlint'), '--type-aware', '--deny-warnings']);
  check('format', [bin('biome'), 'format', '.']);
  check('dead code', [bin('knip')]);
}
vitest('all tests', [], extra);
if (process.getuid?.() === 0 && extra.length === 0) asOrdinaryUser();

console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exit(total.failed === 0 ? 0 : 1);

function check(name: string, argv: readonly string[]): void {
  const [program = '', ...args] = argv;
  const { status } = spawnSync(program, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  count({ passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 });
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${name}`);
}

/** Runs vitest, `wrap` before its command, and adds its counts. */
function vitest(name: string, wrap: readonly string[], args: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'openvpc-test-'));
  const report = join(folder, 'report.json');
  try {
    spawnSync('chmod', ['777', folder]); // the ordinary user writes its report here too
    const [program = '', ...rest] = [
      ...wrap,
      bin('vitest'),
      'run',
      '--configLoader=native', // the other loaders write beside the sources, which an ordinary user may not
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ];
    const { status } = spawnSync(program, rest, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
    if (!existsSync(report)) {
      count({ passed: 0, failed: 1, skipped: 0 });
      console.log(`FAILED: ${name}: no report`);
      return;
    }
    const seen = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
    const counts = {
      passed: seen['numPassedTests'] ?? 0,
      failed: seen['numFailedTests'] ?? 0,
      skipped: (seen['numPendingTests'] ?? 0) + (seen['numTodoTests'] ?? 0),
    };
    // A file that fails to load has no failed test; the exit status still tells.
    if (status !== 0 && counts.failed === 0) counts.failed = 1;
    if (counts.passed === 0 && counts.failed === 0) counts.failed = 1;
    count(counts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function asOrdinaryUser(): void {
  const user = createOrdinaryUser();
  if (user === undefined) {
    console.log('FAILED: no ordinary user to run the Linux tests as');
    count({ passed: 0, failed: 1, skipped: 0 });
    return;
  }
  vitest('Linux tests as an ordinary user', user.wrap, ['linux.test']);
}

function count(counts: Counts): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
