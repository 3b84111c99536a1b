import type { Dataplane } from '../../contract/dataplane.ts';
import type { FlowEvent } from '../../contract/flow-event.ts';
import type { Program } from '../../contract/program.ts';
import { routerNamespace } from '../../contract/wiring.ts';
import type { VpcId } from '../../name/id.ts';
import type { Clock } from '../../seam/clock.ts';
import type { Exec } from '../../seam/exec.ts';
import type { StartLineProcess } from '../../seam/line-process.ts';
import type { NetnsHost } from '../../seam/netns.ts';
import { applyRouter } from './apply.ts';
import { type Attribution, attributionOf } from './flow-counts.ts';
import { createFlowReader, type FlowReader } from './flow-reader.ts';
import { type NftDialogue, openNft } from './nft-dialogue.ts';
import { observeWires } from './observe.ts';
import { observeRules, rulesetDigest } from './observe-rules.ts';
import { isEmpty, type Observed, type ObservedRouter, type Plan, planFor, type RouterPlan } from './plan.ts';
import { refusalsOf } from './refusals.ts';
import type { Ruleset } from './ruleset.ts';

export type NftablesOptions = Readonly<{
  /** Marks what is ours among the machine's namespaces. */
  site: string;
  host: NetnsHost;
  exec: Exec;
  startLineProcess: StartLineProcess;
  clock: Clock;
  /** A line for the operator. */
  onTrouble?: (message: string, error: unknown) => void;
}>;

/** What this process holds of one router namespace. Nothing of it is needed by the next process. */
type Router = {
  nft: NftDialogue;
  flows: FlowReader;
  known?: Readonly<{ digest: string; ruleset: Ruleset }>;
  whose?: Attribution;
};

const POLL_MS = 500;

/** The kernel's nf_tables, in one router namespace for each VPC. */
export function createNftablesDataplane(options: NftablesOptions): Dataplane<Observed, Plan> {
  const { site, host, exec, clock } = options;
  const prefix = routerNamespace(site, 'vpc-' as VpcId); // instances have namespaces too
  const routers = new Map<string, Router>();
  /** Counts taken out of the kernel before a change of owners, and not yet told. */
  const untold: FlowEvent[] = [];

  function routerOf(name: string): Router {
    const known = routers.get(name);
    if (known !== undefined) return known;
    const nft = openNft(options.startLineProcess, (argv) => host.inside(name, argv));
    const router = { nft, flows: createFlowReader(nft, clock) };
    routers.set(name, router);
    return router;
  }

  function letGo(name: string): void {
    routers.get(name)?.nft.close();
    routers.delete(name);
  }

  async function observeRouter(name: string): Promise<ObservedRouter> {
    const { nft, known } = routerOf(name);
    const [wires, rules] = await Promise.all([observeWires(host, exec, name), observeRules(nft)]);
    return {
      rules,
      ...(wires !== undefined && { wires }),
      ...(known !== undefined && known.digest === rules.digest && { known: known.ruleset }),
    };
  }

  async function applyOne(plan: RouterPlan, whose: Attribution): Promise<void> {
    await applyRouter(
      host,
      exec,
      () => routerOf(plan.name).nft,
      plan,
      async () => {
        const router = routerOf(plan.name);
        delete router.known;
        if (router.whose !== undefined && !sameOwners(router.whose, whose))
          untold.push(...(await router.flows.take(router.whose)));
        router.whose = whose;
      },
    );
    routerOf(plan.name).known = { digest: rulesetDigest(plan.ruleset), ruleset: plan.ruleset };
  }

  return {
    name: 'nftables',
    refusals: refusalsOf,
    async observe() {
      const names = (await host.list()).filter((name) => name.startsWith(prefix));
      for (const name of routers.keys()) if (!names.includes(name)) letGo(name);
      return {
        routers: new Map(await Promise.all(names.map(async (name) => [name, await observeRouter(name)] as const))),
      };
    },
    plan: (desired, observed) => planFor(site, desired, observed),
    isEmpty,
    async apply(plan) {
      noteOwners(plan.program);
      for (const name of plan.remove) {
        letGo(name);
        await host.remove(name);
      }
      const results = await Promise.allSettled(
        plan.routers.map((one) => applyOne(one, attributionOf(plan.program, one.vpc))),
      );
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    async *flows(signal) {
      while (!signal.aborted) {
        for (const [name, { flows, whose }] of routers) {
          if (whose === undefined) continue;
          try {
            untold.push(...(await flows.take(whose)));
          } catch (error) {
            if (routers.has(name)) options.onTrouble?.(`${name}: counts cannot be read now`, error); // nothing is lost: they wait
          }
        }
        yield* untold.splice(0);
        await clock.sleep(POLL_MS, signal);
      }
    },
    close() {
      for (const name of routers.keys()) letGo(name);
      return Promise.resolve();
    },
    async destroy() {
      for (const name of routers.keys()) letGo(name);
      for (const name of await host.list()) if (name.startsWith(prefix)) await host.remove(name);
    },
  };

  /** When nothing is to be applied, as after a restart, this is where it is learnt whose the counts are. */
  function noteOwners(program: Program): void {
    for (const vpc of program.vpcs.keys()) {
      const router = routers.get(routerNamespace(site, vpc));
      if (router !== undefined && router.whose === undefined) router.whose = attributionOf(program, vpc);
    }
  }
}

function sameOwners(a: Attribution, b: Attribution): boolean {
  const same = <K, V>(x: ReadonlyMap<K, V>, y: ReadonlyMap<K, V>): boolean =>
    x.size === y.size && [...x].every(([key, value]) => y.get(key) === value);
  return same(a.senders, b.senders) && same(a.receivers, b.receivers);
}
