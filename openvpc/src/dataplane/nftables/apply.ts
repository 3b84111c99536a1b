import { type Exec, must } from '../../seam/exec.ts';
import type { NetnsHost } from '../../seam/netns.ts';
import { flowTable } from './flow-table.ts';
import type { NftDialogue } from './nft-dialogue.ts';
import { writeNote } from './observe-rules.ts';
import type { RouterPlan } from './plan.ts';
import { SETTINGS, SETTINGS_IF_THERE } from './settings.ts';
import type { IpLine } from './wires.ts';

/**
 * Carries out one router's plan. Stop it anywhere: packets are judged by the old rules or by the new, or find no way. In a
 * new namespace there is no device until the rules are in.
 */
export async function applyRouter(
  host: NetnsHost,
  exec: Exec,
  nft: () => NftDialogue,
  plan: RouterPlan,
  beforeRules: () => Promise<void>,
): Promise<void> {
  const inside: Inside = (argv) => host.inside(plan.name, argv);
  if (plan.prepare) {
    await host.create(plan.name);
    await must(exec, inside(['sh', '-c', WRITE_SETTINGS]), lines(SETTINGS));
    await exec.run(inside(['sh', '-c', WRITE_SETTINGS]), { input: lines(SETTINGS_IF_THERE) });
  }
  await runIp(exec, inside, plan.close);
  await beforeRules();
  for (const transaction of plan.transactions) await nft().transact(transaction);
  if (plan.count) await nft().transact(flowTable());
  await runIp(exec, inside, plan.open);
  if (plan.transactions.length > 0) await writeNote(nft(), plan.ruleset);
}

type Inside = (argv: readonly string[]) => readonly string[];

/** Names and values come by its input. */
const WRITE_SETTINGS = 'cd /proc/sys/net && while read -r name value; do echo "$value" > "$name" || exit 1; done';

function lines(settings: ReadonlyMap<string, string>): string {
  return [...settings].map(([name, value]) => `${name} ${value}\n`).join('');
}

/** In order; neighbours of one kind go to one `ip`. */
async function runIp(exec: Exec, inside: Inside, all: readonly IpLine[]): Promise<void> {
  for (let at = 0; at < all.length; ) {
    const six = all[at]?.six === true;
    const from = at;
    while (at < all.length && (all[at]?.six === true) === six) at++;
    const input = all.slice(from, at).map(({ line }) => `${line}\n`);
    await must(exec, inside(['ip', ...(six ? ['-6'] : []), '-batch', '-']), input.join(''));
  }
}
