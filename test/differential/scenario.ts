import { expect } from 'vitest';
import type { Walk } from '../../openvpc/src/contract/verdict.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';
import { packet } from '../packet-text.ts';
import { eniId, snapshotOf, type World } from '../world.ts';
import { benchOf, judged } from './evaluators.ts';

/** Packets sent one after the other through a world that may change: the reference's answers, in which all must agree. */
export class Scenario {
  #bench;
  #now = 1_700_000_000_000;
  readonly #flows = new FlowTable();

  constructor(world: World | Snapshot) {
    this.#bench = benchOf(asSnapshot(world));
  }

  /** Sends from that ENI, remembers what is to be remembered, and answers the verdict in a line. */
  send(from: string, sent: string | Packet): string {
    return verdict(this.walk(from, sent));
  }

  walk(from: string, sent: string | Packet): Walk {
    const what = typeof sent === 'string' ? packet(sent) : sent;
    const now = this.#now as Instant;
    const { walk, dissent } = judged(this.#bench, this.#flows, what, { kind: 'eni', eni: eniId(from) }, now);
    expect(dissent).toEqual([]);
    this.#flows.remember(walk.remember, now);
    return walk;
  }

  wait(seconds: number): this {
    this.#now += seconds * 1000;
    return this;
  }

  /** The same network under other rules; tracked flows stay. */
  becomes(world: World | Snapshot): this {
    this.#bench = benchOf(asSnapshot(world));
    return this;
  }
}

/** `delivered`, or what denied it: `denied-acl by 90 of acl-priv at subnet-priv`. */
export function verdict({ disposition, steps }: Walk): string {
  const last = steps.at(-1);
  if (last === undefined || last.passed) return disposition;
  const { because } = last;
  return `${disposition} by ${typeof because === 'string' ? because : `${because.rule} of ${because.resource}`} at ${last.at}`;
}

/** The steps in a line: `source-check own-address, group-egress sgr-web-2, …`. */
export function path({ steps }: Walk): string {
  return steps
    .map(({ stage, because }) => `${stage} ${typeof because === 'string' ? because : because.rule}`)
    .join(', ');
}

function asSnapshot(world: World | Snapshot): Snapshot {
  return 'revision' in world ? world : snapshotOf(world);
}
