import type { SecurityGroup, SecurityGroupRule } from '../../model/security-group.ts';
import type { Vpc } from '../../model/vpc.ts';
import { everyone } from '../../net/prefix.ts';
import type { Call } from '../operation.ts';
import { owned } from '../owned.ts';

/** The group every VPC starts with: its members reach one another, and may reach everyone. */
export function defaultGroup(call: Call, vpc: Vpc): SecurityGroup {
  const id = call.mint('sg');
  const fromItself: SecurityGroupRule = {
    id: call.mint('sgr'),
    direction: 'ingress',
    protocol: 'any',
    peer: { kind: 'group', group: id },
    tags: [],
  };
  return {
    ...owned(call),
    kind: 'security-group',
    id,
    name: 'default',
    description: 'default VPC security group',
    vpc: vpc.id,
    rules: [fromItself, ...openEgress(call, vpc)],
  };
}

/** What any new group may send: everything, IPv6 too when its VPC has IPv6 by then. */
export function openEgress(call: Call, vpc: Vpc): readonly SecurityGroupRule[] {
  const families = vpc.ipv6.length > 0 ? ([4, 6] as const) : ([4] as const);
  return families.map((family) => ({
    id: call.mint('sgr'),
    direction: 'egress',
    protocol: 'any',
    peer: { kind: 'prefix', prefix: everyone(family) },
    tags: [],
  }));
}
