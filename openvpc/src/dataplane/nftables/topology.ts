import type { EniProgram, Program } from '../../contract/program.ts';
import { guestDevice, routerDevice } from '../../contract/wiring.ts';
import type { EniId, VpcId } from '../../name/id.ts';
import { formatAddress, WIDTH } from '../../net/address.ts';
import { MARK } from './marks.ts';
import { linkGroup } from './names.ts';

/** One ENI's cable and how packets find it. */
export type Cable = Readonly<{
  device: string;
  guest: string;
  mac: string;
  group: number;
  /** Addresses as text, with `/32` or `/128`. */
  routes: readonly string[];
}>;

export const MTU = 9001; // inside a VPC (EC2 guide, "Network maximum transmission unit")

/** Packets that passed the source check find their ENI here; everything else ends in `void`. */
const CHECKED_TABLE = 100;
const OTHER_TABLE = 200;
export const VOID = 'void';
/** Where IPv6 guests send everything, as on AWS. */
export const ROUTER_IPV6 = 'fe80:ec2::1';

export function cablesOf(program: Program, vpc: VpcId): readonly Cable[] {
  return [...program.enis].filter(([, eni]) => eni.vpc === vpc).map(([id, eni]) => cableOf(id, eni));
}

function cableOf(id: EniId, eni: EniProgram): Cable {
  return {
    device: routerDevice(id),
    guest: guestDevice(id),
    mac: eni.mac,
    group: linkGroup(eni.subnet),
    routes: eni.addresses.map((address) => `${formatAddress(address)}/${WIDTH[address.family]}`),
  };
}

/** `ip -batch` lines that make a cable: the router's end works, the guest's end waits, down. */
export function makeCable(cable: Cable): readonly string[] {
  const { device, guest, mac, group } = cable;
  return [
    `link add dev ${device} mtu ${MTU} type veth peer name ${guest} mtu ${MTU} address ${mac}`,
    `link set dev ${device} group ${group} addrgenmode none`,
    `link set dev ${device} up`,
    `addr add ${ROUTER_IPV6}/64 dev ${device} nodad`,
  ];
}

/** ARP is answered at once; the kernel's own wait for a proxy's answer is up to 0.8 s. Not inherited, so one for each. */
export function cableSettings(device: string): ReadonlyArray<readonly [string, string]> {
  return [[`net/ipv4/neigh/${device}/proxy_delay`, '0']];
}

export function makeRoute(cable: Cable, route: string): readonly string[] {
  return [`route replace table ${CHECKED_TABLE} ${route} dev ${cable.device}`];
}

/** Permanent, so that no guest can claim another's address. */
export function makeNeighbour(cable: Cable, route: string): readonly string[] {
  const address = route.slice(0, route.indexOf('/'));
  return [`neigh replace ${address} lladdr ${cable.mac} dev ${cable.device} nud permanent`];
}

/**
 * A router namespace without ENIs. `void` is a cable whose other end is never up (the dummy driver is not everywhere): it
 * asks no neighbour and what is sent there is gone. Packets without the mark of the source check, which only our rules set, have no route
 * but to `void`: a flushed rule set is a closed door. The default routes also make the router answer ARP for every address.
 */
export const ROUTER_LINKS: readonly string[] = [
  `link add dev ${VOID} mtu ${MTU} type veth peer name ${VOID}-end`,
  `link set dev ${VOID} addrgenmode none arp off`,
  `link set dev ${VOID} up`,
  ...[CHECKED_TABLE, OTHER_TABLE].flatMap((table) =>
    ['0.0.0.0/0', '::/0'].map((all) => `route replace table ${table} ${all} dev ${VOID}`),
  ),
];

/** For `ip -batch` and `ip -6 -batch` alike. */
export const ROUTER_RULES: readonly string[] = [
  `rule add pref 100 fwmark ${MARK.sourceChecked}/${MARK.sourceChecked} lookup ${CHECKED_TABLE}`,
  `rule add pref 200 lookup ${OTHER_TABLE}`,
  'rule del pref 32766',
];
export const ROUTER_RULES_IPV4: readonly string[] = [...ROUTER_RULES, 'rule del pref 32767'];

/** Before any device is there, so that all inherit them. Forwarding is last of all, when the rules are in force. */
export const SETTINGS: ReadonlyArray<readonly [string, string]> = [
  ...['all', 'default'].flatMap(
    (scope): Array<readonly [string, string]> => [
      [`net/ipv4/conf/${scope}/rp_filter`, '0'],
      [`net/ipv4/conf/${scope}/accept_redirects`, '0'],
      [`net/ipv4/conf/${scope}/send_redirects`, '0'],
      [`net/ipv4/conf/${scope}/accept_source_route`, '0'],
      [`net/ipv6/conf/${scope}/accept_ra`, '0'],
      [`net/ipv6/conf/${scope}/accept_redirects`, '0'],
      [`net/ipv6/conf/${scope}/accept_dad`, '0'],
    ],
  ),
  ['net/ipv4/conf/default/proxy_arp', '1'],
  // Idle timeouts (EC2 guide, "Security group connection tracking"), and a tracker that looks at no sequence numbers.
  ['net/netfilter/nf_conntrack_tcp_be_liberal', '1'],
  ['net/netfilter/nf_conntrack_tcp_loose', '1'],
  ['net/netfilter/nf_conntrack_tcp_timeout_established', '432000'],
  ['net/netfilter/nf_conntrack_udp_timeout', '30'],
  ['net/netfilter/nf_conntrack_udp_timeout_stream', '180'],
  ['net/netfilter/nf_conntrack_generic_timeout', '600'],
  ['net/netfilter/nf_conntrack_icmp_timeout', '30'],
  ['net/netfilter/nf_conntrack_icmpv6_timeout', '30'],
];
/** Kernels without the GRE tracker have no such settings; there GRE is a generic protocol. */
export const OPTIONAL_SETTINGS: ReadonlyArray<readonly [string, string]> = [
  ['net/netfilter/nf_conntrack_gre_timeout', '600'],
  ['net/netfilter/nf_conntrack_gre_timeout_stream', '600'],
];
export const FORWARDING: ReadonlyArray<readonly [string, string]> = [
  ['net/ipv4/ip_forward', '1'],
  ['net/ipv6/conf/all/forwarding', '1'],
];
export const CHECKED = CHECKED_TABLE;
