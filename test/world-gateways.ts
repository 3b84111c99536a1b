import type { ElasticIp } from '../openvpc/src/model/elastic-ip.ts';
import type { Eni } from '../openvpc/src/model/eni.ts';
import type { EgressOnlyGateway, NatGateway, VpcEndpoint } from '../openvpc/src/model/gateway.ts';
import type { PeeringStatus, VpcPeering } from '../openvpc/src/model/peering.ts';
import type { PrefixList } from '../openvpc/src/model/prefix-list.ts';
import type { PublicAccessBlock, PublicAccessExclusion } from '../openvpc/src/model/public-access.ts';
import type { Owned } from '../openvpc/src/model/resource.ts';
import type { Resource } from '../openvpc/src/model/snapshot.ts';
import type { Vpc } from '../openvpc/src/model/vpc.ts';
import type {
  AllocationId,
  EgressOnlyGatewayId,
  EndpointId,
  EniId,
  NatGatewayId,
  PeeringId,
  PrefixListId,
  PublicAccessBlockId,
  PublicAccessExclusionId,
  SubnetId,
  VpcId,
} from '../openvpc/src/name/id.ts';
import type { Instant } from '../openvpc/src/name/scope.ts';
import { address } from '../openvpc/src/net/address.ts';
import { prefix } from '../openvpc/src/net/prefix.ts';
import { OWNED } from './owned.ts';

/** A NAT gateway `nat-<name>` with the interface `eni-nat-<name>`; private without `public`. Addresses with spaces, pairwise. */
export type NatWords = Readonly<{ subnet: string; at: string; public?: string; state?: NatGateway['state'] }>;
/** A gateway endpoint `vpce-<name>`; `list` names a prefix list. */
export type EndpointWords = Readonly<{ service: 's3' | 'dynamodb'; list: string }>;

/** The words of a world that are about gateways. */
export type GatewayWords = Readonly<{
  vpc?: string;
  /** With it, there is `eigw-<vpc>`. */
  eigw?: true;
  nats?: Readonly<Record<string, NatWords>>;
  /** Prefix lists: CIDR blocks of one family. */
  lists?: Readonly<Record<string, readonly string[]>>;
  endpoints?: Readonly<Record<string, EndpointWords>>;
}>;

export function gatewaysOf(words: GatewayWords, vpc: Vpc): readonly Resource[] {
  const owned = { ...OWNED, region: vpc.region };
  const name = words.vpc ?? 'a';
  const egressOnly: EgressOnlyGateway = {
    ...owned,
    kind: 'egress-only-internet-gateway',
    id: `eigw-${name}` as EgressOnlyGatewayId,
    vpc: vpc.id,
  };
  return [
    ...(words.eigw === true ? [egressOnly] : []),
    ...Object.entries(words.nats ?? {}).flatMap(([nat, one]) => natOf(owned, vpc, nat, one)),
    ...Object.entries(words.lists ?? {}).map(([list, blocks]) => prefixList(list, blocks)),
    ...Object.entries(words.endpoints ?? {}).map(([endpoint, one]) => endpointOf(owned, vpc, endpoint, one)),
  ];
}

/** `eipalloc-<eni>-<n>`, one for each address that has one. */
export function elasticIpsOf(
  owned: Owned,
  name: string,
  words: Readonly<{ at: string; public?: string }>,
): readonly ElasticIp[] {
  const primary = words.at.split(' ')[0] ?? '';
  return (words.public ?? '')
    .split(' ')
    .filter((text) => text !== '')
    .map((text, i): ElasticIp => {
      const [own = '', outside] = text.includes('=') ? text.split('=') : [primary, text];
      return {
        ...owned,
        kind: 'elastic-ip',
        id: `eipalloc-${name}-${i}` as AllocationId,
        public: address(outside ?? ''),
        association: { id: `eipassoc-${name}-${i}`, eni: `eni-${name}` as EniId, private: address(own) },
      };
    });
}

