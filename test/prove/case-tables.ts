import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The tables of cases, each row through the reference and every evaluator: vitest's to run. */
const TABLES = [
  'packet-path-cases',
  'packet-path',
  'corners',
  'nat-corners',
  'endpoint-corners',
  'network-acls',
  'tracking',
  'holes',
];
const ROOT = new URL('../../', import.meta.url).pathname;

export type TableResult = Readonly<{
  file: string;
  passed: readonly string[];
  failed: readonly string[];
}>;

type Assertion = Readonly<{ fullName: string; status: string; failureMessages?: readonly string[] }>;
type Report = Readonly<{
  testResults: ReadonlyArray<
    Readonly<{ name: string; status: string; message: string; assertionResults: readonly Assertion[] }>
  >;
}>;

export async function runCaseTables(): Promise<readonly TableResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'openvpc-prove-'));
  try {
    const file = join(folder, 'report.json');
    const said = await vitest(file);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`the case tables did not run:\n${said}`);
    return (JSON.parse(text) as Report).testResults.map(resultOf);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function resultOf({ name, status, message, assertionResults }: Report['testResults'][0]): TableResult {
  const having = (wanted: boolean) => assertionResults.filter((one) => (one.status === 'passed') === wanted);
  const failed = having(false).map(({ fullName, failureMessages = [] }) => [fullName, ...failureMessages].join('\n'));
  // A file that does not load has no test that fails.
  const broken = status === 'failed' && failed.length === 0 ? [message] : [];
  return {
    file: name.slice(ROOT.length),
    passed: having(true).map(({ fullName }) => fullName),
    failed: [...failed, ...broken],
  };
}

/** Runs them; what vitest had to say, for when there is no report. */
function vitest(reportTo: string): Promise<string> {
  const files = TABLES.map((name) => `test/differential/${name}.test.ts`);
  const options = ['run', '--configLoader=native', '--reporter=json', `--outputFile.json=${reportTo}`];
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...options, ...files], { cwd: ROOT });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => resolve(said));
  });
}
