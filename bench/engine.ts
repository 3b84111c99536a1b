import { bench, do_not_optimize, run, summary } from 'mitata';
import { compile } from '../openvpc/src/compile/compile.ts';
import { NO_FLOWS } from '../openvpc/src/contract/verdict.ts';
import { FlowTable } from '../openvpc/src/engine/flow-table.ts';
import { walk } from '../openvpc/src/engine/walk.ts';
import type { Instant } from '../openvpc/src/name/scope.ts';
import { walkResources } from '../openvpc/src/reference/walk.ts';
import { packet } from '../test/packet-text.ts';
import { eniId, snapshotOf, type World } from '../test/world.ts';

/** Verdicts per second of the engine on one core, beside the reference (which scans) in the same run; and compile. */
const NOW = 1_700_000_000_000 as Instant;
const FROM = { kind: 'eni', eni: eniId('a') } as const;
const REQUEST = packet('tcp 10.0.0.10:40000 > 10.0.1.20:5432');

/** Two subnets, an ENI in each; the receiver's group has that many rules, the one that matches last. */
function world(rules: number): World {
  const others = Array.from({ length: rules - 1 }, (_, i) => `in tcp ${1024 + i} from 172.16.${i >> 8}.${i & 255}/32`);
  return {
    subnets: { one: { cidrs: '10.0.0.0/24' }, two: { cidrs: '10.0.1.0/24' } },
    groups: { web: ['out all to 0.0.0.0/0'], db: [...others, 'in tcp 5432 from web'] },
    enis: { a: { subnet: 'one', at: '10.0.0.10', groups: 'web' }, b: { subnet: 'two', at: '10.0.1.20', groups: 'db' } },
  };
}

for (const rules of [10, 1000]) {
  const snapshot = snapshotOf(world(rules));
  const program = compile(snapshot);
  const flows = new FlowTable();
  flows.remember(walk(program, NO_FLOWS, REQUEST, FROM, NOW).remember, NOW);
  summary(() => {
    bench(`reference, ${rules} rules`, () => do_not_optimize(walkResources(snapshot, NO_FLOWS, REQUEST, FROM, NOW)));
    bench(`engine, ${rules} rules`, () => do_not_optimize(walk(program, NO_FLOWS, REQUEST, FROM, NOW)));
    bench(`engine, ${rules} rules, tracked flow`, () => do_not_optimize(walk(program, flows, REQUEST, FROM, NOW)));
  });
  bench(`compile, ${rules} rules`, () => do_not_optimize(compile(snapshot)));
}

await run();
