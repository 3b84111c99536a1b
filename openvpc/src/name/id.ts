/**
 * Branded identifiers, so that an ENI's id cannot be given where a subnet's is wanted.
 * AWS ids are a prefix and 17 lower-case hex digits; ids of 8 digits are of before 2016 and still well formed.
 */
export type Brand<K extends string> = string & { readonly kind: K };

export type VpcId = Brand<'vpc'>;
export type SubnetId = Brand<'subnet'>;
export type EniId = Brand<'eni'>;
export type GroupId = Brand<'sg'>;
export type GroupRuleId = Brand<'sgr'>;
export type AclId = Brand<'acl'>;
export type RouteTableId = Brand<'rtb'>;
export type InternetGatewayId = Brand<'igw'>;
export type EgressOnlyGatewayId = Brand<'eigw'>;
export type NatGatewayId = Brand<'nat'>;
export type PeeringId = Brand<'pcx'>;
export type EndpointId = Brand<'vpce'>;
export type PrefixListId = Brand<'pl'>;
export type AllocationId = Brand<'eipalloc'>;
export type DhcpOptionsId = Brand<'dopt'>;
export type InstanceId = Brand<'i'>;
export type FlowLogId = Brand<'fl'>;
export type PublicAccessBlockId = Brand<'vpcbpa'>;
export type PublicAccessExclusionId = Brand<'vpcbpa-exclude'>;
/** Names a resolved address set inside a program. */
export type SetId = Brand<'set'>;

/** Prefixes of the ids that OpenVPC makes, with the type each yields. */
export interface IdKinds {
  vpc: VpcId;
  subnet: SubnetId;
  eni: EniId;
  sg: GroupId;
  sgr: GroupRuleId;
  acl: AclId;
  aclassoc: Brand<'aclassoc'>;
  rtb: RouteTableId;
  rtbassoc: Brand<'rtbassoc'>;
  igw: InternetGatewayId;
  eigw: EgressOnlyGatewayId;
  nat: NatGatewayId;
  pcx: PeeringId;
  vpce: EndpointId;
  pl: PrefixListId;
  eipalloc: AllocationId;
  eipassoc: Brand<'eipassoc'>;
  dopt: DhcpOptionsId;
  i: InstanceId;
  r: Brand<'r'>;
  fl: FlowLogId;
  vpcbpa: PublicAccessBlockId;
  'vpcbpa-exclude': PublicAccessExclusionId;
  'vpc-cidr-assoc': Brand<'vpc-cidr-assoc'>;
  'subnet-cidr-assoc': Brand<'subnet-cidr-assoc'>;
  'eni-attach': Brand<'eni-attach'>;
  ami: Brand<'ami'>;
}
export type IdKind = keyof IdKinds;

/** Makes a new id; `hex(n)` gives n random lower-case hex digits. */
export function mintId<K extends IdKind>(kind: K, hex: (digits: number) => string): IdKinds[K] {
  return `${kind}-${hex(17)}` as IdKinds[K]; // the one place that makes ids
}

const DIGITS = /^(?:[0-9a-f]{17}|[0-9a-f]{8})$/;

/** The id, when `text` is well formed for `kind`; says nothing of whether such a resource exists. */
export function parseId<K extends IdKind>(kind: K, text: string): IdKinds[K] | undefined {
  if (!text.startsWith(`${kind}-`) || !DIGITS.test(text.slice(kind.length + 1))) return undefined;
  return text as IdKinds[K];
}
