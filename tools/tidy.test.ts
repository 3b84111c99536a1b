import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

  it('skips no test without saying why: test/unless.ts says it', () => {
    const silent = code.filter(({ text }) =>
      /\b(it|test|describe)\.(only|skip|todo|skipIf|runIf)\(/.test(text.replaceAll(/\/\*[^]*?\*\//g, '')),
    );
    const saying = ['tools/tidy.test.ts', 'test/unless.ts'];
    expect(silent.map(({ path }) => path).filter((path) => !saying.includes(path))).toEqual([]);
  });

  it.each(['package-lock.json', 'tools/mutation/package-lock.json'])('names no registry host in %s', (path) => {
    expect(readFileSync(join(ROOT, path), 'utf8')).not.toContain('"resolved": "http');
  });

  it('has no link in its documents that leads nowhere', () => {
    const broken = documents().flatMap((path) => {
      const links = readFileSync(join(ROOT, path), 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g);
      return [...links].flatMap(([, target = '']) =>
        /^[a-z]+:/.test(target) || existsSync(join(ROOT, dirname(path), target)) ? [] : [`${path}: ${target}`],
      );
    });
    expect(broken).toEqual([]);
  });

  it('lists every page of AWS that the core cites among its sources', () => {
    const sources = readFileSync(join(ROOT, 'docs/sources.md'), 'utf8');
    const core = code.filter(({ path }) => /^openvpc\/src\/(contract|model|reference|compile|engine)\//.test(path));
    const cited = core.flatMap(({ text }) => {
      const flat = text.replaceAll(/\s+\*?\s*/g, ' ');
      return [...flat.matchAll(/Guide,((?: (?:and )?"[^"]+",?)+)/g)].flatMap(([, pages = '']) =>
        [...pages.matchAll(/"([^"]+?),?"/g)].map(([, page = '']) => page),
      );
    });
    expect(cited.length).toBeGreaterThan(20);
    expect([...new Set(cited)].filter((page) => !sources.includes(`"${page}"`))).toEqual([]);
  });
});

/** Of the root and of docs. */
function documents(): readonly string[] {
  const inside = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((path) => `docs/${path}`);
  return [...readdirSync(ROOT), ...inside].filter((path) => path.endsWith('.md'));
}
