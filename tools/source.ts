import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const ROOT: string = fileURLToPath(new URL('..', import.meta.url));

/** A source file: its path below the root asked for, with `/`, and its text. */
export type Source = Readonly<{ path: string; text: string }>;

/** All files below `folder` (relative to the repository) that end so; nothing of node_modules or dist. */
export function sourcesBelow(folder: string, ending = '.ts'): readonly Source[] {
  const base = join(ROOT, folder);
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending) && !/(^|\/)(node_modules|dist)\//.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(base, path), 'utf8') }));
}

/** What the file imports, dynamic imports and re-exports included, as written. */
export function importsOf(source: Source): readonly string[] {
  return ts.preProcessFile(source.text, true, true).importedFiles.map((file) => file.fileName);
}

/** The code without comments and without the text of strings, so that words in prose do not count. */
export function bareCode(source: Source): string {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    if (node.getChildCount() === 0 && !ts.isStringLiteralLike(node) && !ts.isTemplateLiteralToken(node)) {
      words.push(node.getText(file));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return words.join(' ').replaceAll(/\s*\.\s*/g, '.');
}
