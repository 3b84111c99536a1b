import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exec } from './exec.ts';
import { includeSystemFolders } from './system-path.ts';

/** What the answer depends on beside the trial itself. */
export type LinuxMachine = Readonly<{
  platform: string;
  isRoot: boolean;
  hasProgram(name: string): boolean;
  /** A kernel setting below /proc/sys, when the kernel has it. */
  setting(path: string): string | undefined;
}>;

/**
 * One clear sentence (or a few) of what this machine lacks for network namespaces, nf_tables and instances, with what to
 * do about it; undefined when nothing is missing. It tries the real things, in namespaces that are gone afterwards.
 */
export async function missingForLinux(exec: Exec, machine: LinuxMachine = thisMachine()): Promise<string | undefined> {
  if (machine.platform !== 'linux') return `this is ${machine.platform}, and network namespaces are Linux's.`;
  return missingPrograms(machine) ?? (await failedTrial(exec, machine));
}

/** Programs, with the Debian package of each. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  iproute2: ['ip'],
  nftables: ['nft'],
  'util-linux': ['unshare', 'nsenter', 'flock', 'setsid', 'pivot_root'],
  mount: ['mount', 'umount'],
  coreutils: ['stdbuf', 'env', 'readlink'],
  bsdutils: ['script'],
  bash: ['bash'],
  hostname: ['hostname'],
};

function missingPrograms(machine: LinuxMachine): string | undefined {
  const lacking = Object.entries(PROGRAMS).flatMap(([name, programs]) => {
    const absent = programs.filter((program) => !machine.hasProgram(program));
    return absent.length === 0 ? [] : [{ name, absent }];
  });
  if (lacking.length === 0) return undefined;
  const programs = lacking.flatMap(({ absent }) => absent.map((program) => `'${program}'`)).join(', ');
  return `not installed: ${programs}. On Debian and Ubuntu: sudo apt-get install ${lacking.map(({ name }) => name).join(' ')}`;
}

/** Each step ends with a code of its own, so that the answer can say which failed. */
const TRIAL = `
mount -t tmpfs openvpc /tmp || exit 41
mount -t proc proc /proc || exit 42
ip link add name trial0 type veth peer name trial1 || exit 43
nft add table inet trial || exit 44
unshare --user --map-root-user --mount --net --pid --fork true || exit 41
`;

async function failedTrial(exec: Exec, machine: LinuxMachine): Promise<string | undefined> {
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--propagation', 'private'];
  const users = machine.isRoot ? [] : ['--user', '--map-root-user'];
  const { code, stderr } = await exec.run(['unshare', ...users, ...namespaces, 'sh', '-c', TRIAL]);
  const said = stderr.trim().split('\n').at(-1) ?? '';
  switch (code) {
    case 0:
      return undefined;
    case 42:
      return `a fresh /proc cannot be mounted here (${said}). Containers cover parts of theirs; start this one with --privileged, or run outside of it.`;
    case 43:
      return `the kernel has no veth devices (${said}). Try: sudo modprobe veth`;
    case 44:
      return `the kernel's nf_tables cannot be used (${said}). Try: sudo modprobe nf_tables`;
    default:
      return noNamespaces(machine, said);
  }
}

/** Settings that forbid namespaces, in the order in which the kernel asks them. */
function noNamespaces({ isRoot, setting }: LinuxMachine, said: string): string {
  if (setting('user/max_user_namespaces') === '0') {
    return 'user namespaces are switched off. Try: sudo sysctl -w user.max_user_namespaces=15000';
  }
  if (!isRoot && setting('kernel/unprivileged_userns_clone') === '0') {
    return 'only root may make user namespaces here. Try: sudo sysctl -w kernel.unprivileged_userns_clone=1, or start OpenVPC as root.';
  }
  if (!isRoot && setting('kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return 'AppArmor keeps ordinary users from using user namespaces. Try: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or start OpenVPC as root.';
  }
  const container = isRoot
    ? 'This root may not make them: in a container, start it with --privileged.'
    : 'In a container, its security profile forbids them.';
  return `namespaces cannot be made (${said}). ${container}`;
}

function thisMachine(): LinuxMachine {
  includeSystemFolders();
  const folders = (process.env['PATH'] ?? '').split(':');
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasProgram: (name) => folders.some((folder) => isExecutable(join(folder, name))),
    setting: (path) => readSetting(join('/proc/sys', path)),
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function readSetting(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
