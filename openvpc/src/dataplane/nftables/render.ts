import { formatAddress } from '../../net/address.ts';
import type {
  Action,
  Base,
  Condition,
  Field,
  Interval,
  Key,
  MapEntry,
  NftMap,
  NftSet,
  Rule,
  Value,
  Verdict,
} from './ruleset.ts';

/** Typed rules in nft's own language. Every text in it is made here, or is a name that names.ts let pass. */

type Word = Readonly<{ type: string; load: string; format: (value: Value) => string }>;

const number = (value: Value): string => String(BigInt(value));
const word = (type: string, load: string, format: (value: Value) => string = number): Word => ({ type, load, format });
const address = (family: 4 | 6) => (value: Value) => formatAddress({ family, bits: BigInt(value) });

const WORDS: Readonly<Record<Field, Word>> = {
  family: word('nf_proto', 'meta nfproto', (value) => (value === 4n ? 'ipv4' : 'ipv6')),
  device: word('ifname', 'iifname', device),
  'out-device': word('ifname', 'oifname', device),
  'source-mac': word('ether_addr', 'ether saddr', mac),
  source4: word('ipv4_addr', 'ip saddr', address(4)),
  source6: word('ipv6_addr', 'ip6 saddr', address(6)),
  destination4: word('ipv4_addr', 'ip daddr', address(4)),
  destination6: word('ipv6_addr', 'ip6 daddr', address(6)),
  protocol: word('inet_proto', 'meta l4proto'),
  'source-port': word('inet_service', 'th sport'),
  'destination-port': word('inet_service', 'th dport'),
  'icmp-type': word('icmp_type', 'icmp type'),
  'icmp-code': word('icmp_code', 'icmp code'),
  'icmpv6-type': word('icmpv6_type', 'icmpv6 type'),
  'icmpv6-code': word('icmpv6_code', 'icmpv6 code'),
  'arp-sender-mac': word('ether_addr', 'arp saddr ether', mac),
  'arp-sender': word('ipv4_addr', 'arp saddr ip', address(4)),
  'arp-target': word('ipv4_addr', 'arp daddr ip', address(4)),
  mark: word('mark', 'meta mark'),
  'connection-mark': word('mark', 'ct mark'),
  'connection-state': word(
    'ct_state',
    'ct state',
    (value) => ({ '2': 'established', '4': 'related', '8': 'new' })[number(value)] ?? number(value),
  ),
  'connection-direction': word('ct_dir', 'ct direction', (value) => (value === 0n ? 'original' : 'reply')),
};

export function renderBase({ hook, priority, policy }: Base): string {
  return `{ type filter hook ${hook} priority ${priority}; policy ${policy}; }`;
}

export function renderSetType({ fields, ranges }: NftSet): string {
  return `{ type ${typeOf(fields)};${ranges ? ' flags interval;' : ''} }`;
}

export function renderMapType({ fields, ranges, gives }: NftMap): string {
  return `{ type ${typeOf(fields)} : ${gives};${ranges ? ' flags interval;' : ''} }`;
}

export function renderKey(fields: readonly Field[], key: Key): string {
  return fields.map((field, i) => renderInterval(field, key[i])).join(' . ');
}

export function renderEntry(fields: readonly Field[], { key, gives }: MapEntry): string {
  return `${renderKey(fields, key)} : ${typeof gives === 'number' ? gives : renderVerdict(gives)}`;
}

export function renderRule({ when, actions }: Rule): string {
  return [...when.map(renderCondition), ...actions.map(renderAction)].join(' ');
}

function renderCondition(condition: Condition): string {
  if (condition.kind === 'in') return `${load(condition.fields)} @${condition.set}`;
  const { field, mask, anyOf, not } = condition;
  const values = anyOf.map((interval) => renderInterval(field, interval));
  const right = values.length === 1 ? values.join('') : `{ ${values.join(', ')} }`;
  const masked = mask === undefined ? '' : ` and ${mask}`;
  const operator = not === true ? ' !=' : mask === undefined ? '' : ' ==';
  return `${WORDS[field].load}${masked}${operator} ${right}`;
}

function renderAction(action: Action): string {
  switch (action.kind) {
    case 'set-bits': {
      const mark = action.of === 'mark' ? 'meta mark' : 'ct mark';
      return `${mark} set ${mark} or ${action.bits}`;
    }
    case 'clear-bits':
      return `meta mark set meta mark and ${0xffff_ffff - action.bits}`;
    case 'mark-by':
      return `meta mark set ${load(action.fields)} map @${action.map}`;
    case 'verdict-by':
      return `${load(action.fields)} vmap @${action.map}`;
    default:
      return renderVerdict(action);
  }
}

function renderVerdict(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'call':
      return `jump ${verdict.chain}`;
    case 'go':
      return `goto ${verdict.chain}`;
    default:
      return verdict.kind;
  }
}

function typeOf(fields: readonly Field[]): string {
  return fields.map((field) => WORDS[field].type).join(' . ');
}

function load(fields: readonly Field[]): string {
  return fields.map((field) => WORDS[field].load).join(' . ');
}

function renderInterval(field: Field, interval: Interval | undefined): string {
  if (interval === undefined) throw new Error('a key with fewer parts than fields');
  const { format } = WORDS[field];
  const { first, last } = interval;
  return first === last ? format(first) : `${format(first)}-${format(last)}`;
}

function device(value: Value): string {
  if (typeof value !== 'string' || !/^[a-z][a-z0-9]{0,14}$/.test(value))
    throw new Error(`not a device: ${String(value)}`);
  return `"${value}"`;
}

function mac(value: Value): string {
  const digits = BigInt(value).toString(16).padStart(12, '0');
  return (digits.match(/../g) ?? []).join(':');
}
