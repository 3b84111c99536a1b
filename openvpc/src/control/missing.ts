import { COLLECTION, type Resource, type ResourceKind, type Snapshot } from '../model/snapshot.ts';
import { type IdKind, parseId } from '../name/id.ts';
import { type Call, ApiError } from './operation.ts';
import { isVisible } from './owned.ts';

/** How AWS says that an id is not there, or is no id at all (EC2 API Reference, error codes). */
export type Missing = Readonly<{
  prefix: IdKind;
  /** As the message names it: `The ${noun} 'x' does not exist`. */
  noun: string;
  notFound: string;
  malformed: string;
  /** Where AWS's words for "not found" are others than those. */
  says?: (ids: string) => string;
}>;

/** Capitals as AWS has them: they differ from type to type. */
export const MISSING: Readonly<Record<ResourceKind | 'security-group-rule', Missing>> = {
  vpc: { prefix: 'vpc', noun: 'vpc ID', notFound: 'InvalidVpcID.NotFound', malformed: 'InvalidVpcID.Malformed' },
  subnet: {
    prefix: 'subnet',
    noun: 'subnet ID',
    notFound: 'InvalidSubnetID.NotFound',
    malformed: 'InvalidSubnetID.Malformed',
  },
  'internet-gateway': {
    prefix: 'igw',
    noun: 'internetGateway ID',
    notFound: 'InvalidInternetGatewayID.NotFound',
    malformed: 'InvalidInternetGatewayId.Malformed',
  },
  'route-table': {
    prefix: 'rtb',
    noun: 'routeTable ID',
    notFound: 'InvalidRouteTableID.NotFound',
    malformed: 'InvalidRouteTableId.Malformed',
  },
  'security-group': {
    prefix: 'sg',
    noun: 'security group',
    notFound: 'InvalidGroup.NotFound',
    malformed: 'InvalidGroupId.Malformed',
  },
  'security-group-rule': {
    prefix: 'sgr',
    noun: 'security group rule ID',
    notFound: 'InvalidSecurityGroupRuleId.NotFound',
    malformed: 'InvalidSecurityGroupRuleId.Malformed',
  },
  'network-acl': {
    prefix: 'acl',
    noun: 'networkAcl ID',
    notFound: 'InvalidNetworkAclID.NotFound',
    malformed: 'InvalidNetworkAclId.Malformed',
  },
  eni: {
    prefix: 'eni',
    noun: 'networkInterface ID',
    notFound: 'InvalidNetworkInterfaceID.NotFound',
    malformed: 'InvalidNetworkInterfaceId.Malformed',
  },
  'egress-only-internet-gateway': {
    prefix: 'eigw',
    noun: 'eigw ID',
    notFound: 'InvalidGatewayID.NotFound',
    malformed: 'InvalidEgressOnlyInternetGatewayId.Malformed',
  },
  'nat-gateway': {
    prefix: 'nat',
    noun: 'Nat Gateway',
    notFound: 'NatGatewayNotFound',
    malformed: 'NatGatewayMalformed',
    says: (ids) => `The Nat Gateway ${ids} was not found`,
  },
  'vpc-endpoint': {
    prefix: 'vpce',
    noun: 'Vpc Endpoint Id',
    notFound: 'InvalidVpcEndpointId.NotFound',
    malformed: 'InvalidVpcEndpointId.Malformed',
  },
  'vpc-peering': {
    prefix: 'pcx',
    noun: 'vpcPeeringConnection ID',
    notFound: 'InvalidVpcPeeringConnectionID.NotFound',
    malformed: 'InvalidVpcPeeringConnectionId.Malformed',
  },
  'prefix-list': {
    prefix: 'pl',
    noun: 'prefix list ID',
    notFound: 'InvalidPrefixListID.NotFound',
    malformed: 'InvalidPrefixListId.Malformed',
  },
  'elastic-ip': {
    prefix: 'eipalloc',
    noun: 'allocation ID',
    notFound: 'InvalidAllocationID.NotFound',
    malformed: 'InvalidAllocationID.Malformed',
  },
  'public-access-exclusion': {
    prefix: 'vpcbpa-exclude',
    noun: 'exclusion ID',
    notFound: 'InvalidVpcBlockPublicAccessExclusionId.NotFound',
    malformed: 'InvalidVpcBlockPublicAccessExclusionId.Malformed',
  },
  'public-access-block': {
    prefix: 'vpcbpa',
    noun: 'options ID',
    notFound: 'InvalidVpcBlockPublicAccessId.NotFound',
    malformed: 'InvalidVpcBlockPublicAccessId.Malformed',
  },
  instance: {
    prefix: 'i',
    noun: 'instance ID',
    notFound: 'InvalidInstanceID.NotFound',
    malformed: 'InvalidInstanceID.Malformed',
  },
  'flow-log': {
    prefix: 'fl',
    noun: 'flow log ID',
    notFound: 'InvalidFlowLogId.NotFound',
    malformed: 'InvalidFlowLogId.Malformed',
  },
  'dhcp-options': {
    prefix: 'dopt',
    noun: 'dhcpOption ID',
    notFound: 'InvalidDhcpOptionID.NotFound',
    malformed: 'InvalidDhcpOptionsId.Malformed',
  },
};

