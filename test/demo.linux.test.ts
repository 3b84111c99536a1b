import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { linuxMissing } from './linux-only.ts';
import { describeUnless } from './unless.ts';

const COMMAND = new URL('./openvpc-command.ts', import.meta.url).pathname;
const leftovers = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('openvpc-demo-'));

describeUnless(linuxMissing, `the demo`, () => {
  it('shows allowed, denied by group, cut by ACL, each with its rule, and leaves nothing', () => {
    const before = leftovers();
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, 'demo'], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/ACCEPT db ingress .* tcp 5432 from sg-/);
    expect(stdout).toMatch(/REJECT db ingress .* no rule allows it/);
    expect(stdout).toMatch(/REJECT db ingress .* entry 50 of acl-/);
    expect(stdout).toContain('the connection is cut');
    expect(leftovers()).toEqual(before);
  }, 150_000);
});
