import { isDhcp, isNeighbourDiscovery, LIMITED_BROADCAST, LINK_LOCAL, MULTICAST } from '../contract/platform.ts';
import type { SubnetId, VpcId } from '../name/id.ts';
import { type Address, sameAddress } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { lastAddress, prefixHolds } from '../net/prefix.ts';
import type { ProgramIndex } from './program-index.ts';

/** Packets that no rule judges, as contract/verdict.ts lists them. */
export function isForThePlatform(index: ProgramIndex, vpc: VpcId, packet: Packet): boolean {
  const { destination } = packet;
  return (
    index.isPlatformAddress(vpc, destination) ||
    prefixHolds(LINK_LOCAL, destination) ||
    isNeighbourDiscovery(packet) ||
    isDhcp(packet)
  );
}

/** Unspecified or link-local: what a guest sends from before it has an address, or on its own link. */
export function isGuestsOwnSource(source: Address): boolean {
  return source.bits === 0n || prefixHolds(LINK_LOCAL, source);
}

/** Of the sender's own subnet only: elsewhere the last address is one that nobody has. */
export function isBroadcastOrMulticast(index: ProgramIndex, subnet: SubnetId, destination: Address): boolean {
  if (MULTICAST.some((range) => prefixHolds(range, destination))) return true;
  if (destination.family === 6) return false;
  if (sameAddress(destination, LIMITED_BROADCAST)) return true;
  return index.subnet(subnet).prefixes.some((prefix) => sameAddress(lastAddress(prefix), destination));
}
