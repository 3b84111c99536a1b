import type { Direction } from '../contract/flow-event.ts';
import type { EniProgram } from '../contract/program.ts';
import type { EniId } from '../name/id.ts';
import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import type { ProgramIndex } from './program-index.ts';

/** The ENI of a peer VPC that has the address, when the ENI's own route to it leads there within the Region. */
export function farEndOverPeering(
  index: ProgramIndex,
  { vpc, subnet }: EniProgram,
  address: Address,
): EniId | undefined {
  const { peerings } = index.program;
  if (peerings.size === 0 || index.isInVpc(vpc, address)) return undefined;
  const target = index.route(index.subnet(subnet).routeTable, address)?.target;
  const peering = target?.kind === 'peering' ? peerings.get(target.id) : undefined;
  if (peering?.isWithinRegion !== true) return undefined;
  return index.ownerOf(peering.vpcs[0] === vpc ? peering.vpcs[1] : peering.vpcs[0], address);
}

/**
 * The ENI at the far end of a packet that was seen at this one, if it came or goes directly. By which peering connection a
 * packet came in cannot be seen: where two peers have its source, the way back decides.
 */
export function farEndSeen(index: ProgramIndex, eni: EniProgram, direction: Direction, packet: Packet) {
  const address = direction === 'ingress' ? packet.source : packet.destination;
  const owner = index.ownerOf(eni.vpc, address);
  if (owner !== undefined) return owner;
  const onTheWay = farEndOverPeering(index, eni, address);
  if (direction === 'egress' || index.isInVpc(eni.vpc, address)) return onTheWay;
  const peers = [...index.program.peerings.values()].flatMap(({ vpcs: [a, b], isWithinRegion }) => {
    if (!isWithinRegion || (a !== eni.vpc && b !== eni.vpc)) return [];
    return index.ownerOf(a === eni.vpc ? b : a, address) ?? [];
  });
  return peers.length === 1 ? peers[0] : onTheWay;
}
