import type { FlowEvent } from '../../contract/flow-event.ts';
import type { Program } from '../../contract/program.ts';
import type { EniId, VpcId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import { type Address, type Family, formatAddress, parseAddress } from '../../net/address.ts';
import type { Packet, Transport } from '../../net/packet.ts';
import type { Generation } from './flow-table.ts';
import { MARK, OUTCOME, SENDER_SHIFT } from './marks.ts';
import type { NftObject } from './nft-dialogue.ts';
import { numberEnis } from './numbers.ts';
import { viewOf } from './vpc-view.ts';

/** Whose packets counts are: senders by their number, receivers by their address. */
export type Attribution = Readonly<{ senders: ReadonlyMap<number, EniId>; receivers: ReadonlyMap<string, EniId> }>;

export function attributionOf(program: Program, vpc: VpcId): Attribution {
  const { enis } = viewOf(program, vpc);
  return {
    senders: new Map([...numberEnis(enis.map(([id]) => id))].map(([id, number]) => [number, id])),
    receivers: new Map(enis.flatMap(([id, { addresses }]) => addresses.map((a) => [formatAddress(a), id] as const))),
  };
}

/** What the kernel counted of one flow with one outcome. */
export type Count = Readonly<{ mark: number; sample: Packet; packets: number; bytes: number }>;

/** The elements of one generation's sets in a listing of the flow table. */
export function countsIn(listing: readonly NftObject[], generation: Generation): readonly Count[] {
  return listing.flatMap((object) => {
    const set = object['set'] as Readonly<{ name: string; elem?: readonly unknown[] }> | undefined;
    const [, kind = '', family = ''] =
      new RegExp(`^${generation}_(ports|icmp|other)([46])$`).exec(set?.name ?? '') ?? [];
    if (kind === '') return [];
    return (set?.elem ?? []).map((element) => countOf(kind, family === '4' ? 4 : 6, element as ListedElement));
  });
}

type ListedElement = Readonly<{
  elem: Readonly<{
    val: Readonly<{ concat: ReadonlyArray<string | number> }>;
    counter: Readonly<{ packets: number; bytes: number }>;
  }>;
}>;

function countOf(kind: string, family: Family, { elem }: ListedElement): Count {
  const [mark = 0, source = '', destination = '', first = 0, second = 0] = elem.val.concat;
  const { packets, bytes } = elem.counter;
  const transport = transportOf(kind, Number(mark), Number(first), Number(second));
  return {
    mark: Number(mark),
    sample: {
      source: addressOf(source, family),
      destination: addressOf(destination, family),
      transport,
      bytes: Math.round(bytes / packets),
    },
    packets,
    bytes,
  };
}

function transportOf(kind: string, mark: number, first: number, second: number): Transport {
  switch (kind) {
    case 'ports':
      if ((mark & MARK.udp) !== 0) return { kind: 'udp', sourcePort: first, destinationPort: second };
      return { kind: 'tcp', sourcePort: first, destinationPort: second, flags: 0 };
    case 'icmp':
      return { kind: 'icmp', type: first, code: second };
    default:
      return { kind: 'other', protocol: first };
  }
}

function addressOf(listed: string | number, family: Family): Address {
  const parsed = parseAddress(String(listed));
  if (parsed?.family !== family) throw new Error(`nft lists ${JSON.stringify(listed)} as an address of IPv${family}`);
  return parsed;
}

/**
 * One packet is up to two events: leaving its sender, arriving at its receiver. What happened after it left does not
 * change that it was accepted there.
 */
export function eventsOf(
  counts: readonly Count[],
  { senders, receivers }: Attribution,
  start: Instant,
  end: Instant,
): readonly FlowEvent[] {
  return counts.flatMap(({ mark, sample, packets, bytes }) => {
    const outcome = mark & OUTCOME.mask;
    const event = (
      eni: EniId | undefined,
      direction: FlowEvent['direction'],
      action: FlowEvent['action'],
    ): readonly FlowEvent[] =>
      eni === undefined ? [] : [{ eni, direction, action, sample, packets, bytes, start, end }];
    const sender = senders.get(mark >>> SENDER_SHIFT);
    const leaving = event(sender, 'egress', outcome === OUTCOME.refusedLeaving ? 'REJECT' : 'ACCEPT');
    if (outcome === OUTCOME.refusedLeaving || outcome === OUTCOME.left) return leaving;
    const receiver = receivers.get(formatAddress(sample.destination));
    return [...leaving, ...event(receiver, 'ingress', outcome === OUTCOME.delivered ? 'ACCEPT' : 'REJECT')];
  });
}
