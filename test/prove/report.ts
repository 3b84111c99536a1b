import { WORDS_BY_KIND } from '../differential/reached.ts';
import type { TableResult } from './case-tables.ts';
import type { Progress } from './crew.ts';
import { partNamed } from './parts.ts';

/** What a run has come to, for the one who waited: by part, by word of the contract, by evaluator. */
export function reportLines(
  parts: readonly string[],
  progress: Progress,
  tables: readonly TableResult[],
): readonly string[] {
  const { reached, asked } = progress.total();
  const rows = tables.map(({ file, passed, failed }) => `  ${file}: ${passed.length} passed, ${failed.length} failed`);
  const done = parts.map((name) => {
    const { worlds, cases } = progress.total(name);
    return `  ${name}: ${count(cases)} cases in ${count(worlds)} worlds (${partNamed(name).title})`;
  });
  const words = Object.entries(WORDS_BY_KIND).map(
    ([kind, list]) => `  ${kind}: ${list.map((word) => `${word} ${count(reached.get(word) ?? 0)}`).join(', ')}`,
  );
  const evaluators = byCount(asked).map(([name, times]) => `  ${name}: ${count(times)}`);
  return [
    ...(rows.length > 0 ? ['tables of cases', ...rows] : []),
    'parts',
    ...done,
    'how often each word was said',
    ...words,
    'who was asked',
    ...evaluators,
  ];
}

export function count(n: number): string {
  return n.toLocaleString('en');
}

/** Evaluators by name, and after each why it was not asked, the commonest excuse first. */
export function byCount(asked: ReadonlyMap<string, number>): ReadonlyArray<readonly [string, number]> {
  const nameOf = (key: string) => key.split(',')[0] ?? key;
  return [...asked].sort(([a, x], [b, y]) => nameOf(a).localeCompare(nameOf(b)) || a.length - b.length || y - x);
}
