import { readFileSync } from 'node:fs';
import type { Exec } from './exec.ts';

/** Programs that the Linux data plane runs, and the Debian packages that have them. */
const PROGRAMS: ReadonlyArray<readonly [string, readonly string[], string]> = [
  ['ip', ['-V'], 'iproute2'],
  ['nft', ['--version'], 'nftables'],
  ['unshare', ['--version'], 'util-linux'],
  ['nsenter', ['--version'], 'util-linux'],
  ['hostname', ['--version'], 'hostname'],
];

/**
 * Why the Linux data plane cannot run here and what to do about it, in a sentence; undefined when it can. It tries real
 * things: namespaces and a rule set in them.
 */
export async function missingForLinux(exec: Exec): Promise<string | undefined> {
  if (process.platform !== 'linux') return `it needs Linux, and this is ${process.platform}`;
  for (const [program, arguments_, debianPackage] of PROGRAMS) {
    const { code } = await exec.run([program, ...arguments_]);
    if (code !== 0) return `the program '${program}' is missing; install the package ${debianPackage}`;
  }
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? [] : ['--user', '--map-root-user'];
  const inside = 'mount -t tmpfs none /run && ip link add a type veth peer name b';
  const namespaces = await exec.run(['unshare', ...user, '--net', '--mount', 'sh', '-c', inside]);
  if (namespaces.code !== 0) return isRoot ? `namespaces cannot be made: ${firstLine(namespaces.stderr)}` : whyNoUserNamespace(namespaces.stderr);
  const rules = await exec.run(['unshare', ...user, '--net', 'nft', 'add', 'table', 'inet', 'openvpc']);
  if (rules.code !== 0) return `the kernel takes no nftables rules: ${firstLine(rules.stderr)}`;
  return undefined;
}

/** Distributions forbid them in three ways. */
function whyNoUserNamespace(stderr: string): string {
  const settings: ReadonlyArray<readonly [string, string, string]> = [
    ['kernel/unprivileged_userns_clone', '0', 'sysctl -w kernel.unprivileged_userns_clone=1'],
    ['user/max_user_namespaces', '0', 'sysctl -w user.max_user_namespaces=10000'],
    ['kernel/apparmor_restrict_unprivileged_userns', '1', 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'],
  ];
  for (const [path, forbidding, remedy] of settings) {
    if (setting(path) === forbidding) {
      return `this system forbids user namespaces to ordinary users; allow them with '${remedy}', or start as root`;
    }
  }
  return `user namespaces cannot be made (${firstLine(stderr)}); start as root, or where they are allowed`;
}

function setting(path: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${path}`, 'utf8').trim();
  } catch {
    return undefined; // this kernel has no such setting
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
