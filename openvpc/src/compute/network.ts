import { readFileSync } from 'node:fs';
import type { InstanceSpec, InterfaceSpec } from '../contract/compute.ts';
import { guestDevice, guestInterfaceName, MTU, ROUTER_IPV6, routerNamespace } from '../contract/wiring.ts';
import { type Family, formatAddress } from '../net/address.ts';
import { type Exec, must } from '../seam/exec.ts';
import type { NetnsHost } from '../seam/netns.ts';

/** Devices that are in the network namespace of that process. */
export function devicesOf(pid: number): ReadonlySet<string> {
  const rows = readFileSync(`/proc/${pid}/net/dev`, 'utf8').split('\n').slice(2);
  return new Set(rows.map((row) => row.split(':')[0]?.trim() ?? '').filter((name) => name !== ''));
}

/** Takes the waiting end of a cable in, unless the instance has it, and gives it name, addresses and routes as DHCP would. */
export async function connectInterface(
  host: NetnsHost,
  exec: Exec,
  site: string,
  pid: number,
  spec: InstanceSpec,
  each: InterfaceSpec,
): Promise<void> {
  const inside = (argv: readonly string[]) => host.outside(['nsenter', `--net=/proc/${pid}/ns/net`, '--', ...argv]);
  const batch = (lines: readonly string[]) => must(exec, inside(['ip', '-batch', '-']), `${lines.join('\n')}\n`);

  const links = JSON.parse(await must(exec, inside(['ip', '-json', '-details', 'link', 'show']))) as readonly Link[];
  const name = guestInterfaceName(each.deviceIndex);
  const held = heldDevice(links, each);
  if (held === undefined) {
    const router = routerNamespace(site, each.vpc);
    const take = ['ip', 'link', 'set', 'dev', guestDevice(each.eni), 'netns', String(pid), 'name', name];
    await must(exec, host.inside(router, take));
  } else if (held !== name) {
    // A name that the guest chose: it must not become part of a line.
    await must(exec, inside(['ip', 'link', 'set', 'dev', held, 'down']));
    await must(exec, inside(['ip', 'link', 'set', 'dev', held, 'name', name]));
  }
  await batch([`link set dev ${name} alias ${each.eni} address ${each.mac} mtu ${MTU}`]);
  // Addresses of ours collide with nobody's, and a guest shall not wait a second to find that out.
  const settings = 'for f in accept_dad accept_ra; do echo 0 > "/proc/sys/net/ipv6/conf/$1/$f"; done';
  await exec.run(inside(['sh', '-c', settings, 'sh', name])); // a kernel without IPv6 has none
  await batch(addressing(name, each, spec));
}

type Link = Readonly<{
  ifname: string;
  address?: string;
  ifalias?: string;
  linkinfo?: Readonly<{ info_kind?: string }>;
}>;

/** After a start that was cut off, the cable may be there already, by whatever name. */
function heldDevice(links: readonly Link[], { eni, mac }: InterfaceSpec): string | undefined {
  const byAlias = links.find(({ ifalias }) => ifalias === eni);
  const byMac = links.find(({ address, linkinfo }) => address === mac && linkinfo?.info_kind === 'veth');
  return (byAlias ?? byMac)?.ifname;
}

function addressing(name: string, each: InterfaceSpec, spec: InstanceSpec): readonly string[] {
  return [
    `link set dev ${name} up`,
    ...each.ipv4.map((address) => `addr replace ${formatAddress(address)}/${each.ipv4Length} brd + dev ${name}`),
    ...each.ipv6.map((address) => `addr replace ${formatAddress(address)}/128 dev ${name} nodad`),
    ...(leads(4, each, spec) ? [`route replace default via ${formatAddress(each.ipv4Router)} dev ${name}`] : []),
    ...(leads(6, each, spec) ? [`route replace ::/0 via ${ROUTER_IPV6} dev ${name}`] : []),
  ];
}

/** Whether the default route goes by it: it has the lowest index of those with addresses of the family. */
function leads(family: Family, each: InterfaceSpec, { interfaces }: InstanceSpec): boolean {
  const having = interfaces.filter((other) => (family === 4 ? other.ipv4 : other.ipv6).length > 0);
  return having.includes(each) && having.every(({ deviceIndex }) => deviceIndex >= each.deviceIndex);
}
