import type { TagSpecification } from '../aws/ec2.types.ts';
import type { ResourceKind } from '../model/snapshot.ts';
import { arn } from '../name/arn.ts';
import type { AccessRequest, Call } from './operation.ts';

/** Resource types as ARNs spell them (Service Authorization Reference, Amazon EC2). */
const ARN_TYPES: Readonly<Record<ResourceKind | 'security-group-rule' | 'image', string>> = {
  vpc: 'vpc',
  subnet: 'subnet',
  'internet-gateway': 'internet-gateway',
  'route-table': 'route-table',
  'security-group': 'security-group',
  'security-group-rule': 'security-group-rule',
  'network-acl': 'network-acl',
  eni: 'network-interface',
  'egress-only-internet-gateway': 'egress-only-internet-gateway',
  'nat-gateway': 'natgateway',
  'vpc-endpoint': 'vpc-endpoint',
  'vpc-peering': 'vpc-peering-connection',
  'prefix-list': 'prefix-list',
  'elastic-ip': 'elastic-ip',
  'public-access-block': 'vpc-block-public-access-options',
  'public-access-exclusion': 'vpc-block-public-access-exclusion',
  instance: 'instance',
  'flow-log': 'vpc-flow-log',
  'dhcp-options': 'dhcp-options',
  image: 'image',
};
export type ArnKind = keyof typeof ARN_TYPES;

/** The same name stands in DescribeTags and in TagSpecification. */
export function resourceType(kind: ArnKind): string {
  return ARN_TYPES[kind];
}

export function resourceArn(call: Pick<Call, 'account' | 'region'>, kind: ArnKind, id: string): string {
  const owner = kind === 'image' ? ('' as Call['account']) : call.account; // an image's ARN names no account
  return arn('ec2', call.region, owner, `${ARN_TYPES[kind]}/${id}`);
}

/** The question to IAM for calls that name no resource: all describes. */
export function onAnything(action: string): AccessRequest[] {
  return [{ action, resource: '*', context: new Map() }];
}

/** One question for each resource that the call touches. Absent ids ask nothing; no resource at all asks for `*`. */
export function onResources(
  action: string,
  call: Call,
  touched: ReadonlyArray<readonly [kind: ArnKind, id: string | undefined]>,
): AccessRequest[] {
  const requests = touched.flatMap(([kind, id]) =>
    id === undefined ? [] : [{ action, resource: resourceArn(call, kind, id), context: new Map() }],
  );
  return requests.length > 0 ? requests : onAnything(action);
}

/** For a call that makes a resource: its ARN ends in `*`; tags at creation ask for ec2:CreateTags on it as well. */
export function onCreation(
  action: string,
  call: Call,
  made: ArnKind,
  tags: readonly TagSpecification[] | undefined,
  touched: ReadonlyArray<readonly [kind: ArnKind, id: string | undefined]> = [],
): AccessRequest[] {
  const tagged = tags?.some((specification) => (specification.Tags?.length ?? 0) > 0) === true;
  return [
    ...onResources(action, call, [[made, '*'], ...touched]),
    ...(tagged ? onResources('ec2:CreateTags', call, [[made, '*']]) : []),
  ];
}
