import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ROOT, sourcesBelow } from './source.ts';

/** House rules that no formatter or linter knows. */
const code = ['openvpc/src', 'tools', 'test', 'bench'].flatMap((folder) =>
  sourcesBelow(folder).map((source) => ({ ...source, path: `${folder}/${source.path}` })),
);

describe('tidy', () => {
  it('looks at the whole tree', () => {
    expect(code.length).toBeGreaterThan(80);
  });

  it('has no file so long that it must be rooms of its own', () => {
    const long = code
      .filter(({ path }) => !path.endsWith('.types.ts'))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > 500);
    expect(long).toEqual([]);
  });

  it('has no junk room', () => {
    expect(code.filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc|manager)(\.|\/)/i.test(path))).toEqual([]);
  });

  it('skips no test without saying why', () => {
    const silent = code.filter(({ text }) =>
      /\b(it|test|describe)\.(only|skip|todo)\(/.test(text.replaceAll(/\/\*[^]*?\*\//g, '')),
    );
    expect(silent.map(({ path }) => path).filter((path) => path !== 'tools/tidy.test.ts')).toEqual([]);
  });

  it('names no registry host in the lock file', () => {
    const found = spawnSync('grep', ['-c', '"resolved": "http', 'package-lock.json'], { cwd: ROOT, encoding: 'utf8' });
    expect(found.stdout.trim()).toBe('0');
  });
});
