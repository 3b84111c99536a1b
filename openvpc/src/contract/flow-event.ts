import type { Packet } from '../net/packet.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';

export type Direction = 'ingress' | 'egress';

/**
 * What a driver saw of one flow at one ENI since it last told: counts, never estimates. The same flow comes again while
 * packets go on. `packets` and `bytes` (IP total length) are of this event alone. `sample` stands for the whole flow:
 * its ends and protocol are exact, its `bytes` and TCP flags mean nothing.
 */
export type FlowEvent = Readonly<{
  eni: EniId;
  direction: Direction;
  sample: Packet;
  action: 'ACCEPT' | 'REJECT';
  packets: number;
  bytes: number;
  start: Instant;
  end: Instant;
}>;
