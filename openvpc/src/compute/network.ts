import { readFileSync } from 'node:fs';
import type { InstanceSpec, InterfaceSpec } from '../contract/compute.ts';
import { guestDevice, guestInterfaceName, routerNamespace } from '../contract/wiring.ts';
import { formatAddress } from '../net/address.ts';
import { type Exec, must } from '../seam/exec.ts';
import type { NetnsHost } from '../seam/netns.ts';

/** The router as IPv6 guests know it (VPC user guide, "Configure route tables": the router's link-local address). */
const ROUTER_IPV6 = 'fe80:ec2::1';

/** Devices that are in the network namespace of that process. */
export function devicesOf(pid: number): ReadonlySet<string> {
  const rows = readFileSync(`/proc/${pid}/net/dev`, 'utf8').split('\n').slice(2);
  return new Set(rows.map((row) => row.split(':')[0]?.trim() ?? '').filter((name) => name !== ''));
}

/** Takes the waiting end of a cable in, and gives it name, addresses and routes as DHCP would. */
export async function connectInterface(
  host: NetnsHost,
  exec: Exec,
  site: string,
  pid: number,
  spec: InstanceSpec,
  each: InterfaceSpec,
): Promise<void> {
  const waiting = guestDevice(each.eni);
  const name = guestInterfaceName(each.deviceIndex);
  const router = routerNamespace(site, each.vpc);
  if (!devicesOf(pid).has(waiting)) {
    await must(exec, host.inside(router, ['ip', 'link', 'set', 'dev', waiting, 'netns', String(pid)]));
  }
  const inside = (argv: readonly string[]) => host.outside(['nsenter', `--net=/proc/${pid}/ns/net`, '--', ...argv]);
  await must(exec, inside(['ip', '-batch', '-']), `${renaming(waiting, name, each.mac).join('\n')}\n`);
  // Addresses of ours collide with nobody's, and a guest shall not wait a second to find that out.
  const settings = 'for f in accept_dad accept_ra; do echo 0 > "/proc/sys/net/ipv6/conf/$1/$f"; done';
  await exec.run(inside(['sh', '-c', settings, 'sh', name])); // a kernel without IPv6 has none
  const isFirst = spec.interfaces.every(({ deviceIndex }) => deviceIndex >= each.deviceIndex);
  await must(exec, inside(['ip', '-batch', '-']), `${addressing(name, each, isFirst).join('\n')}\n`);
}

function renaming(waiting: string, name: string, mac: string): readonly string[] {
  return [`link set dev ${waiting} address ${mac}`, `link set dev ${waiting} name ${name}`];
}

function addressing(name: string, each: InterfaceSpec, isFirst: boolean): readonly string[] {
  return [
    `link set dev ${name} up`,
    ...each.ipv4.map((address) => `addr add ${formatAddress(address)}/${each.ipv4Length} brd + dev ${name}`),
    ...each.ipv6.map((address) => `addr add ${formatAddress(address)}/128 dev ${name} nodad`),
    ...(isFirst ? [`route add default via ${formatAddress(each.ipv4Router)} dev ${name}`] : []),
    ...(isFirst && each.ipv6.length > 0 ? [`route add ::/0 via ${ROUTER_IPV6} dev ${name}`] : []),
  ];
}
