import type { Program } from '../../contract/program.ts';
import { routerNamespace } from '../../contract/wiring.ts';
import type { VpcId } from '../../name/id.ts';
import { difference } from './difference.ts';
import type { ObservedRouter } from './observe.ts';
import { vpcRuleset } from './policy.ts';
import type { Ruleset } from './ruleset.ts';
import { rulesetDigest } from './ruleset-digest.ts';
import { type Cable, cablesOf, makeCable, makeNeighbour, makeRoute } from './topology.ts';

export type Observed = Readonly<{
  routers: ReadonlyMap<string, ObservedRouter>;
  /** What we know to be in a table, as far as the kernel's listing is still the one that followed it. */
  known: ReadonlyMap<string, Ruleset>;
  /** The digest of the rules that an earlier process loaded, where the kernel's listing is still the one that followed. */
  noted: ReadonlyMap<string, string>;
}>;

/** What to do in one router namespace, in this order. */
export type RouterPlan = Readonly<{
  name: string;
  vpc: VpcId;
  /** Namespace, settings and `void` are to be made. */
  setUp: boolean;
  /** The table that counts flows is to be made. */
  count: boolean;
  /** Cables that nobody wants any more. */
  cut: readonly string[];
  /** One nft transaction. */
  transaction: readonly string[];
  ruleset: Ruleset;
  /** `ip -batch` lines. */
  wire: readonly string[];
  /** Devices that `wire` makes. */
  made: readonly string[];
}>;

export type Plan = Readonly<{ routers: readonly RouterPlan[]; remove: readonly string[] }>;

/** Pure: what turns what is there into what the program wants. Nothing for what is right already. */
export function planFor(site: string, program: Program, observed: Observed): Plan {
  const wanted = [...program.vpcs.keys()].map((vpc) => [routerNamespace(site, vpc), vpc] as const);
  const names = new Set(wanted.map(([name]) => name));
  return {
    routers: wanted
      .map(([name, vpc]) => planRouter(name, vpc, program, observed))
      .filter(
        (plan) => plan.setUp || plan.count || [plan.cut, plan.transaction, plan.wire].some((list) => list.length > 0),
      ),
    remove: [...observed.routers.keys()].filter((name) => !names.has(name)),
  };
}

function planRouter(name: string, vpc: VpcId, program: Program, observed: Observed): RouterPlan {
  const there = observed.routers.get(name);
  const ruleset = vpcRuleset(program, vpc);
  const cables = cablesOf(program, vpc);
  const wanted = new Set(cables.map(({ device }) => device));
  return {
    name,
    vpc,
    setUp: there?.ready !== true,
    count: there?.counting !== true,
    cut: [...(there?.cables.keys() ?? [])].filter((device) => !wanted.has(device)),
    transaction: difference(there?.listing === undefined ? undefined : inForce(name, ruleset, observed), ruleset),
    ruleset,
    wire: cables.flatMap((cable) => wireCable(cable, there)),
    made: cables.map(({ device }) => device).filter((device) => there?.cables.has(device) !== true),
  };
}

/** The rules that are in the kernel, if we can tell. */
function inForce(name: string, desired: Ruleset, observed: Observed): Ruleset | undefined {
  const known = observed.known.get(name);
  if (known !== undefined) return known;
  const noted = observed.noted.get(name);
  return noted !== undefined && noted === rulesetDigest(desired) ? desired : undefined;
}

function wireCable(cable: Cable, there: ObservedRouter | undefined): readonly string[] {
  const known = there?.cables.get(cable.device);
  const made =
    known === undefined
      ? makeCable(cable)
      : known.group === cable.group && known.up
        ? []
        : [`link set dev ${cable.device} group ${cable.group} up`];
  return [
    ...made,
    ...cable.routes.flatMap((route) => {
      const host = route.slice(0, route.indexOf('/'));
      return [
        ...(there?.routes.has(`${route} dev ${cable.device}`) === true ? [] : makeRoute(cable, route)),
        ...(there?.neighbours.has(`${host} ${cable.mac} dev ${cable.device}`) === true
          ? []
          : makeNeighbour(cable, route)),
      ];
    }),
  ];
}
