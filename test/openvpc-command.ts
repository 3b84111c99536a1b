/** The program from its sources, for tests: what bin/openvpc.mjs runs compiled. */
import { main } from '../openvpc/src/main.ts';

process.exitCode = await main(process.argv.slice(2));
