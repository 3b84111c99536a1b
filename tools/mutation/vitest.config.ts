import { defineConfig } from 'vitest/config';

/**
 * The tests that judge mutants of the pure core: those beside the code, the case tables, and the laws in a short form. They
 * run once for each mutant, so that what takes seconds is left out; those that survived all that meet the laws in a longer
 * form.
 */
const isThorough = process.env['OPENVPC_MUTATION'] === 'thorough';

export default defineConfig({
  test: {
    include: [
      'openvpc/src/{compile,engine}/**/*.test.ts',
      'test/differential/{packet-path,packet-path-cases,network-acls,tracking,holes,corners,nat-corners,endpoint-corners}.test.ts',
      'test/differential/wide-worlds.law.test.ts',
      'test/history/histories.law.test.ts',
      ...(isThorough ? ['test/differential/{gateway-worlds,large-worlds.law}.test.ts'] : []),
    ],
    env: { OPENVPC_RUNS: isThorough ? '80' : '8' },
    setupFiles: ['tools/mutation/setup.ts'],
    testTimeout: 30_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
