import { formatAddress } from '../../net/address.ts';
import { formatPrefix, type Prefix, prefixSize } from '../../net/prefix.ts';
import type { PortRange } from '../../net/port-range.ts';
import type { Base, Condition, Element, ElementPart, Field, NftSet, Rule, Statement, VerdictMap } from './ruleset.ts';

/** Typed rules in nft's own language. Every text in it is made here or was checked by `nftName`. */

const FIELDS: Readonly<Record<Field, { type: string; expression: string }>> = {
  'input-device': { type: 'ifname', expression: 'iifname' },
  'output-device': { type: 'ifname', expression: 'oifname' },
  'input-group': { type: 'devgroup', expression: 'iifgroup' },
  'output-group': { type: 'devgroup', expression: 'oifgroup' },
  'source-mac': { type: 'ether_addr', expression: 'ether saddr' },
  'source-4': { type: 'ipv4_addr', expression: 'ip saddr' },
  'source-6': { type: 'ipv6_addr', expression: 'ip6 saddr' },
  'destination-4': { type: 'ipv4_addr', expression: 'ip daddr' },
  'destination-6': { type: 'ipv6_addr', expression: 'ip6 daddr' },
  'destination-port': { type: 'inet_service', expression: 'th dport' },
};

export function renderSetBody(set: NftSet): string {
  const type = set.key.map((field) => FIELDS[field].type).join(' . ');
  return `{ type ${type};${set.interval ? ' flags interval;' : ''} }`;
}

export function renderMapBody(map: VerdictMap): string {
  return `{ type ${FIELDS[map.key].type} : verdict; }`;
}

export function renderBase(base: Base): string {
  return `type filter hook ${base.hook} priority ${base.priority}; policy ${base.policy};`;
}

export function renderElement(element: Element): string {
  return element.map(renderPart).join(' . ');
}

export function renderJump(map: VerdictMap, key: string, chain: string): string {
  return `${map.key.endsWith('group') ? key : `"${device(key)}"`} : jump ${chain}`;
}

/** `sets` tells the fields by which a set is looked up. */
export function renderRule(
  rule: Rule,
  sets: ReadonlyMap<string, NftSet>,
  maps: ReadonlyMap<string, VerdictMap>,
): string {
  const conditions = rule.when.map((condition) => renderCondition(condition, sets));
  return [...conditions, ...rule.then.map((statement) => renderStatement(statement, maps))].join(' ');
}

function renderPart(part: ElementPart): string {
  switch (part.kind) {
    case 'text':
      return part.text.includes(':') ? mac(part.text) : `"${device(part.text)}"`;
    case 'number':
      return String(part.number);
    case 'prefix':
      return renderPrefix(part.prefix);
    case 'ports':
      return renderPorts(part.ports);
  }
}

function renderPrefix(prefix: Prefix): string {
  return prefixSize(prefix) === 1n ? formatAddress(prefix.base) : formatPrefix(prefix);
}

function renderPorts({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}

function renderCondition(condition: Condition, sets: ReadonlyMap<string, NftSet>): string {
  switch (condition.kind) {
    case 'family':
      return `meta nfproto ipv${condition.family}`;
    case 'protocol':
      return `meta l4proto ${condition.protocol}`;
    case 'mark':
      return `meta mark and ${condition.mask} == ${condition.is}`;
    case 'flow-mark':
      return `ct mark and ${condition.mask} == ${condition.is}`;
    case 'flow-direction':
      return `ct direction ${condition.direction}`;
    case 'not-related':
      return 'ct state != related';
    case 'in-set':
      return `${renderKey(sets.get(condition.set))} @${condition.set}`;
    case 'address':
      return `${condition.prefix.base.family === 4 ? 'ip' : 'ip6'} ${condition.end === 'source' ? 'saddr' : 'daddr'} ${renderPrefix(condition.prefix)}`;
    case 'port':
      return `th ${condition.end === 'source' ? 'sport' : 'dport'} ${renderPorts(condition.ports)}`;
    case 'icmp':
      return renderIcmp(condition);
    case 'neighbour-discovery':
      return 'meta nfproto ipv6 meta l4proto 58 icmpv6 type 133-136';
    case 'output-group':
      return `oifgroup ${condition.group}`;
  }
}

function renderIcmp({ family, type, code }: Extract<Condition, { kind: 'icmp' }>): string {
  const name = family === 4 ? 'icmp' : 'icmpv6';
  const parts = [type === undefined ? '' : `${name} type ${type}`, code === undefined ? '' : `${name} code ${code}`];
  return parts.filter((part) => part !== '').join(' ');
}

function renderKey(set: NftSet | undefined): string {
  if (set === undefined) throw new Error('a rule asks a set that the ruleset does not have');
  return set.key.map((field) => FIELDS[field].expression).join(' . ');
}

function renderStatement(statement: Statement, maps: ReadonlyMap<string, VerdictMap>): string {
  switch (statement.kind) {
    case 'mark':
      return `meta mark set meta mark or ${statement.bits}`;
    case 'flow-mark':
      return `ct mark set ct mark or ${statement.bits}`;
    case 'jump':
      return `jump ${statement.chain}`;
    case 'jump-by': {
      const map = maps.get(statement.map);
      if (map === undefined) throw new Error('a rule asks a map that the ruleset does not have');
      return `${FIELDS[map.key].expression} vmap @${statement.map}`;
    }
    default:
      return statement.kind;
  }
}

function device(name: string): string {
  if (!/^[a-z][a-z0-9]{0,14}$/.test(name)) throw new Error(`not a device name: ${JSON.stringify(name)}`);
  return name;
}

function mac(text: string): string {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(text)) throw new Error(`not a MAC address: ${JSON.stringify(text)}`);
  return text;
}
