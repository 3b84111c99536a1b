import { spawnSync } from 'node:child_process';

/** `npm run bench`: every benchmark, each with its baseline in the same run. `npm run bench -- engine` for one. */
const wanted = process.argv.slice(2);
for (const name of ['engine', 'classify', 'scale', 'iam', 'api', 'dataplane']) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', new URL(`./${name}.ts`, import.meta.url).pathname], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