/** Deleted or failed, it has no interface and no address any more. */
function natOf(owned: Owned, vpc: Vpc, name: string, words: NatWords): readonly Resource[] {
  const subnet = `subnet-${words.subnet}` as SubnetId;
  const id = `nat-${name}` as NatGatewayId;
  const state = words.state ?? 'available';
  const addresses = words.at.split(' ');
  const eni: Eni = {
    ...owned,
    kind: 'eni',
    id: `eni-nat-${name}` as EniId,
    vpc: vpc.id,
    subnet,
    mac: `02:ff:00:00:00:${(name.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
    description: `Interface for NAT Gateway ${id}`,
    ipv4: addresses.map(address),
    ipv6: [],
    groups: [],
    sourceDestCheck: false,
    interfaceType: 'nat-gateway',
  };
  const gateway: NatGateway = {
    ...owned,
    kind: 'nat-gateway',
    id,
    vpc: vpc.id,
    subnet,
    connectivity: words.public === undefined ? 'private' : 'public',
    state,
    eni: eni.id,
    createdAt: 0 as Instant,
  };
  if (state === 'deleted' || state === 'failed') return [gateway];
  const outside = words.public?.split(' ').map((text, i) => `${addresses[i] ?? ''}=${text}`);
  return [
    gateway,
    eni,
    ...elasticIpsOf(owned, `nat-${name}`, { at: words.at, ...(outside && { public: outside.join(' ') }) }),
  ];
}

export function prefixList(name: string, blocks: readonly string[]): PrefixList {
  const entries = blocks.map((text) => ({ prefix: prefix(text) }));
  return {
    ...OWNED,
    kind: 'prefix-list',
    id: `pl-${name}` as PrefixListId,
    name,
    family: entries[0]?.prefix.base.family ?? 4,
    maxEntries: Math.max(1, entries.length),
    version: 1,
    entries,
    history: [],
  };
}

function endpointOf(owned: Owned, vpc: Vpc, name: string, words: EndpointWords): VpcEndpoint {
  return {
    ...owned,
    kind: 'vpc-endpoint',
    id: `vpce-${name}` as EndpointId,
    vpc: vpc.id,
    endpointType: 'Gateway',
    service: `com.amazonaws.${vpc.region}.${words.service}`,
    prefixList: `pl-${words.list}` as PrefixListId,
  };
}

/** The connection `pcx-<name>` between two VPCs. */
export function peering(
  name: string,
  requester: string,
  accepter: string,
  status: PeeringStatus = 'active',
): VpcPeering {
  return {
    ...OWNED,
    kind: 'vpc-peering',
    id: `pcx-${name}` as PeeringId,
    requester: `vpc-${requester}` as VpcId,
    accepter: `vpc-${accepter}` as VpcId,
    status,
  };
}

/** One that is deleted is still there, and excludes nothing. */
export type ExclusionWords = PublicAccessExclusion['mode'] | 'deleted';

/** VPC Block Public Access with exclusions by VPC or subnet id: `publicAccess('block-ingress', { 'subnet-pub': 'allow-egress' })`. */
export function publicAccess(
  mode: PublicAccessBlock['mode'],
  exclusions: Readonly<Record<string, ExclusionWords>> = {},
): readonly Resource[] {
  return [
    { ...OWNED, kind: 'public-access-block', id: 'vpcbpa-own' as PublicAccessBlockId, mode },
    ...Object.entries(exclusions).map(
      ([of, allowed]): PublicAccessExclusion => ({
        ...OWNED,
        kind: 'public-access-exclusion',
        id: `vpcbpa-exclude-${of}` as PublicAccessExclusionId,
        of: of as VpcId | SubnetId,
        ...(allowed === 'deleted' ? { mode: 'allow-bidirectional', deletedAt: 0 as Instant } : { mode: allowed }),
      }),
    ),
  ];
}
