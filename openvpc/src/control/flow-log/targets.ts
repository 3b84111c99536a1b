import type { EniFacts, RoutePath } from '../../flowlog/eni-facts.ts';
import { formatOf, type RecordFormat } from '../../flowlog/format.ts';
import type { FlowSubscription, FlowTarget } from '../../flowlog/target.ts';
import type { Eni, EniAttachment } from '../../model/eni.ts';
import type { FlowLog } from '../../model/flow-log.ts';
import type { Route } from '../../model/route-table.ts';
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
  return table.routes.map((route) => pathOf(snapshot, subnet.vpc, route));
}

/** A route to a gateway that is not attached here is a blackhole, and no path. */
function pathOf(snapshot: Snapshot, vpc: VpcId, { destination, target }: Route): RoutePath {
  if (target.kind === 'local') return { destination, path: 1 };
  const isAttached = snapshot.internetGateways.get(target.gateway)?.vpc === vpc;
  return { destination, ...(isAttached && { path: 8 }) };
}
