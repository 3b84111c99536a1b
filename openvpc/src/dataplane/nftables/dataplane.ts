import { join } from 'node:path';
import type { Dataplane, Refusal } from '../../contract/dataplane.ts';
import type { Program } from '../../contract/program.ts';
import { routerDevice, routerNamespace } from '../../contract/wiring.ts';
import type { EniId, SubnetId, VpcId } from '../../name/id.ts';
import type { Clock } from '../../seam/clock.ts';
import type { Exec } from '../../seam/exec.ts';
import type { NetnsHost } from '../../seam/netns.ts';
import { applyRouter } from './apply.ts';
import { followCounts } from './flow-poll.ts';
import { linkGroup } from './names.ts';
import { openNotes } from './notes.ts';
import { listTable, observeRouters } from './observe.ts';
import { type Observed, type Plan, planFor, type RouterPlan } from './plan.ts';
import type { Ruleset } from './ruleset.ts';
import { rulesetDigest } from './ruleset-digest.ts';

export type NftablesOptions = Readonly<{
  /** Marks what is ours among the machine's namespaces. */
  site: string;
  /** Where the driver notes what it has put into the kernel, so that a new start can tell drift from its own work. */
  dataDir: string;
  host: NetnsHost;
  exec: Exec;
  clock: Clock;
}>;

/** The kernel's nf_tables, in one router namespace for each VPC. */
export function createNftablesDataplane(options: NftablesOptions): Dataplane<Observed, Plan> {
  const { site, host, exec, clock } = options;
  const notes = openNotes(join(options.dataDir, 'dataplane'));
  /** Rules that this process has loaded, by namespace. */
  const loaded = new Map<string, Ruleset>();
  /** Whose device it is; kept when an ENI goes, for its last counts come after it. */
  const eniOf = new Map<string, EniId>();
  /** Namespaces that this process has set up. */
  const fresh = new Set<string>();
  let present: readonly string[] = [];

  async function applyOne(plan: RouterPlan): Promise<void> {
    loaded.delete(plan.name); // until all of it went well, nobody can say what is there
    await applyRouter(host, exec, plan);
    const listing = await listTable(host, exec, plan.name);
    if (listing === undefined) throw new Error(`the rules of ${plan.name} are gone as soon as they were loaded`);
    loaded.set(plan.name, plan.ruleset);
    notes.set(plan.name, { rules: rulesetDigest(plan.ruleset), listing });
  }

  return {
    name: 'nftables',
    refusals: collidingSubnets,
    async observe() {
      present = (await host.list()).filter((name) => name.startsWith(routerNamespace(site, 'vpc-' as VpcId)));
      const routers = await observeRouters(host, exec, present);
      const sound = [...routers].filter(
        ([name, { listing }]) => listing !== undefined && listing === notes.get(name)?.listing,
      );
      return {
        routers,
        known: new Map(
          sound.flatMap(([name]) => {
            const ruleset = loaded.get(name);
            return ruleset === undefined ? [] : [[name, ruleset] as const];
          }),
        ),
        noted: new Map(sound.map(([name]) => [name, notes.get(name)?.rules ?? ''] as const)),
      };
    },
    plan(desired, observed) {
      for (const eni of desired.enis.keys()) eniOf.set(routerDevice(eni), eni);
      return planFor(site, desired, observed);
    },
    isEmpty: (plan) => plan.routers.length === 0 && plan.remove.length === 0,
    async apply(plan) {
      for (const name of plan.remove) {
        await host.remove(name);
        loaded.delete(name);
        notes.remove(name);
      }
      for (const { name, setUp } of plan.routers) if (setUp) fresh.add(name);
      await Promise.all(plan.routers.map(applyOne));
      const gone = new Set(plan.remove);
      present = [...new Set([...present, ...plan.routers.map(({ name }) => name)])].filter((name) => !gone.has(name));
    },
    flows: (signal) =>
      followCounts({
        host,
        exec,
        clock,
        signal,
        routers: () => present,
        isFresh: (router) => fresh.has(router),
        eniOf: (device) => eniOf.get(device),
      }),
    close: () => Promise.resolve(),
    destroy: () => host.destroy(),
  };
}

/** Two subnets of a VPC whose numbers in the kernel are the same could not be told apart. */
function collidingSubnets(desired: Program): readonly Refusal[] {
  const taken = new Map<string, SubnetId>();
  const refusals: Refusal[] = [];
  for (const [id, { vpc }] of desired.subnets) {
    const key = `${vpc} ${linkGroup(id)}`;
    const other = taken.get(key);
    if (other === undefined) taken.set(key, id);
    else
      refusals.push({
        origin: { resource: vpc, rule: id },
        why: `cannot be told from ${other} by the kernel; make it anew`,
      });
  }
  return refusals;
}
