import { describe, expect, it } from 'vitest';
import { packet } from '../../../test/packet-text.ts';
import type { End } from '../contract/verdict.ts';
import type { NatGatewayId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { type Address, address, formatAddress } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { FlowTable } from './flow-table.ts';
import { NatTable } from './nat-table.ts';

const NAT = 'nat-a' as NatGatewayId;
const OWN = address('10.0.0.220');
const at = (seconds: number) => (1_000 * seconds) as Instant;
const UNTIL = at(350);
const OUT = packet('tcp 10.0.1.20:40000 > 203.0.113.5:443');

/** Takes a free end for a flow and remembers it. */
function begin(table: NatTable, sent: Packet, now = at(0), nat = NAT, own: Address = OWN, expires = UNTIL): End {
  const outside = table.free(nat, own, sent, now);
  if (outside === undefined) throw new Error('no port');
  table.remember({ at: nat, packet: sent, outside, expires }, now);
  return outside;
}

const text = ({ source, destination, transport }: Packet) =>
  `${formatAddress(source)} > ${formatAddress(destination)} ${JSON.stringify(transport)}`;

describe('a NAT gateway’s flows', () => {
  it('begin at the first port, and the next toward the same destination takes the next', () => {
    const table = new NatTable();
    expect(begin(table, OUT)).toEqual({ address: OWN, port: 1024 });
    expect(begin(table, packet('tcp 10.0.1.20:40001 > 203.0.113.5:443')).port).toBe(1025);
    expect(begin(table, packet('tcp 10.0.1.21:40000 > 203.0.113.5:443')).port).toBe(1026);
  });

  it.each([
    ['another port', 'tcp 10.0.1.20:40000 > 203.0.113.5:444'],
    ['another host', 'tcp 10.0.1.20:40000 > 203.0.113.6:443'],
    ['another protocol', 'udp 10.0.1.20:40000 > 203.0.113.5:443'],
    ['ICMP', 'icmp 10.0.1.20 > 203.0.113.5 8/0#7'],
  ])('toward %s may use the same port again', (_, words) => {
    const table = new NatTable();
    begin(table, OUT);
    expect(begin(table, packet(words)).port).toBe(1024);
  });

  it('of another gateway, or at another address, are apart', () => {
    const table = new NatTable();
    begin(table, OUT);
    expect(begin(table, OUT, at(0), 'nat-b' as NatGatewayId).port).toBe(1024);
    expect(begin(table, OUT, at(0), NAT, address('10.0.0.221')).port).toBe(1024);
    expect(table.size).toBe(2); // of one gateway the same flow is one flow, wherever it goes out
  });

  it('are known by their packets on the way out, until their time is up', () => {
    const table = new NatTable();
    const outside = begin(table, OUT);
    expect(table.outside(NAT, OUT, at(349))).toEqual(outside);
    expect(table.outside(NAT, OUT, at(350))).toBeUndefined();
    expect(table.outside('nat-b' as NatGatewayId, OUT, at(1))).toBeUndefined();
    expect(table.outside(NAT, packet('tcp 10.0.1.20:40001 > 203.0.113.5:443'), at(1))).toBeUndefined();
    expect(table.outside(NAT, packet('udp 10.0.1.20:40000 > 203.0.113.5:443'), at(1))).toBeUndefined();
  });

  it('turn the answer back, and nothing else', () => {
    const table = new NatTable();
    begin(table, OUT);
    const answered = packet('tcp 203.0.113.5:443 > 10.0.0.220:1024 ack', 99);
    expect(table.inside(NAT, answered, at(1))).toEqual({
      ...answered,
      destination: address('10.0.1.20'),
      transport: { ...answered.transport, destinationPort: 40_000 },
    });
    expect(table.inside(NAT, answered, at(350))).toBeUndefined();
    for (const other of [
      'tcp 203.0.113.6:443 > 10.0.0.220:1024 ack',
      'tcp 203.0.113.5:444 > 10.0.0.220:1024 ack',
      'tcp 203.0.113.5:443 > 10.0.0.220:1025 ack',
      'tcp 203.0.113.5:443 > 10.0.0.221:1024 ack',
      'udp 203.0.113.5:443 > 10.0.0.220:1024',
      'icmp 203.0.113.5 > 10.0.0.220 0/0#1024',
      '47 203.0.113.5 > 10.0.0.220',
    ]) {
      expect([other, table.inside(NAT, packet(other), at(1))]).toEqual([other, undefined]);
    }
  });

  it('of pings go by the identifier, and only the reply answers', () => {
    const table = new NatTable();
    expect(begin(table, packet('icmp 10.0.1.20 > 203.0.113.5 8/0#7')).port).toBe(1024);
    const back = table.inside(NAT, packet('icmp 203.0.113.5 > 10.0.0.220 0/0#1024'), at(1));
    expect(back && text(back)).toBe('203.0.113.5 > 10.0.1.20 {"kind":"icmp","type":0,"code":0,"id":7}');
    expect(table.inside(NAT, packet('icmp 203.0.113.5 > 10.0.0.220 8/0#1024'), at(1))).toBeUndefined();
    expect(table.inside(NAT, packet('icmp 203.0.113.5 > 10.0.0.220 14/0#1024'), at(1))).toBeUndefined();
  });

  it('go on when an answer is remembered, and keep their end', () => {
    const table = new NatTable();
    const outside = begin(table, OUT);
    const inside = table.inside(NAT, packet('tcp 203.0.113.5:443 > 10.0.0.220:1024 ack'), at(1));
    if (inside === undefined) throw new Error('it answers');
    table.remember({ at: NAT, packet: inside, outside, expires: at(600) }, at(1));
    expect(table.size).toBe(1);
    expect(table.outside(NAT, OUT, at(599))).toEqual(outside);
    expect(table.inside(NAT, packet('tcp 203.0.113.5:443 > 10.0.0.220:1024 ack'), at(599))).toEqual(inside);
  });

  it('of a host that is called by the very one it calls are two flows', () => {
    const table = new NatTable();
    const there = packet('udp 10.0.1.20:500 > 10.0.2.20:500');
    const back = packet('udp 10.0.2.20:500 > 10.0.1.20:500');
    begin(table, there);
    table.remember({ at: NAT, packet: back, outside: { address: OWN, port: 2000 }, expires: UNTIL }, at(0));
    expect(table.outside(NAT, there, at(1))).toEqual({ address: OWN, port: 1024 });
    expect(table.outside(NAT, back, at(1))).toEqual({ address: OWN, port: 2000 });
  });

  it('between the families leave as IPv4 and come back as IPv6 (NAT64)', () => {
    const table = new NatTable();
    begin(table, packet('tcp [2001:db8:a:1::20]:40000 > [64:ff9b::cb00:7105]:443'));
    const back = table.inside(NAT, packet('tcp 203.0.113.5:443 > 10.0.0.220:1024 ack', 60), at(1));
    expect(back && [text(back), back.bytes]).toEqual([
      '64:ff9b::cb00:7105 > 2001:db8:a:1::20 {"kind":"tcp","sourcePort":443,"destinationPort":40000,"flags":16}',
      80,
    ]);
    begin(table, packet('icmp [2001:db8:a:1::20] > [64:ff9b::cb00:7105] 128/0#9'));
    const pong = table.inside(NAT, packet('icmp 203.0.113.5 > 10.0.0.220 0/0#1024'), at(1));
    expect(pong && text(pong)).toBe('64:ff9b::cb00:7105 > 2001:db8:a:1::20 {"kind":"icmp","type":129,"code":0,"id":9}');
    // The IPv4 host is one destination, whichever family its callers have.
    expect(begin(table, OUT).port).toBe(1025);
  });

  it('leave their port free again when their time is up', () => {
    const table = new NatTable();
    begin(table, OUT);
    begin(table, packet('tcp 10.0.1.20:40001 > 203.0.113.5:443'), at(0), NAT, OWN, at(500));
    expect(begin(table, packet('tcp 10.0.1.20:40002 > 203.0.113.5:443'), at(350)).port).toBe(1024);
    expect(table.outside(NAT, OUT, at(350))).toBeUndefined();
    expect(table.outside(NAT, packet('tcp 10.0.1.20:40001 > 203.0.113.5:443'), at(350))?.port).toBe(1025);
  });

  it('are not forgotten by a question about a later time', () => {
    const table = new NatTable();
    const outside = begin(table, OUT);
    expect(table.free(NAT, OWN, packet('tcp 10.0.1.21:40000 > 203.0.113.5:443'), at(400))?.port).toBe(1024);
    expect(table.outside(NAT, OUT, at(1))).toEqual(outside);
    expect(table.free(NAT, OWN, packet('tcp 10.0.1.21:40000 > 203.0.113.5:443'), at(1))?.port).toBe(1025);
  });

  it('take the lowest port that is free, also between others', () => {
    const table = new NatTable();
    const from = (host: number) => packet(`tcp 10.0.1.${host}:40000 > 203.0.113.5:443`);
    for (let host = 1; host <= 4; host++) begin(table, from(host), at(0), NAT, OWN, at(host === 2 ? 10 : 300));
    expect(begin(table, from(5), at(9)).port).toBe(1028);
    expect(begin(table, from(6), at(10)).port).toBe(1025);
    expect(begin(table, from(7), at(10)).port).toBe(1029);
    expect(begin(table, from(8), at(300)).port).toBe(1024);
    expect(begin(table, from(9), at(300)).port).toBe(1026);
  });

  it('are given an end once: who comes with one that is taken takes it over', () => {
    const table = new NatTable();
    const later = packet('tcp 10.0.1.21:40000 > 203.0.113.5:443');
    const outside = begin(table, OUT);
    table.remember({ at: NAT, packet: later, outside, expires: UNTIL }, at(0));
    expect(table.outside(NAT, OUT, at(1))).toBeUndefined();
    expect(table.outside(NAT, later, at(1))).toEqual(outside);
    expect(begin(table, OUT, at(1)).port).toBe(1025);
    expect(table.outside(NAT, later, at(1))).toEqual(outside);
    expect(table.size).toBe(2);
  });

  it('that move to another end leave the one they had', () => {
    const table = new NatTable();
    begin(table, OUT);
    table.remember({ at: NAT, packet: OUT, outside: { address: OWN, port: 3000 }, expires: UNTIL }, at(1));
    expect(table.inside(NAT, packet('tcp 203.0.113.5:443 > 10.0.0.220:1024 ack'), at(2))).toBeUndefined();
    expect(table.inside(NAT, packet('tcp 203.0.113.5:443 > 10.0.0.220:3000 ack'), at(2))).toBeDefined();
    expect(begin(table, packet('tcp 10.0.1.21:40000 > 203.0.113.5:443'), at(2)).port).toBe(1024);
  });

  it('are 55,000 toward one destination at most', () => {
    const table = new NatTable();
    const host = (i: number) => packet(`udp 10.0.${(i >> 8) >> 8}.${(i >> 8) & 255}:${1 + (i & 255)} > 203.0.113.5:53`);
    for (let i = 0; i < 55_000; i++) {
      table.remember({ at: NAT, packet: host(i), outside: { address: OWN, port: 1024 + i }, expires: UNTIL }, at(0));
    }
    expect(table.free(NAT, OWN, host(55_000), at(1))).toBeUndefined();
    expect(table.free(NAT, OWN, packet('udp 10.0.9.9:1 > 203.0.113.5:54'), at(1))?.port).toBe(1024);
    expect(table.free(NAT, address('10.0.0.221'), host(55_000), at(1))?.port).toBe(1024);
    expect(table.free(NAT, OWN, host(55_000), at(350))?.port).toBe(1024);
  });

  it('are swept when they are over, and forgotten with their gateway', () => {
    const flows = new FlowTable();
    flows.remember([{ at: NAT, packet: OUT, outside: { address: OWN, port: 1024 }, expires: at(10) }], at(0));
    flows.remember(
      [{ at: 'nat-b' as NatGatewayId, packet: OUT, outside: { address: OWN, port: 1024 }, expires: at(99) }],
      at(0),
    );
    expect(flows.size).toBe(2);
    flows.sweep(at(10));
    expect(flows.size).toBe(1);
    flows.keepOnly({ has: () => true });
    expect(flows.size).toBe(1);
    flows.keepOnly({ has: (place) => place === NAT });
    expect(flows.size).toBe(0);
    expect(flows.nat.free('nat-b' as NatGatewayId, OWN, OUT, at(11))?.port).toBe(1024);
  });
});
