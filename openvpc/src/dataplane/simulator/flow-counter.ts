import type { FlowEvent } from '../../contract/flow-event.ts';
import type { Instant } from '../../name/scope.ts';
import { formatAddress } from '../../net/address.ts';
import { type Packet, protocolOf } from '../../net/packet.ts';
import type { Sighting } from './sightings.ts';

/** Counts packets per ENI, direction, flow and action until the reader takes the counts. */
export class FlowCounter {
  #counts = new Map<string, FlowEvent>();
  #wake: (() => void) | undefined;
  #isRead = false;

  count({ packet, ...where }: Sighting, now: Instant): void {
    const key = `${where.eni} ${where.direction} ${where.action} ${flowOf(packet)}`;
    const before = this.#counts.get(key) ?? { ...where, sample: packet, packets: 0, bytes: 0, start: now, end: now };
    this.#counts.set(key, {
      ...before,
      packets: before.packets + 1,
      bytes: before.bytes + packet.bytes,
      end: now,
    });
    this.#wake?.();
  }

  /** The counts as they come, for one reader at a time. Ends when the signal aborts; what is counted then stays. */
  async *read(signal: AbortSignal): AsyncGenerator<FlowEvent, void, undefined> {
    if (this.#isRead) throw new Error('the flows are being read already');
    this.#isRead = true;
    const wake = () => this.#wake?.();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        const [next] = this.#counts;
        if (next === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
        else {
          this.#counts.delete(next[0]);
          yield next[1];
        }
      }
    } finally {
      signal.removeEventListener('abort', wake);
      this.#wake = undefined;
      this.#isRead = false;
    }
  }
}

/** One direction of a flow. ICMP types are apart, so that the rule which decided can be found; records join them. */
function flowOf(packet: Packet): string {
  const { transport } = packet;
  const ends = `${protocolOf(packet)} ${formatAddress(packet.source)} ${formatAddress(packet.destination)}`;
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return `${ends} ${transport.sourcePort} ${transport.destinationPort}`;
    case 'icmp':
      return `${ends} ${transport.type} ${transport.code}`;
    case 'other':
      return ends;
  }
}
