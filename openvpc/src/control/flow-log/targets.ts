import type { EniFacts, RoutePath, TrafficPath } from '../../flowlog/eni-facts.ts';
import { formatOf, type RecordFormat } from '../../flowlog/format.ts';
import type { FlowSubscription, FlowTarget } from '../../flowlog/target.ts';
import type { Eni, EniAttachment } from '../../model/eni.ts';
import type { FlowLog } from '../../model/flow-log.ts';
import { isPrefixList, type Route, type RouteTarget } from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { blocksOf, type Subnet } from '../../model/vpc.ts';
import type { EniId, SubnetId, VpcId } from '../../name/id.ts';
import { zonesOf } from '../../name/scope.ts';
import { type Address, addressPlus } from '../../net/address.ts';
import { storedGroupName } from '../logs/scope.ts';
import { mainTableOf, tableOfSubnet } from '../route-table/associations.ts';

/** ENIs under flow logs with what records say of them; made again only when the snapshot is another. */
export function createFlowTargets(snapshot: () => Snapshot): () => ReadonlyMap<EniId, FlowTarget> {
  let seen: Snapshot | undefined;
  let targets: ReadonlyMap<EniId, FlowTarget> = new Map();
  return () => {
    const now = snapshot();
    if (now !== seen) [seen, targets] = [now, flowTargets(now)];
    return targets;
  };
}

/** Only attached ENIs; a VPC's or subnet's flow log covers every ENI in it, also those made later. */
export function flowTargets(snapshot: Snapshot): ReadonlyMap<EniId, FlowTarget> {
  const targets = new Map<EniId, FlowTarget>();
  if (snapshot.flowLogs.size === 0) return targets;
  const logs = Map.groupBy(snapshot.flowLogs.values(), ({ resource }): string => resource.id);
  const formats = new Map<string, RecordFormat>();
  const vpcs = new Map<VpcId, readonly Address[]>();
  const subnets = new Map<SubnetId, readonly RoutePath[]>();
  for (const eni of snapshot.enis.values()) {
    const covering = [eni.id, eni.subnet, eni.vpc].flatMap((id) => logs.get(id) ?? []);
    const subnet = snapshot.subnets.get(eni.subnet);
    if (covering.length === 0 || eni.attachment === undefined || subnet === undefined) continue;
    const platform = kept(vpcs, eni.vpc, () => platformOf(snapshot, eni.vpc));
    const paths = kept(subnets, eni.subnet, () => pathsOf(snapshot, subnet));
    targets.set(eni.id, {
      facts: factsOf(eni, eni.attachment, subnet, platform, paths),
      subscriptions: covering.map((log) =>
        subscriptionOf(
          log,
          kept(formats, log.format, () => formatOf(log.format)),
        ),
      ),
    });
  }
  return targets;
}

function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function factsOf(
  eni: Eni,
  attachment: EniAttachment,
  subnet: Subnet,
  platform: readonly Address[],
  paths: readonly RoutePath[],
): EniFacts {
  const zone = zonesOf(eni.region).find(({ name }) => name === subnet.zone);
  return {
    eni: eni.id,
    account: eni.owner,
    region: eni.region,
    zoneId: zone?.id ?? '-',
    vpc: eni.vpc,
    subnet: eni.subnet,
    instance: attachment.instance,
    ipv4: eni.ipv4,
    ipv6: eni.ipv6,
    platform,
    paths,
  };
}

function subscriptionOf(log: FlowLog, format: RecordFormat): FlowSubscription {
  return {
    flowLog: log.id,
    trafficType: log.trafficType,
    group: storedGroupName({ account: log.owner, region: log.region }, log.logGroupName),
    format,
    since: log.createdAt,
  };
}

/** The resolver (base + 2 of the VPC's primary block) and the router (base + 1 of every subnet's blocks). */
function platformOf(snapshot: Snapshot, vpc: VpcId): readonly Address[] {
  const primary = snapshot.vpcs.get(vpc)?.ipv4[0]?.prefix;
  const subnets = [...snapshot.subnets.values()].filter((subnet) => subnet.vpc === vpc);
  return [
    ...(primary === undefined ? [] : [addressPlus(primary.base, 2)]),
    ...subnets.flatMap(blocksOf).map(({ base }) => addressPlus(base, 1)),
  ];
}

/** The subnet's own table, or the VPC's main one. */
function pathsOf(snapshot: Snapshot, subnet: Subnet): readonly RoutePath[] {
  const table = tableOfSubnet(snapshot, subnet.id)?.table ?? mainTableOf(snapshot, subnet.vpc);
  return table.routes.flatMap((route) => pathsOfRoute(snapshot, subnet.vpc, route));
}

/** One for each block of a prefix list. A route to a gateway that is not attached here is a blackhole, and no path. */
function pathsOfRoute(snapshot: Snapshot, vpc: VpcId, { destination, target }: Route): readonly RoutePath[] {
  const path = pathBy(snapshot, vpc, target);
  const blocks = isPrefixList(destination)
    ? (snapshot.prefixLists.get(destination.prefixList)?.entries ?? []).map((entry) => entry.prefix)
    : [destination];
  return blocks.map((block) => ({ destination: block, ...(path && { path }) }));
}

function pathBy(snapshot: Snapshot, vpc: VpcId, target: RouteTarget): TrafficPath | undefined {
  switch (target.kind) {
    case 'local':
    case 'eni':
    case 'nat-gateway':
      return 1;
    case 'internet-gateway':
      return snapshot.internetGateways.get(target.gateway)?.vpc === vpc ? 8 : undefined;
    case 'vpc-endpoint':
      return 7;
    case 'vpc-peering': {
      const peering = snapshot.peerings.get(target.peering);
      const regions = [peering?.requester, peering?.accepter].map((id) => id && snapshot.vpcs.get(id)?.region);
      return regions[0] === regions[1] ? 4 : 5;
    }
    case 'egress-only-internet-gateway':
    case 'virtual-private-gateway':
      return undefined; // no number is documented for the one, and nothing stands behind the other
  }
}
