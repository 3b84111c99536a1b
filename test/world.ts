import type { Eni } from '../openvpc/src/model/eni.ts';
import type { Instance } from '../openvpc/src/model/instance.ts';
import {
  LAST_ENTRY,
  LAST_ENTRY_IPV6,
  type NetworkAcl,
  type NetworkAclEntry,
} from '../openvpc/src/model/network-acl.ts';
import { destinationText, type Route, type RouteTable } from '../openvpc/src/model/route-table.ts';
import type { SecurityGroup, SecurityGroupRule } from '../openvpc/src/model/security-group.ts';
import {
  COLLECTION,
  EMPTY_SNAPSHOT,
  type Resource,
  type Snapshot,
  withChanges,
} from '../openvpc/src/model/snapshot.ts';
import type { DhcpOptions, InternetGateway, Subnet, Vpc } from '../openvpc/src/model/vpc.ts';
import type { AclId, EniId, GroupId, InstanceId, InternetGatewayId, SubnetId, VpcId } from '../openvpc/src/name/id.ts';
import type { Instant, Region, Revision, ZoneName } from '../openvpc/src/name/scope.ts';
import { address as addressIn, parseAddress } from '../openvpc/src/net/address.ts';
import { everyone, parsePrefix, prefix } from '../openvpc/src/net/prefix.ts';
import { route as routeOf } from './route-text.ts';
import { aclEntry, groupRule } from './rule-text.ts';
import { ACCOUNT, OWNED, REGION } from './owned.ts';
import { elasticIpsOf, gatewaysOf, type GatewayWords } from './world-gateways.ts';

/**
 * One VPC in a few words. Names become ids: group `web` is `sg-web`, its second rule `sgr-web-2`, and so on. What AWS
 * makes by itself is made too: main route table, default group and ACL, local routes, the ACLs' last entries.
 */
export type World = GatewayWords &
  Readonly<{
    /** Default `a`. */
    vpc?: string;
    /** The first IPv4 block is primary. Default `10.0.0.0/16 2001:db8:a::/56`. */
    cidrs?: string;
    subnets: Readonly<Record<string, SubnetWords>>;
    /** Rules as in `in tcp 80 from 0.0.0.0/0`, `out all to app`. */
    groups: Readonly<Record<string, readonly string[]>>;
    /** Entries as in `in 100 allow tcp 1024-65535 from 10.0.0.0/8`. Without a name in a subnet, the default ACL allows all. */
    acls?: Readonly<Record<string, readonly string[]>>;
    enis: Readonly<Record<string, EniWords>>;
    /** Default `us-east-1`. */
    region?: string;
    /** Without it, `igw-<vpc>` is attached. */
    igw?: false;
    /** The table `rtb-gateway-<vpc>` for what enters by the internet gateway; words as in a subnet's routes. */
    gatewayRoutes?: readonly string[];
    /** Groups that may be used in other VPCs too: names of VPCs, with spaces. */
    associated?: Readonly<Record<string, string>>;
  }>;
/** `routes` as route-text.ts has them; with them the subnet has its own table. */
export type SubnetWords = Readonly<{ cidrs: string; acl?: string; routes?: readonly string[] }>;
/** `at` and `groups` are lists with spaces. */
export type EniWords = Readonly<{
  subnet: string;
  at: string;
  groups: string;
  sourceDestCheck?: false;
  /** An Elastic IP of the primary address, or a list as `10.0.0.12=198.51.100.12 10.0.0.10=198.51.100.10`. */
  public?: string;
  /** The public address that came with the launch. */
  autoPublic?: string;
  /** Delegated blocks, with spaces. */
  prefixes?: string;
  timeouts?: Eni['trackingTimeouts'];
  /** Its instance does not run. */
  stopped?: true;
}>;

export { ACCOUNT, OWNED, REGION };
const NOW = 1_700_000_000_000 as Instant;

/** Each ENI is attached to an instance of its own, which runs. */
export function snapshotOf(...worlds: readonly World[]): Snapshot {
  return withResources(EMPTY_SNAPSHOT, worlds.flatMap(resourcesOf));
}

/** The snapshot with these put in, one revision on. */
export function withResources(before: Snapshot, resources: readonly Resource[]): Snapshot {
  const changes = new Map<string, Resource>(resources.map((resource) => [resource.id, resource]));
  return withChanges(before, (before.revision + 1) as Revision, changes);
}

/** The snapshot without that resource, one revision on. */
export function without(before: Snapshot, kind: Resource['kind'], id: string): Snapshot {
  if (!(before[COLLECTION[kind]] as ReadonlyMap<string, Resource>).has(id)) throw new Error(`there is no ${id}`);
  return withChanges(before, (before.revision + 1) as Revision, new Map([[id, { kind, removed: true }]]));
}

