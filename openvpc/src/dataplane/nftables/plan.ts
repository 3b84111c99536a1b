import type { Program } from '../../contract/program.ts';
import { routerNamespace } from '../../contract/wiring.ts';
import type { VpcId } from '../../name/id.ts';
import { difference } from './difference.ts';
import { neighbourText, type ObservedWires, routeText } from './observe.ts';
import { type ObservedRules, rulesetDigest } from './observe-rules.ts';
import type { Ruleset } from './ruleset.ts';
import { SETTINGS } from './settings.ts';
import { vpcRuleset } from './vpc-rules.ts';
import {
  type Cable,
  cablesOf,
  cutCable,
  cutNeighbour,
  cutRoute,
  cutRule,
  FIXTURES,
  type IpLine,
  makeCable,
  makeNeighbour,
  makeRoute,
  NEW_NAMESPACE_RULES,
  raiseCable,
} from './wires.ts';

/** One router namespace that is there. `known`: the ruleset in force, if this process loaded it. */
export type ObservedRouter = Readonly<{ wires?: ObservedWires; rules: ObservedRules; known?: Ruleset }>;
export type Observed = Readonly<{ routers: ReadonlyMap<string, ObservedRouter> }>;

/**
 * What to do in one namespace, in this order. First what takes ways away, then the rules, then what gives ways: an address
 * that moves to another ENI leads nowhere until the rules know its new owner.
 */
export type RouterPlan = Readonly<{
  name: string;
  vpc: VpcId;
  /** The namespace and its kernel settings. */
  prepare: boolean;
  close: readonly IpLine[];
  /** nft transactions in their order (difference.ts); and the ruleset that is in force after them. */
  transactions: ReadonlyArray<readonly string[]>;
  ruleset: Ruleset;
  count: boolean;
  open: readonly IpLine[];
}>;

/** `program`: whose packets the counts will be. */
export type Plan = Readonly<{ routers: readonly RouterPlan[]; remove: readonly string[]; program: Program }>;

export function isEmpty(plan: Plan): boolean {
  return plan.routers.length === 0 && plan.remove.length === 0;
}

/** Pure: what makes of what is there what the program wants. */
export function planFor(site: string, program: Program, observed: Observed): Plan {
  const wanted = new Map([...program.vpcs.keys()].map((vpc) => [routerNamespace(site, vpc), vpc] as const));
  return {
    routers: [...wanted]
      .map(([name, vpc]) => planRouter(name, vpc, program, observed.routers.get(name)))
      .filter(
        ({ prepare, close, transactions, count, open }) =>
          prepare || count || [close, transactions, open].some((list) => list.length > 0),
      ),
    remove: [...observed.routers.keys()].filter((name) => !wanted.has(name)),
    program,
  };
}

function planRouter(name: string, vpc: VpcId, program: Program, observed: ObservedRouter | undefined): RouterPlan {
  const ruleset = vpcRuleset(program, vpc);
  const cables = cablesOf(program, vpc);
  const wires = observed?.wires;
  return {
    name,
    vpc,
    prepare: wires === undefined || !isSet(wires.settings),
    close: wires === undefined ? [] : closing(cables, wires),
    transactions: planRules(ruleset, observed),
    ruleset,
    count: observed?.rules.counting !== true,
    open: opening(cables, wires),
  };
}

function planRules(ruleset: Ruleset, observed: ObservedRouter | undefined): RouterPlan['transactions'] {
  if (observed?.rules.digest === undefined) return difference(undefined, ruleset);
  if (observed.rules.digest === rulesetDigest(ruleset)) return [];
  return difference(observed.known, ruleset);
}

function isSet(settings: ReadonlyMap<string, string>): boolean {
  return [...SETTINGS].every(([name, value]) => settings.get(name) === value);
}

const wantedRoutes = (cables: readonly Cable[]): ReadonlySet<string> =>
  new Set(
    cables.flatMap(({ device, addresses }) => addresses.map(({ family, text }) => routeText(family, text, device))),
  );
const wantedNeighbours = (cables: readonly Cable[]): ReadonlySet<string> =>
  new Set(
    cables.flatMap(({ device, mac, addresses }) =>
      addresses.map(({ family, text }) => neighbourText(family, text, mac, device)),
    ),
  );

/** What is there and should not be. A cable that goes takes its routes and neighbours with it. */
function closing(cables: readonly Cable[], wires: ObservedWires): readonly IpLine[] {
  const devices = new Set(cables.map(({ device }) => device));
  const routes = wantedRoutes(cables);
  const neighbours = wantedNeighbours(cables);
  return [
    ...wires.strangeRules.map(({ family, preference }) => cutRule(family, preference)),
    ...[...wires.cables.keys()].filter((device) => !devices.has(device)).map(cutCable),
    ...[...wires.routes]
      .filter((route) => !routes.has(route))
      .flatMap((route) => {
        const [, destination = '', device = ''] = route.split(' ');
        return devices.has(device) ? [cutRoute(destination)] : [];
      }),
    ...[...wires.neighbours]
      .filter((neighbour) => !neighbours.has(neighbour))
      .flatMap((neighbour) => {
        const [, address = '', , device = ''] = neighbour.split(' ');
        return devices.has(device) ? [cutNeighbour(device, address)] : [];
      }),
  ];
}

/** What should be there and is not. */
function opening(cables: readonly Cable[], wires: ObservedWires | undefined): readonly IpLine[] {
  const fixtures = [...FIXTURES].flatMap(([name, lines]) => (wires?.fixtures.has(name) === true ? [] : lines));
  const ways = cables.flatMap((cable) => {
    const { device, mac, addresses } = cable;
    const there = wires?.cables.get(device);
    const made = there === undefined ? makeCable(cable) : there.up ? [] : raiseCable(device);
    const isNew = made.length > 0; // a device that was down has lost its routes
    return [
      ...made,
      ...addresses.flatMap((address) => [
        ...(!isNew && wires?.neighbours.has(neighbourText(address.family, address.text, mac, device)) === true
          ? []
          : [makeNeighbour(device, mac, address)]),
        ...(!isNew && wires?.routes.has(routeText(address.family, address.text, device)) === true
          ? []
          : [makeRoute(device, address)]),
      ]),
    ];
  });
  return [...(wires === undefined ? NEW_NAMESPACE_RULES : []), ...fixtures, ...ways];
}
