#!/usr/bin/env node
// Plain JavaScript, so that any Node can say which Node it needs.
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const major = Number(process.versions.node.split('.')[0]);

if (major < 24) {
  // A clone brings its own Node 24; use it when this is one.
  const pinned = here('../../node_modules/.bin/node');
  if (!existsSync(pinned)) {
    console.error(`openvpc needs Node 24 or newer; this is ${process.version}.`);
    process.exit(1);
  }
  const { status, signal } = spawnSync(pinned, process.argv.slice(1), { stdio: 'inherit' });
  process.exit(status ?? (signal === null ? 1 : 128));
}

const compiled = here('../dist/main.js');
if (!existsSync(compiled)) {
  console.error("openvpc is not built yet. In a clone, 'npm run build' does that ('npm run up' does it by itself).");
  process.exit(1);
}
const { main } = await import('../dist/main.js');
process.exitCode = await main(process.argv.slice(2));
