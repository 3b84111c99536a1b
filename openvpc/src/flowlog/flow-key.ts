import type { FlowEvent } from '../contract/flow-event.ts';
import { type Packet, protocolOf } from '../net/packet.ts';

/**
 * Equal for events that one record sums up. The packet's own addresses count, not the ones shown; an ICMP type does not:
 * a 5-tuple has none (VPC User Guide, "Flow log records").
 */
export function flowKey({ direction, action, sample }: FlowEvent): string {
  const { source, destination } = sample;
  return [direction, action, protocolOf(sample), source.family, source.bits, destination.bits, portsOf(sample)].join(
    ' ',
  );
}

function portsOf({ transport }: Packet): string {
  return transport.kind === 'tcp' || transport.kind === 'udp'
    ? `${transport.sourcePort} ${transport.destinationPort}`
    : '';
}
