import { expect } from 'vitest';
import type { Entry, Walk } from '../../openvpc/src/contract/verdict.ts';
import { FlowTable } from '../../openvpc/src/engine/flow-table.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { EndpointId, EniId } from '../../openvpc/src/name/id.ts';
import type { Instant } from '../../openvpc/src/name/scope.ts';
import { formatAddress, sameAddress } from '../../openvpc/src/net/address.ts';
import { type Packet, TCP_ACK } from '../../openvpc/src/net/packet.ts';
import { answer, packet } from '../packet-text.ts';
import { eniId, snapshotOf, type World } from '../world.ts';
import { benchOf, judged } from './evaluators.ts';

/** Packets sent one after the other through a world that may change: the reference's answers, in which all must agree. */
export class Scenario {
  #bench;
  #now = 1_700_000_000_000;
  #sent: Readonly<{ from: Entry; packet: Packet }> | undefined;
  #arrived: NonNullable<Walk['arrived']> | undefined;
  readonly #flows = new FlowTable();

  constructor(world: World | Snapshot) {
    this.#bench = benchOf(asSnapshot(world));
  }

  /** Sends from an ENI by its name, from `internet`, or from an endpoint as `vpce-s3`, and answers the verdict in a line. */
  send(from: string, sent: string | Packet): string {
    return verdict(this.walk(from, sent));
  }

  walk(from: string, sent: string | Packet): Walk {
    return this.#walk(entryOf(from), typeof sent === 'string' ? packet(sent) : sent);
  }

  #walk(from: Entry, sent: Packet): Walk {
    const now = this.#now as Instant;
    const { walk, dissent } = judged(this.#bench, this.#flows, sent, from, now);
    expect(dissent).toEqual([]);
    this.#flows.remember(walk.remember, now);
    this.#sent = { from, packet: sent };
    if (walk.arrived !== undefined) this.#arrived = walk.arrived;
    return walk;
  }

  /**
   * One act, and what became of it: `a1 tcp 10.0.1.20:40000 > …` sends (with `9001 bytes` before the packet, that long);
   * `answer` answers the packet that arrived last, from where it arrived; `again` sends the last packet once more, TCP with
   * an acknowledgement; `wait 40` waits seconds.
   */
  act(words: string): string {
    const [, first = '', rest = ''] = /^(\S+) ?(.*)$/.exec(words) ?? [];
    switch (first) {
      case 'wait':
        this.wait(Number(rest));
        return '';
      case 'answer': {
        if (this.#arrived === undefined) throw new Error('nothing arrived that could be answered');
        const sent = answer(this.#arrived.packet);
        return outcome(this.#walk(backFrom(this.#arrived.at), sent), sent);
      }
      case 'again': {
        if (this.#sent === undefined) throw new Error('nothing was sent before');
        const { from, packet: sent } = this.#sent;
        return outcome(this.#walk(from, acknowledging(sent)), sent);
      }
      default: {
        const [, bytes, text = rest] = /^(\d+) bytes (.*)$/.exec(rest) ?? [];
        return outcome(this.walk(first, packet(text, Number(bytes ?? 60))), packet(text));
      }
    }
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

/** The verdict, where it arrived, and which ends it had there if they are not those it was sent with. */
function outcome(walk: Walk, sent: Packet): string {
  const { arrived } = walk;
  if (arrived === undefined) return verdict(walk);
  const { source, destination } = arrived.packet;
  const same = sameAddress(source, sent.source) && sameAddress(destination, sent.destination);
  const ends = same ? '' : ` as ${formatAddress(source)} > ${formatAddress(destination)}`;
  return `${walk.disposition} ${arrived.at}${ends}`;
}

/** The steps in a line: `source-check own-address, group-egress sgr-web-2, …`. */
export function path({ steps }: Walk): string {
  return steps
    .map(({ stage, because }) => `${stage} ${typeof because === 'string' ? because : because.rule}`)
    .join(', ');
}

function entryOf(name: string): Entry {
  if (name === 'internet') return { kind: 'internet' };
  if (name.startsWith('vpce-')) return { kind: 'endpoint', endpoint: name as EndpointId };
  return { kind: 'eni', eni: eniId(name) };
}

function backFrom(at: string): Entry {
  if (at.startsWith('eni-')) return { kind: 'eni', eni: at as EniId };
  return entryOf(at.startsWith('vpce-') ? at : 'internet');
}

function acknowledging(sent: Packet): Packet {
  return sent.transport.kind === 'tcp' ? { ...sent, transport: { ...sent.transport, flags: TCP_ACK } } : sent;
}

function asSnapshot(world: World | Snapshot): Snapshot {
  return 'revision' in world ? world : snapshotOf(world);
}
