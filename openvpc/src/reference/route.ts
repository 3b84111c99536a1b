import type { Disposition, Step } from '../contract/verdict.ts';
import type { Eni } from '../model/eni.ts';
import type { Route, RouteTable } from '../model/route-table.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { SubnetId, VpcId } from '../name/id.ts';
import type { Address } from '../net/address.ts';
import { formatPrefix, prefix, prefixHolds } from '../net/prefix.ts';

export type Routed = Readonly<{
  step: Step;
  leadsTo: 'local' | Extract<Disposition, 'no-route' | 'blackhole' | 'denied-gateway'>;
}>;

/** "Packets destined for these ranges are not forwarded" by any route (VPC User Guide, "Configure route tables"). */
const NEVER_FORWARDED = [prefix('169.254.168.0/22'), prefix('fd00:ec2::/32')];

/**
 * The route of the sender's subnet: "the most specific route that matches" (VPC User Guide, "Route priority"). A
 * blackhole matches and drops; there is no falling back to a wider route.
 */
export function routeStep(snapshot: Snapshot, sender: Eni, destination: Address): Routed {
  const step = { stage: 'route', at: sender.subnet } as const;
  const table = tableOf(snapshot, sender.vpc, sender.subnet);
  const forwarded = !NEVER_FORWARDED.some((range) => prefixHolds(range, destination));
  const [route] = table.routes
    .filter((candidate) => forwarded && prefixHolds(candidate.destination, destination))
    .sort((a, b) => b.destination.length - a.destination.length);
  if (route === undefined) return { step: { ...step, passed: false, because: 'implicit-deny' }, leadsTo: 'no-route' };
  const because = { resource: table.id, rule: formatPrefix(route.destination) };
  const leadsTo = targetOf(snapshot, route, sender.vpc);
  return { step: { ...step, passed: leadsTo !== 'blackhole', because }, leadsTo };
}

/** Its explicit association, else the VPC's main table ("Subnet route tables"). */
function tableOf(snapshot: Snapshot, vpc: VpcId, subnet: SubnetId): RouteTable {
  const tables = [...snapshot.routeTables.values()].filter((table) => table.vpc === vpc);
  const explicit = tables.find((table) => table.associations.some((association) => association.subnet === subnet));
  return explicit ?? tables.find((table) => table.associations.some((a) => a.subnet === undefined))!; // invariant: main
}

/**
 * A gateway that is gone or detached makes a blackhole. An attached internet gateway takes only packets of ENIs with a
 * public address, for IPv4 ("Internet gateways"). No ENI has one yet, and for IPv6 nothing stands
 * behind the gateway yet, so it takes none.
 */
function targetOf(snapshot: Snapshot, route: Route, vpc: VpcId): Routed['leadsTo'] {
  switch (route.target.kind) {
    case 'local':
      return 'local';
    case 'internet-gateway':
      return snapshot.internetGateways.get(route.target.gateway)?.vpc === vpc ? 'denied-gateway' : 'blackhole';
  }
}
