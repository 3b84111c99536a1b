import type { Family } from '../../net/address.ts';
import type { PortRange } from '../../net/port-range.ts';
import type { Prefix } from '../../net/prefix.ts';

/**
 * The rules of one router namespace as typed values: what `render` writes for nft, what `difference` compares, and what
 * `walk` interprets. Nothing here knows security groups; nothing after here knows text from users.
 */
export type Ruleset = Readonly<{
  sets: ReadonlyMap<string, NftSet>;
  maps: ReadonlyMap<string, VerdictMap>;
  chains: ReadonlyMap<string, Chain>;
}>;

/** A field of a packet, as nft can look it up. The two address fields are of one family each. */
export type Field =
  | 'input-device'
  | 'output-device'
  | 'input-group'
  | 'output-group'
  | 'source-mac'
  | 'source-4'
  | 'source-6'
  | 'destination-4'
  | 'destination-6'
  | 'destination-port';

/** `key` names what an element is made of. Elements are text in nft's spelling, made from checked values only. */
export type NftSet = Readonly<{ key: readonly Field[]; interval: boolean; elements: readonly Element[] }>;
/** One part for each field of the key. */
export type Element = readonly ElementPart[];
export type ElementPart =
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'number'; number: number }>
  | Readonly<{ kind: 'prefix'; prefix: Prefix }>
  | Readonly<{ kind: 'ports'; ports: PortRange }>;

/** From a field's value to the chain that is called. */
export type VerdictMap = Readonly<{ key: Field; jumps: ReadonlyMap<string, string> }>;

export type Chain = Readonly<{ base?: Base; rules: readonly Rule[] }>;
/** A chain that the kernel calls by itself. */
export type Base = Readonly<{
  hook: 'prerouting' | 'input' | 'forward' | 'output';
  priority: number;
  policy: 'accept' | 'drop';
}>;
/** All conditions hold: the statements run in order. */
export type Rule = Readonly<{ when: readonly Condition[]; then: readonly Statement[] }>;

export type Condition =
  | Readonly<{ kind: 'family'; family: Family }>
  | Readonly<{ kind: 'protocol'; protocol: number }>
  | Readonly<{ kind: 'mark'; mask: number; is: number }>
  | Readonly<{ kind: 'flow-mark'; mask: number; is: number }>
  | Readonly<{ kind: 'flow-direction'; direction: 'original' | 'reply' }>
  | Readonly<{ kind: 'not-related' }>
  | Readonly<{ kind: 'in-set'; set: string }>
  | Readonly<{ kind: 'address'; end: 'source' | 'destination'; prefix: Prefix }>
  | Readonly<{ kind: 'port'; end: 'source' | 'destination'; ports: PortRange }>
  | Readonly<{ kind: 'icmp'; family: Family; type?: number; code?: number }>
  | Readonly<{ kind: 'neighbour-discovery' }>
  | Readonly<{ kind: 'output-group'; group: number }>;

export type Statement =
  | Readonly<{ kind: 'mark'; bits: number }>
  | Readonly<{ kind: 'flow-mark'; bits: number }>
  | Readonly<{ kind: 'jump'; chain: string }>
  | Readonly<{ kind: 'jump-by'; map: string }>
  | Readonly<{ kind: 'accept' }>
  | Readonly<{ kind: 'drop' }>
  | Readonly<{ kind: 'return' }>;
