import { describe, expect, it } from 'vitest';
import type { Exec } from './exec.ts';
import { type LinuxMachine, missingForLinux } from './linux-support.ts';
import { includeSystemFolders } from './system-path.ts';

const good: LinuxMachine = { platform: 'linux', isRoot: false, hasProgram: () => true, setting: () => undefined };
const trial = (code: number, stderr = ''): Exec => ({ run: () => Promise.resolve({ code, stdout: '', stderr }) });
const settings = (values: Readonly<Record<string, string>>) => ({ ...good, setting: (path: string) => values[path] });

describe('What a machine lacks', () => {
  it('is nothing when the trial succeeds', async () => {
    expect(await missingForLinux(trial(0), good)).toBeUndefined();
  });

  it('is Linux, elsewhere; nothing is tried there', async () => {
    const never: Exec = { run: () => Promise.reject(new Error('tried')) };
    expect(await missingForLinux(never, { ...good, platform: 'darwin' })).toContain('darwin');
  });

  it('is programs, with the packages that have them', async () => {
    const machine = { ...good, hasProgram: (name: string) => !['nft', 'ip'].includes(name) };
    expect(await missingForLinux(trial(0), machine)).toBe(
      "not installed: 'ip', 'nft'. On Debian and Ubuntu: sudo apt-get install iproute2 nftables",
    );
  });

  it.each([
    ['user/max_user_namespaces', '0', 'sysctl -w user.max_user_namespaces'],
    ['kernel/unprivileged_userns_clone', '0', 'sysctl -w kernel.unprivileged_userns_clone=1'],
    ['kernel/apparmor_restrict_unprivileged_userns', '1', 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'],
  ])('is user namespaces, forbidden by %s', async (path, value, remedy) => {
    expect(await missingForLinux(trial(1, 'unshare: failed'), settings({ [path]: value }))).toContain(remedy);
  });

  it('is the right, where no setting forbids it', async () => {
    const said = 'unshare: unshare failed: Operation not permitted';
    expect(await missingForLinux(trial(1, said), good)).toContain('Operation not permitted');
    expect(await missingForLinux(trial(1, said), { ...good, isRoot: true })).toContain('--privileged');
  });

  it.each([
    [42, '/proc'],
    [43, 'modprobe veth'],
    [44, 'modprobe nf_tables'],
  ])('is what step %i of the trial wanted', async (code, words) => {
    expect(await missingForLinux(trial(code, 'refused'), good)).toContain(words);
  });
});

describe('The system folders', () => {
  it('come after those of the user, each once', () => {
    const environment: Record<string, string | undefined> = { PATH: '/home/me/bin:/usr/bin' };
    includeSystemFolders(environment);
    includeSystemFolders(environment);
    expect(environment['PATH']).toBe('/home/me/bin:/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin:/bin');
  });
});