/** Ids are names here, which no parser would take. */
export const vpcId = (name: string): VpcId => `vpc-${name}` as VpcId;
export const subnetId = (name: string): SubnetId => `subnet-${name}` as SubnetId;
export const eniId = (name: string): EniId => `eni-${name}` as EniId;
export const groupId = (name: string): GroupId => `sg-${name}` as GroupId;
export const aclId = (name: string): AclId => `acl-${name}` as AclId;
export const gatewayId = (name: string): InternetGatewayId => `igw-${name}` as InternetGatewayId;
const instanceId = (name: string): InstanceId => `i-${name}` as InstanceId;

function resourcesOf(words: World): readonly Resource[] {
  const vpc = vpcOf(words);
  const owned = { ...OWNED, region: vpc.region };
  const gateway: InternetGateway = {
    ...owned,
    kind: 'internet-gateway',
    id: gatewayId(nameOf(words)),
    ...(words.igw !== false && { vpc: vpc.id }),
  };
  const options = { ...OWNED, kind: 'dhcp-options', id: vpc.dhcpOptions, options: [] } satisfies DhcpOptions;
  return [
    options,
    vpc,
    gateway,
    ...tablesOf(words, vpc),
    ...groupsOf(words, vpc),
    ...aclsOf(words, vpc),
    ...Object.entries(words.subnets).map(([name, subnet]) => subnetOf(words, vpc, name, subnet)),
    ...Object.entries(words.enis).flatMap(([name, eni], i) => eniOf(vpc, name, eni, i)),
    ...Object.entries(words.enis).flatMap(([name, eni]) => elasticIpsOf(owned, name, eni)),
    ...gatewaysOf(words, vpc),
  ];
}

function nameOf(words: World): string {
  return words.vpc ?? 'a';
}

function vpcOf(words: World): Vpc {
  const blocks = list(words.cidrs ?? '10.0.0.0/16 2001:db8:a::/56').map((text, i) => ({
    id: `vpc-cidr-assoc-${nameOf(words)}-${i}`,
    prefix: prefix(text),
  }));
  return {
    ...OWNED,
    region: (words.region ?? REGION) as Region,
    kind: 'vpc',
    id: vpcId(nameOf(words)),
    ipv4: blocks.filter((block) => block.prefix.base.family === 4),
    ipv6: blocks.filter((block) => block.prefix.base.family === 6),
    isDefault: false,
    dhcpOptions: `dopt-${nameOf(words)}` as Vpc['dhcpOptions'],
    dnsSupport: true,
    dnsHostnames: false,
    tenancy: 'default',
  };
}

/** Names that more than one VPC may have, such as `default` and `main`, carry the VPC's. */
function subnetOf(words: World, vpc: Vpc, name: string, { cidrs, acl }: SubnetWords): Subnet {
  const [ipv4, ipv6] = list(cidrs).map(prefix);
  if (ipv4?.base.family !== 4) throw new Error(`subnet ${name} wants its IPv4 block first`);
  return {
    ...OWNED,
    kind: 'subnet',
    id: subnetId(name),
    vpc: vpc.id,
    zone: `${REGION}a` as ZoneName,
    ipv4,
    ...(ipv6 && { ipv6: { id: `subnet-cidr-assoc-${name}`, prefix: ipv6 } }),
    mapPublicIpOnLaunch: false,
    assignIpv6OnCreation: false,
    defaultForAz: false,
    aclAssociation: { id: `aclassoc-${name}`, acl: aclId(acl ?? `default-${nameOf(words)}`) },
  };
}

function tablesOf(words: World, vpc: Vpc): readonly RouteTable[] {
  const local = [...vpc.ipv4, ...vpc.ipv6].map(
    ({ prefix: destination }): Route => ({ destination, target: { kind: 'local' }, origin: 'CreateRouteTable' }),
  );
  const table = (name: string, routes: readonly string[], association: RouteTable['associations'][0]): RouteTable => ({
    ...OWNED,
    kind: 'route-table',
    id: `rtb-${name}` as RouteTable['id'],
    vpc: vpc.id,
    routes: withRoutes(
      local,
      routes.map((text) => routeOf(nameOf(words), text)),
    ),
    associations: [association],
  });
  const own = Object.entries(words.subnets).flatMap(([name, { routes }]) =>
    routes === undefined ? [] : [table(name, routes, { id: `rtbassoc-${name}`, subnet: subnetId(name) })],
  );
  const edge = words.gatewayRoutes ?? [];
  const gateway = { id: `rtbassoc-gateway-${nameOf(words)}`, gateway: gatewayId(nameOf(words)) };
  return [
    table(`main-${nameOf(words)}`, [], { id: `rtbassoc-main-${nameOf(words)}` }),
    ...own,
    ...(edge.length === 0 ? [] : [table(`gateway-${nameOf(words)}`, edge, gateway)]),
  ];
}

