import type { Program } from '../../contract/program.ts';
import { guestDevice, MTU, ROUTER_IPV6, routerDevice } from '../../contract/wiring.ts';
import type { VpcId } from '../../name/id.ts';
import { formatAddress, type Family } from '../../net/address.ts';
import { MARK } from './marks.ts';
import { FAMILIES } from './terms.ts';
import { viewOf } from './vpc-view.ts';

/** On the router's end of every cable. */
export const ROUTER_LINK_LOCAL = `${ROUTER_IPV6}/64`;
/** The router's end of every cable: one address, so that a cable made anew is the same to its guest. */
export const ROUTER_MAC = '0a:ec:20:00:00:01';
/** Packets that the rules let through find their ENI in the one table; all others find `void` in the other. */
export const PASS_TABLE = 100;
export const VOID_TABLE = 200;
/**
 * What is sent here vanishes: a cable whose far end is down. It is not of type `dummy`, which some kernels lack. Its
 * default routes also make the router answer every ARP request.
 */
export const VOID = 'void';
const VOID_END = 'voidend';

/** One ENI's veth pair and the way to it. */
export type Cable = Readonly<{ device: string; guest: string; mac: string; addresses: readonly CableAddress[] }>;
export type CableAddress = Readonly<{ family: Family; text: string }>;

export function cablesOf(program: Program, vpc: VpcId): readonly Cable[] {
  return viewOf(program, vpc).enis.map(([id, eni]) => ({
    device: routerDevice(id),
    guest: guestDevice(id),
    mac: eni.mac,
    addresses: eni.addresses.map((address) => ({ family: address.family, text: formatAddress(address) })),
  }));
}

/**
 * A line of `ip -batch`, which sees by the address which family is meant; or, where there is none to see it by, of
 * `ip -6 -batch`.
 */
export type IpLine = Readonly<{ line: string; six?: true }>;
const plain = (line: string): IpLine => ({ line });
const ofFamily = (family: Family, line: string): IpLine => (family === 6 ? { line, six: true } : { line });

/**
 * The guest's end waits, down, until the instance takes it. Its packets are cut to size in software (`gso_max_segs 1`):
 * counts are of packets as a wire would have them, not of bundles.
 */
export function makeCable({ device, guest, mac }: Cable): readonly IpLine[] {
  return [
    plain(
      `link add name ${device} mtu ${MTU} address ${ROUTER_MAC} type veth peer name ${guest} mtu ${MTU} address ${mac} gso_max_segs 1`,
    ),
    plain(`ntable change name arp_cache dev ${device} proxy_delay 0`),
    ...raiseCable(device),
  ];
}

/** The address comes after `up`: taking a device down takes it away. */
export function raiseCable(device: string): readonly IpLine[] {
  return [plain(`link set dev ${device} up`), plain(`address replace ${ROUTER_LINK_LOCAL} dev ${device} nodad`)];
}

export const cutCable = (device: string): IpLine => plain(`link delete dev ${device}`);

export function makeRoute(device: string, { text }: CableAddress): IpLine {
  return plain(`route replace ${text} dev ${device} table ${PASS_TABLE}`);
}
export function cutRoute(destination: string): IpLine {
  return plain(`route delete ${destination} table ${PASS_TABLE}`);
}
/** By heart, so that no guest can claim another's address. */
export function makeNeighbour(device: string, mac: string, { text }: CableAddress): IpLine {
  return plain(`neigh replace ${text} lladdr ${mac} dev ${device} nud permanent`);
}
export function cutNeighbour(device: string, address: string): IpLine {
  return plain(`neigh delete ${address} dev ${device}`);
}

/** What a namespace has before any cable; each by its name in `observe`, with what makes it. */
export const FIXTURES: ReadonlyMap<string, readonly IpLine[]> = new Map<string, readonly IpLine[]>([
  ['void', [plain(`link add name ${VOID} mtu 65535 type veth peer name ${VOID_END}`)]],
  ['void up', [plain(`link set dev ${VOID} arp off up`)]],
  ...FAMILIES.flatMap(
    (family): ReadonlyArray<readonly [string, readonly IpLine[]]> => [
      [
        `rule ${family} 10`,
        [ofFamily(family, `rule add pref 10 fwmark ${MARK.pass}/${MARK.pass} lookup ${PASS_TABLE}`)],
      ],
      [`rule ${family} 20`, [ofFamily(family, `rule add pref 20 lookup ${VOID_TABLE}`)]],
      [`pass ${family}`, [ofFamily(family, `route replace blackhole default table ${PASS_TABLE}`)]],
      [`void ${family}`, [ofFamily(family, `route replace default dev ${VOID} table ${VOID_TABLE}`)]],
    ],
  ),
]);

/** A new namespace's own routing rules, or a stranger's: they would lead around the mark. */
export function cutRule(family: Family, preference: number): IpLine {
  return ofFamily(family, `rule delete pref ${preference}`);
}
export const NEW_NAMESPACE_RULES: readonly IpLine[] = [cutRule(4, 32_766), cutRule(4, 32_767), cutRule(6, 32_766)];
