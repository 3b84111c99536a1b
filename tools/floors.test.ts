import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IMPURE_NAMES, PURE, ROOMS, type Room } from './floors.ts';
import { bareCode, importsOf, type Source, sourcesBelow } from './source.ts';

const isTest = (path: string): boolean => path.endsWith('.test.ts');
const sources = sourcesBelow('openvpc/src').filter(({ path }) => !isTest(path));

function roomOf(path: string): Room | undefined {
  return ROOMS.filter((room) => path === room.name || path.startsWith(`${room.name}/`)).at(0);
}

/** Why this import may not be, or undefined. */
function fault(source: Source, imported: string): string | undefined {
  const room = roomOf(source.path);
  if (room === undefined) return `${source.path} stands in no room of tools/floors.ts`;
  if (!imported.startsWith('.')) return packageFault(room, source.path, imported);
  const target = posix.join(posix.dirname(source.path), imported);
  const other = roomOf(target);
  if (other === undefined) return `${source.path} imports ${target}, which stands in no room`;
  if (other === room) return undefined;
  const allowed = room.imports.includes('*') || room.imports.some((r) => r === other.name || r === target);
  if (!allowed) return `${source.path} may not import ${target}: ${room.name} is ${room.why}`;
  if (other.floor >= room.floor) return `${source.path} imports ${target}, which is not on a lower floor`;
  return undefined;
}

function packageFault(room: Room, path: string, imported: string): string | undefined {
  const allowed = room.packages.some(
    (name) => name === '*' || name === imported || (name === 'node:*' && imported.startsWith('node:')),
  );
  return allowed ? undefined : `${path} may not use ${imported}: not listed for ${room.name}`;
}

/** Files on a cycle of imports within a room; rooms themselves cannot cycle, for floors only go down. */
function cycleFrom(start: string, edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const path: string[] = [];
  const done = new Set<string>();
  const visit = (file: string): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  return visit(start);
}

describe('floors', () => {
  it('looks at every source file', () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(sources.flatMap(importsOf).length).toBeGreaterThan(200);
  });

  it('holds every import to the table', () => {
    const faults = sources.flatMap((source) => importsOf(source).map((name) => fault(source, name))).filter(Boolean);
    expect(faults).toEqual([]);
  });

  it('finds a forbidden import when there is one', () => {
    expect(fault({ path: 'engine/walk.ts', text: '' }, '../model/eni.ts')).toMatch(/may not import/);
    expect(fault({ path: 'net/address.ts', text: '' }, 'node:fs')).toMatch(/may not use/);
  });

  it('has no cycle of files', () => {
    const edges = new Map(
      sources.map((source) => [
        source.path,
        importsOf(source)
          .filter((name) => name.startsWith('.'))
          .map((name) => posix.join(posix.dirname(source.path), name)),
      ]),
    );
    expect(
      [...edges.keys()].map((file) => cycleFrom(file, edges)).find((cycle) => cycle !== undefined),
    ).toBeUndefined();
  });

  it('keeps the pure rooms from clock, chance, process and network', () => {
    const pure = sources.filter(({ path }) => PURE.includes(roomOf(path)?.name ?? ''));
    expect(pure.length).toBeGreaterThan(20);
    const spoken = pure.flatMap((source) => {
      const code = bareCode(source);
      return IMPURE_NAMES.filter((name) => name.test(code)).map((name) => `${source.path}: ${name.source}`);
    });
    expect(spoken).toEqual([]);
  });
});