/** A route to a local route's destination takes its place. */
function withRoutes(local: readonly Route[], routes: readonly Route[]): readonly Route[] {
  const chosen = routes.filter(({ origin }) => origin === 'CreateRoute');
  const replaced = new Set(chosen.map(({ destination }) => destinationText(destination)));
  return [...local.filter(({ destination }) => !replaced.has(destinationText(destination))), ...routes];
}

function groupsOf(words: World, vpc: Vpc): readonly SecurityGroup[] {
  const own = Object.entries(words.groups).map(([name, rules]) => {
    const elsewhere = list(words.associated?.[name] ?? '').map(vpcId);
    const made = group(vpc, name, name, rules);
    return elsewhere.length === 0 ? made : { ...made, associatedVpcs: elsewhere };
  });
  return [group(vpc, `default-${nameOf(words)}`, 'default', [`in all from default-${nameOf(words)}`]), ...own];
}

export function group(vpc: Readonly<{ id: VpcId }>, id: string, name: string, rules: readonly string[]): SecurityGroup {
  const parsed: readonly SecurityGroupRule[] = rules.map((text, i) => groupRule(`${id}-${i + 1}`, text));
  return { ...OWNED, kind: 'security-group', id: groupId(id), name, description: name, vpc: vpc.id, rules: parsed };
}

function aclsOf(words: World, vpc: Vpc): readonly NetworkAcl[] {
  const all = (direction: string, end: string) => [
    `${direction} 100 allow all ${end} 0.0.0.0/0`,
    ...(vpc.ipv6.length > 0 ? [`${direction} 101 allow all ${end} ::/0`] : []),
  ];
  const own = Object.entries(words.acls ?? {}).map(([name, entries]) => acl(vpc, name, false, entries));
  return [acl(vpc, `default-${nameOf(words)}`, true, [...all('in', 'from'), ...all('out', 'to')]), ...own];
}

export function acl(vpc: Vpc, name: string, isDefault: boolean, entries: readonly string[]): NetworkAcl {
  const last = (['ingress', 'egress'] as const).flatMap((direction): NetworkAclEntry[] => [
    { number: LAST_ENTRY, direction, protocol: 'any', action: 'deny', prefix: everyone(4) },
    ...(vpc.ipv6.length === 0
      ? []
      : [{ number: LAST_ENTRY_IPV6, direction, protocol: 'any', action: 'deny', prefix: everyone(6) } as const]),
  ]);
  return {
    ...OWNED,
    kind: 'network-acl',
    id: aclId(name),
    vpc: vpc.id,
    isDefault,
    entries: [...entries.map(aclEntry), ...last],
  };
}

function eniOf(vpc: Vpc, name: string, words: EniWords, i: number): readonly [Eni, Instance] {
  const addresses = list(words.at).map((text) => {
    const address = parseAddress(text);
    if (address === undefined || parsePrefix(text) !== undefined)
      throw new Error(`eni ${name}: not an address: ${text}`);
    return address;
  });
  const eni: Eni = {
    ...OWNED,
    kind: 'eni',
    id: eniId(name),
    vpc: vpc.id,
    subnet: subnetId(words.subnet),
    mac: `02:00:00:00:${(i >> 8).toString(16).padStart(2, '0')}:${(i & 255).toString(16).padStart(2, '0')}`,
    description: '',
    ipv4: addresses.filter(({ family }) => family === 4),
    ipv6: addresses.filter(({ family }) => family === 6),
    groups: list(words.groups).map(groupId),
    sourceDestCheck: words.sourceDestCheck ?? true,
    ...(words.prefixes && { prefixes: list(words.prefixes).map(prefix) }),
    ...(words.autoPublic && { autoPublic: addressIn(words.autoPublic) }),
    ...(words.timeouts && { trackingTimeouts: words.timeouts }),
    attachment: {
      id: `eni-attach-${name}`,
      instance: instanceId(name),
      deviceIndex: 0,
      deleteOnTermination: true,
      attachedAt: NOW,
    },
  };
  return [eni, { ...instanceOf(name), state: words.stopped === true ? 'stopped' : 'running' }];
}

function instanceOf(name: string): Instance {
  return {
    ...OWNED,
    kind: 'instance',
    id: instanceId(name),
    reservation: `r-${name}`,
    launchIndex: 0,
    image: 'ami-host',
    type: 't3.micro',
    zone: `${REGION}a` as ZoneName,
    state: 'running',
    launchedAt: NOW,
  };
}

function list(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