export type ResourceOf<K extends ResourceKind> = Extract<Resource, { kind: K }>;

/** The caller's resource of that id; throws AWS's words when the id is malformed, unknown, or another's. */
export function mustExist<K extends ResourceKind>(view: Snapshot, call: Call, kind: K, id: string): ResourceOf<K> {
  const what = MISSING[kind];
  if (parseId(what.prefix, id) === undefined) throw malformed(what, id);
  const resource = collection(view, kind).get(id);
  if (resource === undefined || !isVisible(resource, call)) throw notFound(what, [id]);
  return resource;
}

/** The resources of those ids, each once, in the order asked for. The first malformed id counts before any unknown one. */
export function selectByIds<T>(known: ReadonlyMap<string, T>, ids: readonly string[], what: Missing): readonly T[] {
  const wanted = new Set(ids);
  for (const id of wanted) if (parseId(what.prefix, id) === undefined) throw malformed(what, id);
  const unknown = [...wanted].filter((id) => !known.has(id));
  if (unknown.length > 0) throw notFound(what, unknown);
  return [...wanted].map((id) => known.get(id) as T); // has() said so
}

export function notFound(what: Missing, ids: readonly string[]): ApiError {
  if (what.says !== undefined) return new ApiError(what.notFound, what.says(ids.join(', ')));
  const text =
    ids.length === 1
      ? `The ${what.noun} '${ids[0]}' does not exist`
      : `The ${what.noun}s '${ids.join(', ')}' do not exist`;
  return new ApiError(what.notFound, text);
}

export function malformed(what: Missing, id: string): ApiError {
  return new ApiError(what.malformed, `Invalid id: "${id}" (expecting "${what.prefix}-...")`);
}

/** Every resource of that kind that the caller may know of: of its own account, in the region it called. */
export function allOf<K extends ResourceKind>(view: Snapshot, call: Call, kind: K): ReadonlyMap<string, ResourceOf<K>> {
  return new Map([...collection(view, kind)].filter(([, resource]) => isVisible(resource, call)));
}

/** What a describe call starts from: the resources of those ids when the client names any, else all the caller has. */
export function select<K extends ResourceKind>(
  view: Snapshot,
  call: Call,
  kind: K,
  ids: readonly string[] | undefined,
): readonly ResourceOf<K>[] {
  const all = allOf(view, call, kind);
  return ids === undefined || ids.length === 0 ? [...all.values()] : selectByIds(all, ids, MISSING[kind]);
}

/** COLLECTION says which map holds which kind; the compiler cannot follow it for a kind yet unknown. */
function collection<K extends ResourceKind>(view: Snapshot, kind: K): ReadonlyMap<string, ResourceOf<K>> {
  return view[COLLECTION[kind]] as unknown as ReadonlyMap<string, ResourceOf<K>>;
}
