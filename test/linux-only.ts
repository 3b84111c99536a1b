import { systemExec } from '../openvpc/src/seam/exec.ts';
import { missingForLinux } from '../openvpc/src/seam/linux-support.ts';

/**
 * Why tests with real packets cannot run on this machine; undefined when they can. Where they must (CI sets
 * OPENVPC_TEST_LINUX=required) a missing part is a failure, not a skip.
 */
export const linuxMissing: string | undefined = await missingForLinux(systemExec);

if (linuxMissing !== undefined && process.env['OPENVPC_TEST_LINUX'] === 'required') {
  throw new Error(`tests with real packets are required here, and ${linuxMissing}`);
}
if (linuxMissing !== undefined) console.warn(`tests with real packets are skipped: ${linuxMissing}`);
