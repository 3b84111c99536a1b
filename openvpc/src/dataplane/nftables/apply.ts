import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Exec, must } from '../../seam/exec.ts';
import type { NetnsHost } from '../../seam/netns.ts';
import { countingTable } from './flow-counts.ts';
import type { RouterPlan } from './plan.ts';
import {
  cableSettings,
  FORWARDING,
  OPTIONAL_SETTINGS,
  ROUTER_LINKS,
  ROUTER_RULES,
  ROUTER_RULES_IPV4,
  SETTINGS,
} from './topology.ts';

/**
 * Carries out one router's plan. Whatever step it stops at, packets are judged by the old rules or by the new ones: rules
 * are one transaction, cables come after the rules that judge them, and a namespace forwards nothing until its rules are in.
 */
export async function applyRouter(host: NetnsHost, exec: Exec, plan: RouterPlan): Promise<void> {
  const inside = (argv: readonly string[]) => host.inside(plan.name, argv);
  if (plan.setUp) {
    await host.create(plan.name);
    await setAll(exec, inside, SETTINGS, true);
    await setAll(exec, inside, OPTIONAL_SETTINGS, false);
  }
  if (plan.count) await nft(exec, inside, countingTable());
  if (plan.cut.length > 0)
    await batch(
      exec,
      inside,
      [],
      plan.cut.map((device) => `link delete dev ${device}`),
    );
  if (plan.transaction.length > 0) await nft(exec, inside, plan.transaction);
  if (plan.setUp) {
    // Half-made routers are made again from the start: `void` may be there already, so failures there are not the end.
    await batch(exec, inside, ['-force'], ROUTER_RULES_IPV4, false);
    await batch(exec, inside, ['-6', '-force'], ROUTER_RULES, false);
    await setAll(exec, inside, FORWARDING, true);
    await batch(exec, inside, ['-force'], ROUTER_LINKS, false);
  }
  if (plan.wire.length > 0) await batch(exec, inside, [], plan.wire);
  if (plan.made.length > 0) await setAll(exec, inside, plan.made.flatMap(cableSettings), true);
}

type Inside = (argv: readonly string[]) => readonly string[];

/** Writes kernel settings; a shell without any text of ours in its script reads them from its input. */
async function setAll(
  exec: Exec,
  inside: Inside,
  settings: ReadonlyArray<readonly [string, string]>,
  needed: boolean,
): Promise<void> {
  const script = 'set -e; while read -r path value; do echo "$value" > "/proc/sys/$path"; done';
  const input = settings.map(([path, value]) => `${path} ${value}\n`).join('');
  const { code, stderr } = await exec.run(inside(['sh', '-c', needed ? script : script.replace('set -e; ', '')]), {
    input,
  });
  if (code !== 0 && needed) throw new Error(`the kernel refused a network setting: ${stderr.trim()}`);
}

async function batch(
  exec: Exec,
  inside: Inside,
  flags: readonly string[],
  lines: readonly string[],
  needed = true,
): Promise<void> {
  const argv = inside(['ip', ...flags, '-batch', '-']);
  const input = `${lines.join('\n')}\n`;
  if (needed) await must(exec, argv, input);
  else await exec.run(argv, { input });
}

/** One transaction. nft reads a file: given a pipe by Node it says "Could not open file" (nodejs/node#21941). */
async function nft(exec: Exec, inside: Inside, lines: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'openvpc-nft-'));
  const path = join(folder, 'transaction.nft');
  try {
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
    await must(exec, inside(['nft', '-f', path]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
