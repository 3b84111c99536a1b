import { MARK, OUTCOME } from './marks.ts';
import { FLOW_TABLE } from './names.ts';

/**
 * The table that counts flows, apart from the one that judges: it is the same for every VPC and stays when rules are made
 * anew. The kernel counts; nothing is copied, and no packet waits. When a set is full, packets of new flows are counted
 * without their ports, as of their protocol; when that set is full too, `lost` tells how many were not counted.
 *
 * It counts into one of two generations of sets. A poll lets the kernel go on in the other one, reads the first and
 * empties it, so that every packet is told exactly once and idle flows cost nothing. An element's key is the packet's
 * mark (sender and outcome), its ends and what its protocol has. Keys of six parts crash nft 1.0.6 when it lists them.
 */
export const GENERATIONS = ['a', 'b'] as const;
export type Generation = (typeof GENERATIONS)[number];

const FAMILIES = [
  {
    family: 4,
    guard: 'meta nfproto ipv4',
    ends: 'ip saddr . ip daddr',
    address: 'ipv4_addr',
    icmp: 'icmp',
    icmpNumber: 1,
  },
  {
    family: 6,
    guard: 'meta nfproto ipv6',
    ends: 'ip6 saddr . ip6 daddr',
    address: 'ipv6_addr',
    icmp: 'icmpv6',
    icmpNumber: 58,
  },
] as const;

const SIZE = 65_536;

/** Made only when it is not there: the transaction adds, and never takes counts away. */
export function flowTable(): readonly string[] {
  return [
    `add table ${FLOW_TABLE}`,
    `add counter ${FLOW_TABLE} lost`,
    ...GENERATIONS.flatMap(generationSets),
    `add chain ${FLOW_TABLE} count { type filter hook prerouting priority -140; policy accept; }`,
    `add chain ${FLOW_TABLE} current`,
    ...GENERATIONS.map((generation) => `add chain ${FLOW_TABLE} ${generation}`),
    ...GENERATIONS.flatMap((generation) => [`flush chain ${FLOW_TABLE} ${generation}`, ...generationRules(generation)]),
    `flush chain ${FLOW_TABLE} count`,
    `add rule ${FLOW_TABLE} count meta mark and ${OUTCOME.mask} != 0 jump current`,
    ...countInto('a'),
  ];
}

/** One transaction: from now on the kernel counts into these sets. */
export function countInto(generation: Generation): readonly string[] {
  return [`flush chain ${FLOW_TABLE} current`, `add rule ${FLOW_TABLE} current goto ${generation}`];
}

export function emptySets(generation: Generation): readonly string[] {
  return setsOf(generation).map((set) => `flush set ${FLOW_TABLE} ${set}`);
}

function setsOf(generation: Generation): readonly string[] {
  return FAMILIES.flatMap(({ family }) => ['ports', 'icmp', 'other'].map((kind) => `${generation}_${kind}${family}`));
}

function generationSets(generation: Generation): readonly string[] {
  return FAMILIES.flatMap(({ family, address, icmp }) => {
    const set = (kind: string, ...rest: string[]): string =>
      `add set ${FLOW_TABLE} ${generation}_${kind}${family} { type ${['mark', address, address, ...rest].join(' . ')}; size ${SIZE}; flags dynamic; counter; }`;
    return [
      set('ports', 'inet_service', 'inet_service'),
      set('icmp', `${icmp}_type`, `${icmp}_code`),
      set('other', 'inet_proto'),
    ];
  });
}

function generationRules(generation: Generation): readonly string[] {
  const add = (text: string): string => `add rule ${FLOW_TABLE} ${generation} ${text}`;
  return [
    add(`meta l4proto 17 meta mark set meta mark or ${MARK.udp}`),
    ...FAMILIES.flatMap(({ family, guard, ends, icmp, icmpNumber }) => {
      const update = (kind: string, rest: string): string =>
        `update @${generation}_${kind}${family} { meta mark . ${ends} . ${rest} } return`;
      return [
        add(`${guard} meta l4proto { 6, 17 } ${update('ports', 'th sport . th dport')}`),
        add(`${guard} meta l4proto ${icmpNumber} ${update('icmp', `${icmp} type . ${icmp} code`)}`),
        add(`${guard} ${update('other', 'meta l4proto')}`),
      ];
    }),
    add('counter name lost'),
  ];
}
