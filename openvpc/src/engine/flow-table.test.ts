import { describe, expect, it } from 'vitest';
import { answer, packet } from '../../../test/packet-text.ts';
import { eniId } from '../../../test/world.ts';
import type { Instant } from '../name/scope.ts';
import { FlowTable } from './flow-table.ts';

const A = eniId('a');
const B = eniId('b');
const at = (ms: number) => ms as Instant;
const SSH = packet('tcp 10.0.0.20:40000 > 10.0.0.10:22');

function remembering(...texts: readonly string[]): FlowTable {
  const table = new FlowTable();
  table.remember(
    texts.map((text) => ({ at: A, packet: packet(text), expires: at(1000) })),
    at(0),
  );
  return table;
}

describe('a flow', () => {
  it('is tracked in both directions, at its own ENI, until its time is up', () => {
    const table = remembering('tcp 10.0.0.20:40000 > 10.0.0.10:22');
    expect(table.tracked(A, SSH, at(999))).toBe(true);
    expect(table.tracked(A, answer(SSH), at(999))).toBe(true);
    expect(table.tracked(B, SSH, at(999))).toBe(false);
    expect(table.tracked(A, SSH, at(1000))).toBe(false);
  });

  it.each([
    ['another source port', 'tcp 10.0.0.20:40001 > 10.0.0.10:22'],
    ['another destination port', 'tcp 10.0.0.20:40000 > 10.0.0.10:23'],
    ['another address', 'tcp 10.0.0.21:40000 > 10.0.0.10:22'],
    ['another protocol', 'udp 10.0.0.20:40000 > 10.0.0.10:22'],
    ['ports the other way round', 'tcp 10.0.0.20:22 > 10.0.0.10:40000'],
  ])('is not one with %s', (_, text) => {
    expect(remembering('tcp 10.0.0.20:40000 > 10.0.0.10:22').tracked(A, packet(text), at(1))).toBe(false);
  });

  it('of a protocol without ports is all between two addresses', () => {
    const table = remembering('47 10.0.0.20 > 10.0.0.10');
    expect(table.tracked(A, packet('47 10.0.0.10 > 10.0.0.20'), at(1))).toBe(true);
    expect(table.tracked(A, packet('50 10.0.0.10 > 10.0.0.20'), at(1))).toBe(false);
  });

  it('of ICMP is a query and its reply by identifier; an error is in none', () => {
    const table = remembering('icmp 10.0.0.20 > 10.0.0.10 8/0#7');
    expect(table.tracked(A, packet('icmp 10.0.0.10 > 10.0.0.20 0/0#7'), at(1))).toBe(true);
    expect(table.tracked(A, packet('icmp 10.0.0.10 > 10.0.0.20 0/0#8'), at(1))).toBe(false);
    expect(table.tracked(A, packet('icmp 10.0.0.10 > 10.0.0.20 8/0#7'), at(1))).toBe(false);
    expect(table.tracked(A, packet('icmp 10.0.0.10 > 10.0.0.20 3/4#7'), at(1))).toBe(false);
    expect(() => remembering('icmp 10.0.0.10 > 10.0.0.20 3/4')).toThrow('belongs to no flow');
  });

  it('tells what was seen of each direction, from either side', () => {
    const table = remembering('tcp 10.0.0.20:40000 > 10.0.0.10:22', 'tcp 10.0.0.20:40000 > 10.0.0.10:22 fin,ack');
    const sent = { packets: 2, finished: true };
    const nothing = { packets: 0, finished: false };
    expect(table.history(A, SSH, at(1))).toMatchObject({ sameWay: sent, otherWay: nothing, reset: false });
    expect(table.history(A, answer(SSH), at(1))).toMatchObject({ sameWay: nothing, otherWay: sent, reset: false });
  });
});

describe('a connection request', () => {
  const fin = (from: string, to: string) => `tcp ${from} > ${to} fin,ack`;
  const ends = ['10.0.0.20:40000', '10.0.0.10:22'] as const;

  it('belongs to a flow that is open, and to none that has ended', () => {
    expect(remembering(fin(ends[0], ends[1])).tracked(A, SSH, at(1))).toBe(true); // half closed is open
    expect(remembering(fin(ends[0], ends[1]), fin(ends[1], ends[0])).tracked(A, SSH, at(1))).toBe(false);
    expect(remembering(`tcp ${ends[0]} > ${ends[1]} rst`).tracked(A, SSH, at(1))).toBe(false);
  });

  it('of a flow that has ended begins a new history', () => {
    const table = remembering(`tcp ${ends[1]} > ${ends[0]} ack`, `tcp ${ends[0]} > ${ends[1]} rst`);
    table.remember([{ at: A, packet: SSH, expires: at(2000) }], at(10));
    expect(table.history(A, SSH, at(1500))).toEqual({
      sameWay: { packets: 1, finished: false },
      otherWay: { packets: 0, finished: false },
      reset: false,
      expires: 2000,
    });
    expect(table.size).toBe(1);
  });
});

describe('a flow table', () => {
  it('sweeps what has expired', () => {
    const table = remembering('tcp 10.0.0.20:1 > 10.0.0.10:22', 'tcp 10.0.0.20:2 > 10.0.0.10:22');
    expect(table.size).toBe(2);
    table.sweep(at(999));
    expect(table.size).toBe(2);
    table.sweep(at(1000));
    expect(table.size).toBe(0);
  });

  it('sweeps by itself when it has grown, so that it stays small under flows that end', () => {
    const table = new FlowTable();
    for (let i = 0; i < 20_000; i++) {
      const flow = packet(`udp 10.0.0.20:${1024 + i} > 10.0.0.10:53`);
      table.remember([{ at: A, packet: flow, expires: at(i + 10) }], at(i));
    }
    expect(table.size).toBeLessThan(2500);
    expect(table.tracked(A, packet(`udp 10.0.0.20:${1024 + 19_999} > 10.0.0.10:53`), at(20_000))).toBe(true);
  });

  it('forgets ENIs that are no more', () => {
    const table = remembering('tcp 10.0.0.20:40000 > 10.0.0.10:22');
    table.keepOnly(new Set([B]));
    expect(table.tracked(A, SSH, at(1))).toBe(false);
    expect(table.size).toBe(0);
  });
});
