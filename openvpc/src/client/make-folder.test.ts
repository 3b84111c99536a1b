import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

const top = mkdtempSync(join(tmpdir(), 'openvpc-folder-'));
afterAll(() => rmSync(top, { recursive: true }));

it('makes a folder with those above it, for its owner alone, and leaves one that is there', () => {
  const path = join(top, 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(statSync(join(top, 'a')).mode & 0o777).toBe(0o700);
});

it('says so where none can be made, at once', () => {
  writeFileSync(join(top, 'file'), '');
  expect(() => makeFolder(join(top, 'file', 'a'))).toThrow(/ENOTDIR/);
  if (existsSync('/proc/self')) expect(() => makeFolder('/proc/openvpc/a')).toThrow(/ENOENT|EACCES|EPERM/);
});
