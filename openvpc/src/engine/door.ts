import type { EgressOnlyGatewayId, EniId, InternetGatewayId } from '../name/id.ts';
import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import type { ProgramIndex } from './program-index.ts';

/** Where a packet from the internet comes in: the ENI, and one gateway; `own` is the private address that IPv4 becomes. */
export type Door = Readonly<{
  eni: EniId;
  internet?: InternetGatewayId;
  egressOnly?: EgressOnlyGatewayId;
  own?: Address;
}>;

/** The way in to the packet's destination, when that is known to be inside (contract/verdict.ts, 12). */
export function doorOf(index: ProgramIndex, { source, destination }: Packet): Door | undefined {
  if (destination.family === 4) {
    const named = index.named(destination);
    const internet = named && internetGatewayOf(index, named.eni);
    return internet && { eni: named.eni, internet, own: named.private };
  }
  for (const eni of index.ipv6Owners(destination)) {
    const subnet = index.eni(eni)?.subnet;
    const target = subnet && index.route(index.subnet(subnet).routeTable, source)?.target;
    if (target && target.kind === 'egress-only-gateway') return { eni, egressOnly: target.id };
    const internet = internetGatewayOf(index, eni);
    if (internet !== undefined) return { eni, internet };
  }
  return undefined;
}

function internetGatewayOf(index: ProgramIndex, id: EniId): InternetGatewayId | undefined {
  const vpc = index.eni(id)?.vpc;
  return vpc && index.program.vpcs.get(vpc)?.internetGateway;
}
