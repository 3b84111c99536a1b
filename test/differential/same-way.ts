import { sameAddress } from '../../openvpc/src/net/address.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';

/** The same addresses, ports, ICMP type and identifier: nothing else tells flows apart. */
export function isSameWay(a: Packet, b: Packet): boolean {
  if (!sameAddress(a.source, b.source) || !sameAddress(a.destination, b.destination)) return false;
  const [one, other] = [a.transport, b.transport];
  switch (one.kind) {
    case 'tcp':
    case 'udp':
      return (
        other.kind === one.kind && other.sourcePort === one.sourcePort && other.destinationPort === one.destinationPort
      );
    case 'icmp':
      return other.kind === 'icmp' && other.type === one.type && other.id === one.id;
    case 'other':
      return other.kind === 'other' && other.protocol === one.protocol;
  }
}
