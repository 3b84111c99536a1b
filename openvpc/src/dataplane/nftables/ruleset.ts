import type { Disposition, Origin } from '../../contract/verdict.ts';

/**
 * The rules of one router namespace as typed values: `render` writes them for nft, `difference` compares them, `walk`
 * interprets them. What makes them (the `*-rules` files) knows security groups; nothing after them does, and no text of
 * a user gets this far.
 */
export type Ruleset = Readonly<{
  sets: ReadonlyMap<string, NftSet>;
  maps: ReadonlyMap<string, NftMap>;
  chains: ReadonlyMap<string, Chain>;
}>;

/** What nft can load of a packet. A field that a packet lacks (an IPv4 address of an IPv6 packet) matches nothing. */
export type Field =
  | 'family' //              4 or 6
  | 'device' //              by which the packet came in
  | 'out-device'
  | 'source-mac'
  | 'source4'
  | 'source6'
  | 'destination4'
  | 'destination6'
  | 'protocol'
  | 'source-port'
  | 'destination-port'
  | 'icmp-type'
  | 'icmp-code'
  | 'icmpv6-type'
  | 'icmpv6-code'
  | 'mark' //                the packet's, see marks.ts
  | 'connection-mark' //     the connection's; both outlive the chain
  | 'connection-state' //    new, established, or related, as CONNECTION_STATE
  | 'arp-sender-mac'
  | 'arp-sender'
  | 'arp-target'
  | 'connection-direction'; // of this packet within the connection, as CONNECTION_DIRECTION

export const CONNECTION_STATE = { established: 2n, related: 4n, new: 8n } as const; // nft's bits
export const CONNECTION_DIRECTION = { original: 0n, reply: 1n } as const;

/** A device's name is text; everything else is a number (an address its bits, a MAC its 48 bits). */
export type Value = bigint | string;
/** Both ends included; of text both are the same. */
export type Interval = Readonly<{ first: Value; last: Value }>;
/** One interval for each field of the key. Elements of one set or map never overlap: the kernel takes no such. */
export type Key = readonly Interval[];

/** `ranges`: whether a part may be more than one value. `refuses`: what is in it goes nowhere; of others, what is not. */
export type NftSet = Readonly<{
  fields: readonly Field[];
  ranges: boolean;
  elements: readonly Key[];
  arp?: true;
  refuses?: true;
}>;
export type NftMap = Readonly<{
  arp?: true;
  fields: readonly Field[];
  ranges: boolean;
  entries: readonly MapEntry[];
  gives: 'mark' | 'verdict';
}>;
export type MapEntry = Readonly<{ key: Key; gives: number | Verdict }>;

/** `base`: the kernel calls it by itself. What falls off the end of another chain goes back to where it was called. */
export type Chain = Readonly<{
  base?: Base;
  /** Of our table for ARP, and not of the one for IP. So too for sets. */
  arp?: true;
  rules: readonly Rule[];
  /** A packet that ends here ends so. */
  ends?: Disposition;
}>;
export type Base = Readonly<{
  hook: 'prerouting' | 'input' | 'forward' | 'output';
  priority: number;
  policy: 'accept' | 'drop';
}>;

/** When all conditions hold, the actions run in order. `origin`: the one user's rule that this is. */
export type Rule = Readonly<{ when: readonly Condition[]; actions: readonly Action[]; origin?: Origin }>;

export type Condition =
  | Readonly<{ kind: 'is'; field: Field /** Bits looked at. */; mask?: number; anyOf: readonly Interval[]; not?: true }>
  | Readonly<{ kind: 'in'; fields: readonly Field[]; set: string }>;

export type Action =
  | Readonly<{ kind: 'set-bits'; of: 'mark' | 'connection-mark'; bits: number }>
  | Readonly<{ kind: 'clear-bits'; bits: number }>
  /** The packet's mark becomes what the map gives; without an entry the rule ends here. */
  | Readonly<{ kind: 'mark-by'; fields: readonly Field[]; map: string }>
  /** As the map says; without an entry the next rule follows. */
  | Readonly<{ kind: 'verdict-by'; fields: readonly Field[]; map: string }>
  | Verdict;

export type Verdict =
  | Readonly<{ kind: 'accept' | 'drop' | 'return' }>
  /** `go` does not come back; `call` does. */
  | Readonly<{ kind: 'call' | 'go'; chain: string }>;
