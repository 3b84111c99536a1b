import type { Direction } from '../contract/flow-event.ts';
import type { Origin } from '../contract/verdict.ts';
import type { NetworkAclEntry } from '../model/network-acl.ts';
import type { SecurityGroupRule } from '../model/security-group.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { parseId } from '../name/id.ts';
import { formatPrefix } from '../net/prefix.ts';
import { protocolName } from '../net/protocol.ts';

/**
 * The user's rule in a line: `sgr-… in sg-… (db): tcp 5432 from sg-… (web)`. Plain ids when the rule is gone. `direction`
 * tells entries of an ACL apart, which may have one number in both.
 */
export function describeOrigin(snapshot: Snapshot, origin: Origin, direction?: Direction): string {
  const plain = `${origin.rule} in ${origin.resource}`;
  const group = parseId('sg', origin.resource);
  if (group !== undefined) {
    const found = snapshot.securityGroups.get(group);
    const rule = found?.rules.find(({ id }) => id === origin.rule);
    return found && rule ? `${plain} (${found.name}): ${describeGroupRule(snapshot, rule)}` : plain;
  }
  const acl = parseId('acl', origin.resource);
  if (acl === undefined) return `${origin.resource}: ${origin.rule}`;
  if (origin.rule === '*') return `the last entry (*) of ${acl}: deny all`;
  const entries = snapshot.networkAcls.get(acl)?.entries ?? [];
  const entry = entries.find(
    (one) => String(one.number) === origin.rule && (direction === undefined || one.direction === direction),
  );
  return entry ? `entry ${origin.rule} of ${acl}: ${describeEntry(entry)}` : `entry ${origin.rule} of ${acl}`;
}

function describeGroupRule(snapshot: Snapshot, rule: SecurityGroupRule): string {
  const toward = rule.direction === 'ingress' ? 'from' : 'to';
  return `${describeMatch(rule)} ${toward} ${describePeer(snapshot, rule)}`;
}

function describePeer(snapshot: Snapshot, rule: SecurityGroupRule): string {
  if (rule.peer.kind === 'prefix') return formatPrefix(rule.peer.prefix);
  if (rule.peer.kind === 'prefix-list') {
    const list = snapshot.prefixLists.get(rule.peer.list)?.name;
    return list === undefined ? rule.peer.list : `${rule.peer.list} (${list})`;
  }
  const name = snapshot.securityGroups.get(rule.peer.group)?.name;
  return name === undefined ? rule.peer.group : `${rule.peer.group} (${name})`;
}

function describeEntry(entry: NetworkAclEntry): string {
  const toward = entry.direction === 'ingress' ? 'from' : 'to';
  return `${entry.action} ${describeMatch(entry)} ${toward} ${formatPrefix(entry.prefix)}`;
}

function describeMatch(rule: Pick<SecurityGroupRule, 'protocol' | 'ports' | 'icmp'>): string {
  const name = rule.protocol === 'any' ? 'all traffic' : protocolName(rule.protocol);
  if (rule.ports !== undefined) {
    const { first, last } = rule.ports;
    return first === last ? `${name} ${first}` : `${name} ${first}-${last}`;
  }
  if (rule.icmp !== undefined && rule.icmp.type !== -1) {
    return `${name} type ${rule.icmp.type}${rule.icmp.code === -1 ? '' : ` code ${rule.icmp.code}`}`;
  }
  return name;
}
