import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer, packet } from '../../../test/packet-text.ts';
import type { FlowHistory } from '../contract/verdict.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { sameAddress } from '../net/address.ts';
import { type Packet, reversed, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../net/packet.ts';
import { FlowTable } from './flow-table.ts';

/** The table as a plain list of what was remembered, searched from its end: obvious, and slow. */
class List {
  readonly #told: Array<{ eni: EniId; packet: Packet; at: Instant; expires: Instant }> = [];

  remember(eni: EniId, sent: Packet, at: Instant, expires: Instant): void {
    this.#told.push({ eni, packet: sent, at, expires });
  }

  history(eni: EniId, asked: Packet, now: Instant): FlowHistory | undefined {
    const mine = this.#told.filter((one) => one.eni === eni && isSameFlow(one.packet, asked));
    const flow = sinceItBegan(mine);
    const last = flow.at(-1);
    if (last === undefined || last.expires <= now) return undefined;
    const history = historyOf(flow, asked, last.expires);
    return hasEnded(history) && isRequest(asked) ? undefined : history;
  }
}

/** A flow begins anew with a packet that came when its time was up, or with a request after its end. */
function sinceItBegan<T extends { packet: Packet; at: Instant; expires: Instant }>(told: readonly T[]): readonly T[] {
  let flow: readonly T[] = [];
  for (const one of told) {
    const last = flow.at(-1);
    const isOver = last !== undefined && last.expires <= one.at;
    const isReopened =
      last !== undefined && isRequest(one.packet) && hasEnded(historyOf(flow, one.packet, last.expires));
    flow = isOver || isReopened ? [one] : [...flow, one];
  }
  return flow;
}

function historyOf(flow: ReadonlyArray<{ packet: Packet }>, asked: Packet, expires: Instant): FlowHistory {
  const side = (way: ReadonlyArray<{ packet: Packet }>) => ({
    packets: way.length,
    finished: way.some((one) => (flagsOf(one.packet) & TCP_FIN) !== 0),
  });
  return {
    sameWay: side(flow.filter((one) => isSameWay(one.packet, asked))),
    otherWay: side(flow.filter((one) => !isSameWay(one.packet, asked))),
    reset: flow.some((one) => (flagsOf(one.packet) & TCP_RST) !== 0),
    expires,
  };
}

function hasEnded({ reset, sameWay, otherWay }: FlowHistory): boolean {
  return reset || (sameWay.finished && otherWay.finished);
}
function isRequest(sent: Packet): boolean {
  return (flagsOf(sent) & (TCP_SYN | TCP_ACK)) === TCP_SYN;
}
function flagsOf({ transport }: Packet): number {
  return transport.kind === 'tcp' ? transport.flags : 0;
}
function isSameFlow(a: Packet, b: Packet): boolean {
  return isSameWay(a, b) || isSameWay(reversed(a), b);
}
function isSameWay(a: Packet, b: Packet): boolean {
  const what = ({ transport }: Packet) => ({ ...transport, flags: 0, code: 0 });
  return (
    sameAddress(a.source, b.source) &&
    sameAddress(a.destination, b.destination) &&
    JSON.stringify(what(a)) === JSON.stringify(what(b))
  );
}

const requests = [
  'tcp 10.0.0.1:1 > 10.0.0.2:2',
  'tcp 10.0.0.1:1 > 10.0.0.2:3',
  'tcp 10.0.0.1:2 > 10.0.0.2:1',
  'tcp 10.0.0.1:5 > 10.0.0.1:5',
  'udp 10.0.0.1:1 > 10.0.0.2:2',
  'udp [2001:db8::1]:1 > [2001:db8::2]:2',
  'icmp 10.0.0.1 > 10.0.0.2 8/0#1',
  'icmp 10.0.0.2 > 10.0.0.1 8/0#1',
  'icmp 10.0.0.1 > 10.0.0.2 8/0#2',
  'icmp 10.0.0.1 > 10.0.0.2 13/0#1',
  'icmp [2001:db8::1] > [2001:db8::2] 128/0#1',
  '47 10.0.0.1 > 10.0.0.2',
  '50 10.0.0.1 > 10.0.0.2',
].map((text) => packet(text));
const packets = fc
  .tuple(fc.constantFrom(...requests), fc.boolean(), fc.constantFrom(TCP_SYN, TCP_ACK, TCP_FIN | TCP_ACK, TCP_RST))
  .map(([request, isAnswer, flags]): Packet => {
    const sent = isAnswer ? answer(request) : request;
    return sent.transport.kind === 'tcp' ? { ...sent, transport: { ...sent.transport, flags } } : sent;
  });
const enis = fc.constantFrom('eni-a' as EniId, 'eni-b' as EniId);
const acts = fc.record({
  eni: enis,
  sent: packets,
  waitMs: fc.constantFrom(0, 0, 1, 10),
  lastsMs: fc.constantFrom(5, 20, 1000),
});

describe('flow table', () => {
  it('knows what a plain list of the remembered packets knows', () => {
    fc.assert(
      fc.property(fc.array(acts, { maxLength: 40 }), fc.nat(20), (script, sweepAt) => {
        const table = new FlowTable();
        const list = new List();
        let now = 1000;
        for (const [i, { eni, sent, waitMs, lastsMs }] of script.entries()) {
          now += waitMs;
          const at = now as Instant;
          if (i === sweepAt) table.sweep(at);
          const known = list.history(eni, sent, at);
          expect(table.history(eni, sent, at)).toEqual(known);
          expect(table.tracked(eni, sent, at)).toBe(known !== undefined);
          const expires = (now + lastsMs) as Instant;
          table.remember([{ at: eni, packet: sent, expires }], at);
          list.remember(eni, sent, at, expires);
        }
      }),
      { numRuns: Number(process.env['OPENVPC_RUNS'] ?? 500), seed: 1 },
    );
  });

  it('keeps no more than what is alive, however many flows come and go', () => {
    const table = new FlowTable();
    for (let i = 0; i < 20_000; i++) {
      const sent = packet(`udp 10.0.0.1:${i % 60_000} > 10.0.0.2:53`);
      table.remember([{ at: 'eni-a' as EniId, packet: sent, expires: (i + 100) as Instant }], i as Instant);
    }
    expect(table.size).toBeLessThan(2_100);
    table.sweep(1e9 as Instant);
    expect(table.size).toBe(0);
  });

  it('forgets ENIs that are no more', () => {
    const table = new FlowTable();
    const sent = packet('udp 10.0.0.1:1 > 10.0.0.2:53');
    const flow = (eni: string) => ({ at: eni as EniId, packet: sent, expires: 100 as Instant });
    table.remember([flow('eni-a'), flow('eni-b')], 0 as Instant);
    table.keepOnly(new Set(['eni-a' as EniId]));
    expect(table.tracked('eni-a' as EniId, answer(sent), 1 as Instant)).toBe(true);
    expect(table.tracked('eni-b' as EniId, answer(sent), 1 as Instant)).toBe(false);
    expect(table.size).toBe(1);
  });

  it('refuses to remember what belongs to no flow', () => {
    const error = packet('icmp 10.0.0.1 > 10.0.0.2 3/4');
    expect(() =>
      new FlowTable().remember([{ at: 'eni-a' as EniId, packet: error, expires: 1 as Instant }], 0 as Instant),
    ).toThrow();
  });
});
