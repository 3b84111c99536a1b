import type { Direction } from '../../contract/flow-event.ts';
import { parseAddress } from '../../net/address.ts';
import type { Packet, Transport } from '../../net/packet.ts';
import { MARK } from './marks.ts';
import { FLOW_TABLE } from './names.ts';

/** How the kernel counts: a set for each direction, verdict, family and kind of flow, an element with a counter a flow. */
type Kind = 'tcp' | 'udp' | 'icmp' | 'other';
type Counted = Readonly<{ direction: Direction; action: 'ACCEPT' | 'REJECT'; family: 4 | 6; kind: Kind }>;

const DIRECTIONS: readonly Direction[] = ['egress', 'ingress'];
const COUNTED: readonly Counted[] = DIRECTIONS.flatMap((direction) =>
  (['ACCEPT', 'REJECT'] as const).flatMap((action) =>
    ([4, 6] as const).flatMap((family) =>
      (['tcp', 'udp', 'icmp', 'other'] as const).map((kind) => ({ direction, action, family, kind })),
    ),
  ),
);

/** Far more than a poll's distance, so that no count is lost when an element goes. */
const IDLE_SECONDS = 120;
/** Flows of one kind at once; further ones pass uncounted. */
const SIZE = 131_072;

const setName = ({ direction, action, family, kind }: Counted): string =>
  `${direction}_${action.toLowerCase()}_${kind}${family}`;
const SETS: ReadonlyMap<string, Counted> = new Map(COUNTED.map((counted) => [setName(counted), counted]));

/** The table of its own that counts; the lines of one nft transaction. It judges nothing and can hold no packet up. */
export function countingTable(): readonly string[] {
  const table = `inet ${FLOW_TABLE}`;
  const chain = (direction: Direction, action: Counted['action']): string =>
    `count_${direction}_${action.toLowerCase()}`;
  const chains = DIRECTIONS.flatMap((direction) => [chain(direction, 'ACCEPT'), chain(direction, 'REJECT')]);
  return [
    `add table ${table}`,
    `delete table ${table}`,
    `add table ${table}`,
    ...COUNTED.map((counted) => `add set ${table} ${setName(counted)} ${setBody(counted)}`),
    ...chains.map((name) => `add chain ${table} ${name}`),
    ...COUNTED.map((counted) => `add rule ${table} ${chain(counted.direction, counted.action)} ${countRule(counted)}`),
    // Between judge (0) and verdict (20) of the other table.
    `add chain ${table} count { type filter hook forward priority 10; policy accept; }`,
    ...[
      `meta mark and ${MARK.judged} == 0 return`,
      `meta mark and ${MARK.egressTracked | MARK.egressAllowed} == 0 jump ${chain('egress', 'REJECT')}`,
      `meta mark and ${MARK.egressTracked | MARK.egressAllowed} == 0 return`,
      `meta mark and ${MARK.egressAcl} == 0 jump ${chain('egress', 'REJECT')}`,
      `meta mark and ${MARK.egressAcl} == 0 return`,
      `jump ${chain('egress', 'ACCEPT')}`,
      `meta mark and ${MARK.arriving} == 0 return`,
      `meta mark and ${MARK.ingressAcl} == 0 jump ${chain('ingress', 'REJECT')}`,
      `meta mark and ${MARK.ingressAcl} == 0 return`,
      `meta mark and ${MARK.ingressTracked | MARK.ingressAllowed} == 0 jump ${chain('ingress', 'REJECT')}`,
      `meta mark and ${MARK.ingressTracked | MARK.ingressAllowed} != 0 jump ${chain('ingress', 'ACCEPT')}`,
    ].map((rule) => `add rule ${table} count ${rule}`),
  ];
}

function setBody({ family, kind }: Counted): string {
  const last = { tcp: SERVICES, udp: SERVICES, icmp: icmpTypes(family), other: ['inet_proto'] }[kind];
  const type = ['ifname', `ipv${family}_addr`, `ipv${family}_addr`, ...last].join(' . ');
  return `{ type ${type}; size ${SIZE}; flags dynamic,timeout; timeout ${IDLE_SECONDS}s; }`;
}
const SERVICES = ['inet_service', 'inet_service'];
const icmpTypes = (family: 4 | 6): string[] =>
  family === 4 ? ['icmp_type', 'icmp_code'] : ['icmpv6_type', 'icmpv6_code'];

function countRule(counted: Counted): string {
  const { family, kind, direction } = counted;
  const ip = family === 4 ? 'ip' : 'ip6';
  const icmp = family === 4 ? 'icmp' : 'icmpv6';
  const protocol = {
    tcp: '6',
    udp: '17',
    icmp: family === 4 ? '1' : '58',
    other: `!= { 6, 17, ${family === 4 ? 1 : 58} }`,
  }[kind];
  const ports = 'th sport . th dport';
  const last = { tcp: ports, udp: ports, icmp: `${icmp} type . ${icmp} code`, other: 'meta l4proto' }[kind];
  const device = direction === 'egress' ? 'iifname' : 'oifname';
  const key = `${device} . ${ip} saddr . ${ip} daddr . ${last}`;
  return `meta nfproto ipv${family} meta l4proto ${protocol} update @${setName(counted)} { ${key} counter }`;
}

/** One flow's count since the element was made. `key` tells it apart from every other flow. */
export type Count = Readonly<{
  key: string;
  device: string;
  direction: Direction;
  action: 'ACCEPT' | 'REJECT';
  sample: Packet;
  packets: number;
  bytes: number;
}>;

type Listed = { nftables: ReadonlyArray<{ set?: { name: string; elem?: readonly unknown[] } }> };
type ListedElement = {
  elem: { val: { concat: readonly (string | number)[] }; counter?: { packets: number; bytes: number } };
};

/** The counts in a listing of our table (`nft -j -n list table`). */
export function parseCounts(listing: string): readonly Count[] {
  const { nftables } = JSON.parse(listing) as Listed;
  return nftables.flatMap(({ set }) => {
    const counted = set && SETS.get(set.name);
    if (set?.elem === undefined || counted === undefined) return [];
    return set.elem.flatMap((element) => countOf(set.name, counted, element as ListedElement) ?? []);
  });
}

function countOf(set: string, counted: Counted, { elem }: ListedElement): Count | undefined {
  const { concat } = elem.val;
  const [device, from, to, ...rest] = concat;
  const source = parseAddress(String(from));
  const destination = parseAddress(String(to));
  if (source === undefined || destination === undefined || elem.counter === undefined) return undefined;
  const sample = { source, destination, transport: transportOf(counted.kind, rest.map(Number)), bytes: 0 };
  return {
    key: `${set} ${concat.join(' ')}`,
    device: String(device),
    direction: counted.direction,
    action: counted.action,
    sample,
    packets: elem.counter.packets,
    bytes: elem.counter.bytes,
  };
}

function transportOf(kind: Kind, [a = 0, b = 0]: readonly number[]): Transport {
  switch (kind) {
    case 'tcp':
      return { kind, sourcePort: a, destinationPort: b, flags: 0 };
    case 'udp':
      return { kind, sourcePort: a, destinationPort: b };
    case 'icmp':
      return { kind, type: a, code: b };
    case 'other':
      return { kind, protocol: a };
  }
}
