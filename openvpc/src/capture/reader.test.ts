import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packet } from '../../../test/packet-text.ts';
import { formatAddress } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { type CaptureRecord, CaptureReader } from './reader.ts';
import { ipPacket, writePcap } from './write.ts';

const file = (name: string) => new Uint8Array(readFileSync(new URL(`../../../test/captures/${name}`, import.meta.url)));

function read(bytes: Uint8Array, portion = bytes.length): { records: CaptureRecord[]; reader: CaptureReader } {
  const reader = new CaptureReader();
  const records: CaptureRecord[] = [];
  for (let at = 0; at < bytes.length; at += portion) records.push(...reader.feed(bytes.subarray(at, at + portion)));
  reader.finish();
  return { records, reader };
}

function line(record: CaptureRecord): string {
  if ('skipped' in record) return record.skipped;
  const { source, destination, transport, bytes, fragment } = record.packet;
  const [from, to] = [formatAddress(source), formatAddress(destination)];
  const tail = `${bytes} bytes${fragment === undefined ? '' : ` ${fragment}`}`;
  switch (transport.kind) {
    case 'tcp':
      return `tcp ${from}:${transport.sourcePort} > ${to}:${transport.destinationPort} ${transport.flags} ${tail}`;
    case 'udp':
      return `udp ${from}:${transport.sourcePort} > ${to}:${transport.destinationPort} ${tail}`;
    case 'icmp':
      return `icmp ${from} > ${to} ${transport.type}/${transport.code}#${transport.id ?? ''} ${tail}`;
    case 'other':
      return `${transport.protocol} ${from} > ${to} ${tail}`;
  }
}

/** A capture by tcpdump of two hosts on an Ethernet, the snap length 200. */
const SEEN = [
  'icmp fe80::f4c1:68ff:fe53:4dec > ff02::16 143/0# 96 bytes',
  'icmp fe80::f4c1:68ff:fe53:4dec > ff02::2 133/0# 56 bytes',
  'icmp fe80::f4c1:68ff:fe53:4dec > ff02::16 143/0# 96 bytes',
  'not IP',
  'not IP',
  'tcp 10.0.0.10:38736 > 10.0.0.11:80 2 60 bytes',
  'tcp 10.0.0.11:80 > 10.0.0.10:38736 18 60 bytes',
  'tcp 10.0.0.10:38736 > 10.0.0.11:80 16 52 bytes',
  'tcp 10.0.0.10:38736 > 10.0.0.11:80 24 55 bytes',
  'tcp 10.0.0.11:80 > 10.0.0.10:38736 16 52 bytes',
  'tcp 10.0.0.11:80 > 10.0.0.10:38736 24 57 bytes',
  'tcp 10.0.0.10:38736 > 10.0.0.11:80 16 52 bytes',
  'tcp 10.0.0.11:80 > 10.0.0.10:38736 17 52 bytes',
  'tcp 10.0.0.10:38736 > 10.0.0.11:80 17 52 bytes',
  'tcp 10.0.0.11:80 > 10.0.0.10:38736 16 52 bytes',
  'udp 10.0.0.10:45610 > 10.0.0.11:53 31 bytes',
  'udp 10.0.0.11:53 > 10.0.0.10:45610 34 bytes',
  'udp 10.0.0.10:45610 > 10.0.0.11:53 1500 bytes known',
  'udp 10.0.0.10:45610 > 10.0.0.11:53 1500 bytes known',
  'udp 10.0.0.10:45610 > 10.0.0.11:53 68 bytes known',
  'tcp 10.0.0.10:40978 > 10.0.0.11:81 2 60 bytes',
  'tcp 10.0.0.11:81 > 10.0.0.10:40978 20 40 bytes',
  'icmp 10.0.0.10 > 10.0.0.11 8/0#23368 84 bytes',
  'icmp 10.0.0.11 > 10.0.0.10 0/0#23368 84 bytes',
  'icmp 2001:db8:a::10 > ff02::1:ff00:11 135/0# 72 bytes',
  'icmp 2001:db8:a::11 > 2001:db8:a::10 136/0# 72 bytes',
  'icmp 2001:db8:a::10 > 2001:db8:a::11 128/0#23369 104 bytes',
  'icmp 2001:db8:a::11 > 2001:db8:a::10 129/0#23369 104 bytes',
  'icmp 2001:db8:a::10 > 2001:db8:a::11 128/0#23370 1496 bytes known',
  'icmp 2001:db8:a::10 > 2001:db8:a::11 128/0#23370 608 bytes known',
  'icmp 2001:db8:a::11 > 2001:db8:a::10 129/0#23370 1496 bytes known',
  'icmp 2001:db8:a::11 > 2001:db8:a::10 129/0#23370 608 bytes known',
];

describe('a capture of tcpdump', () => {
  it.each(['ethernet.pcap', 'ethernet.pcapng', 'cooked.pcap'])('%s has the packets that were sent', (name) => {
    const { records, reader } = read(file(name));
    expect(reader.damage).toBeUndefined();
    const lines = records.map(line);
    if (name === 'cooked.pcap') expect(lines.filter((one) => SEEN.includes(one)).length).toBeGreaterThan(25);
    else expect(lines).toEqual(SEEN);
    expect(new Date(records[0]?.time ?? 0).getUTCFullYear()).toBe(2026);
  });

  it('is the same in portions of any size', () => {
    for (const name of ['ethernet.pcap', 'ethernet.pcapng']) {
      for (const portion of [1, 7, 100, 1000]) expect(read(file(name), portion).records.map(line)).toEqual(SEEN);
    }
  });

  it('tells where it ends in the middle of a packet, after those before', () => {
    const whole = file('ethernet.pcap');
    const { records, reader } = read(whole.subarray(0, whole.length - 5));
    expect(records).toHaveLength(SEEN.length - 1);
    expect(reader.damage).toEqual({
      offset: expect.any(Number) as number,
      why: expect.stringContaining('ends within') as string,
    });
  });
});

/** A pcap file of one frame, of that link type. */
function captureOf(link: number, frame: readonly number[] | Uint8Array): Uint8Array {
  const bytes = writePcap([{ time: 0, packet: packet('47 10.0.0.1 > 10.0.0.2', 20) }]).slice(0, 40);
  const view = new DataView(bytes.buffer);
  view.setUint32(20, link);
  view.setUint32(32, frame.length);
  return Uint8Array.from([...bytes, ...frame]);
}
const lineOf = (link: number, frame: readonly number[] | Uint8Array) =>
  read(captureOf(link, frame)).records.map(line).join();

const IP4 = ipPacket(packet('tcp 10.0.0.1:1 > 10.0.0.2:80 ack', 40));
const IP6 = ipPacket(packet('udp [2001:db8::1]:1 > [2001:db8::2]:53', 48));
const IS4 = 'tcp 10.0.0.1:1 > 10.0.0.2:80 16 40 bytes';
const IS6 = 'udp 2001:db8::1:1 > 2001:db8::2:53 48 bytes';
const macs = Array.from({ length: 12 }, () => 2);

describe('link types', () => {
  it.each([
    ['Ethernet', 1, [...macs, 8, 0, ...IP4], IS4],
    ['Ethernet with a VLAN tag', 1, [...macs, 0x81, 0, 0, 7, 0x86, 0xdd, ...IP6], IS6],
    ['Ethernet with two', 1, [...macs, 0x88, 0xa8, 0, 7, 0x81, 0, 0, 8, 8, 0, ...IP4], IS4],
    [
      'Ethernet with tags without end',
      1,
      [...macs, ...Array.from({ length: 40 }, () => [0x81, 0, 0, 7]).flat()],
      'too many VLAN tags',
    ],
    ['Ethernet that is cut', 1, macs, 'truncated'],
    ['raw IP', 101, IP4, IS4],
    ['raw IPv6', 229, IP6, IS6],
    ['nothing at all', 101, [], 'truncated'],
    ['BSD loopback', 0, [2, 0, 0, 0, ...IP4], IS4],
    ['OpenBSD loopback', 108, [0, 0, 0, 24, ...IP6], IS6],
    ['loopback of something else', 0, [7, 0, 0, 0, ...IP4], 'not IP'],
    ['Linux cooked', 113, [...Array.from({ length: 14 }, () => 0), 8, 0, ...IP4], IS4],
    ['Linux cooked, second version', 276, [0x86, 0xdd, ...Array.from({ length: 18 }, () => 0), ...IP6], IS6],
    ['a link type of tomorrow', 250, IP4, 'link type 250 is not known here'],
  ])('%s', (_, link, frame, expected) => {
    expect(lineOf(link, frame)).toBe(expected);
  });
});

/** An IPv4 packet with these bytes changed. */
const changed = (bytes: Uint8Array, changes: Readonly<Record<number, number>>) =>
  bytes.map((byte, i) => changes[i] ?? byte);
const ipv6 = (next: number, rest: readonly number[]) => {
  const head = [...IP6.subarray(0, 40)];
  head[4] = rest.length >> 8;
  head[5] = rest.length & 255;
  head[6] = next;
  return [...head, ...rest];
};
const UDP = [...IP6.subarray(40)];

describe('IP packets', () => {
  it.each([
    [
      'options before TCP',
      [0x46, 0, 0, 44, ...IP4.subarray(4, 20), 1, 1, 1, 1, ...IP4.subarray(20)],
      'tcp 10.0.0.1:1 > 10.0.0.2:80 16 44 bytes',
    ],
    ['a header that is too short', changed(IP4, { 0: 0x44 }), 'an IPv4 header of less than 20 bytes'],
    ['a header longer than what is there', [0x4f, ...IP4.subarray(1, 40)], 'truncated'],
    ['a total length of less than the header', changed(IP4, { 3: 10 }), 'a total length that is less than the header'],
    ['a total length of nothing: segments are cut later', changed(IP4, { 3: 0 }), IS4],
    ['a payload that was not kept', IP4.subarray(0, 34), IS4],
    ['a TCP header of which the ports were kept', IP4.subarray(0, 30), 'tcp 10.0.0.1:1 > 10.0.0.2:80 0 40 bytes'],
    ['a TCP header of which they were not', IP4.subarray(0, 22), 'its headers were not captured whole'],
    ['a TCP packet that has no header', changed(IP4.subarray(0, 22), { 3: 22 }), '6 10.0.0.1 > 10.0.0.2 22 bytes'],
    [
      'a fragment header behind one',
      ipv6(44, [44, 0, 0, 0, 0, 0, 0, 9, 17, 0, 0, 0, 0, 0, 0, 9, ...UDP]),
      'its headers were not captured whole',
    ],
    ['a version of tomorrow', changed(IP4, { 0: 0x75 }), 'not IP'],
    [
      'hop-by-hop and destination options',
      ipv6(0, [60, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, ...UDP]),
      'udp 2001:db8::1:1 > 2001:db8::2:53 64 bytes',
    ],
    ['a routing header', ipv6(43, [17, 0, 0, 0, 0, 0, 0, 0, ...UDP]), 'udp 2001:db8::1:1 > 2001:db8::2:53 56 bytes'],
    [
      'an authentication header',
      ipv6(51, [17, 4, ...Array.from({ length: 22 }, () => 0), ...UDP]),
      'udp 2001:db8::1:1 > 2001:db8::2:53 72 bytes',
    ],
    ['an atomic fragment', ipv6(44, [17, 0, 0, 0, 0, 0, 0, 9, ...UDP]), 'udp 2001:db8::1:1 > 2001:db8::2:53 56 bytes'],
    ['ESP', ipv6(50, UDP), '50 2001:db8::1 > 2001:db8::2 48 bytes'],
    ['no next header', ipv6(59, []), '59 2001:db8::1 > 2001:db8::2 40 bytes'],
    ['an extension header that is longer than the packet', ipv6(0, [17, 200, 0, 0, 0, 0, 0, 0]), 'truncated'],
    [
      'extension headers without end',
      ipv6(0, Array.from({ length: 40 }, () => [0, 0, 0, 0, 0, 0, 0, 0]).flat()),
      'too many extension headers',
    ],
    ['a cut IPv6 header', IP6.subarray(0, 39), 'truncated'],
    ['ICMPv6 over IPv4, which is no ICMP', changed(IP4, { 9: 58 }), '58 10.0.0.1 > 10.0.0.2 40 bytes'],
  ])('with %s', (_, bytes, expected) => {
    expect(lineOf(101, bytes)).toBe(expected);
  });

  it('say that they are not to be fragmented', () => {
    const { records } = read(captureOf(101, changed(IP4, { 6: 0x40 })));
    expect(records[0]).toMatchObject({ packet: { dontFragment: true } });
  });
});

describe('fragments', () => {
  const piece = (offset: number, more: boolean, time = 0, id = 7): { time: number; bytes: Uint8Array } => {
    const whole = ipPacket(packet('udp 10.0.0.1:1 > 10.0.0.2:53', 60));
    const field = (offset / 8) | (more ? 0x2000 : 0);
    return { time, bytes: changed(whole, { 5: id, 6: field >> 8, 7: field & 255 }) };
  };
  const KNOWN = 'udp 10.0.0.1:1 > 10.0.0.2:53 60 bytes known';
  const ORPHAN = '17 10.0.0.1 > 10.0.0.2 60 bytes orphan';
  const lines = (pieces: ReadonlyArray<ReturnType<typeof piece>>) => {
    const head = captureOf(101, []).subarray(0, 24);
    const records = pieces.flatMap(({ time, bytes }) => {
      const header = new Uint8Array(16);
      new DataView(header.buffer).setUint32(0, time / 1000);
      new DataView(header.buffer).setUint32(8, bytes.length);
      return [...header, ...bytes];
    });
    return read(Uint8Array.from([...head, ...records])).records.map(line);
  };

  it('after the first have its ports', () => {
    expect(lines([piece(0, true), piece(40, true), piece(80, false)])).toEqual([KNOWN, KNOWN, KNOWN]);
  });

  it('before it, without it, or long after it are orphans', () => {
    expect(lines([piece(40, true), piece(0, true), piece(80, false, 0, 8), piece(80, false, 31_000)])).toEqual([
      ORPHAN,
      KNOWN,
      ORPHAN,
      ORPHAN,
    ]);
  });

  it('that lie over the first, or replace it, are orphans: its header was judged', () => {
    expect(lines([piece(0, true), piece(8, true), piece(0, true)])).toEqual([KNOWN, ORPHAN, ORPHAN]);
  });

  it('too short for a header are orphans, and so is what follows', () => {
    const tiny = { time: 0, bytes: piece(0, true).bytes.slice(0, 22) };
    tiny.bytes[3] = 22;
    expect(lines([tiny, piece(8, false)]).map((one) => one.split(' ').at(-1))).toEqual(['orphan', 'orphan']);
  });
});

describe('first fragments of IPv6 whose headers go on in the next', () => {
  const TCP_22 = [0, 1, 0, 22, ...Array.from({ length: 9 }, () => 0), 2, 0, 0, 0, 0, 0, 0];
  const first = (next: number, ...rest: readonly number[]) => [next, 0, 0, 1, 0, 0, 0, 9, ...rest];
  it.each([
    ['destination options only', first(60, 6, 0, 0, 0, 0, 0, 0, 0), 'orphan'],
    ['options that are cut', first(60, 6, 3, 0, 0, 0, 0, 0, 0), 'orphan'],
    ['another fragment header', first(44, 6, 0, 0, 0, 0, 0, 0, 9, ...TCP_22), 'orphan'],
    ['half a TCP header', first(6, ...TCP_22.slice(0, 8)), 'orphan'],
    ['all of them', first(60, 6, 0, 0, 0, 0, 0, 0, 0, ...TCP_22), 'known'],
  ])('%s: %s', (_, payload, expected) => {
    expect(lineOf(101, ipv6(44, payload)).split(' ').at(-1)).toBe(expected);
  });
});

describe('pcapng blocks', () => {
  it('with a time beyond all calendars skip that packet alone', () => {
    const { records, reader } = read(bigEndian(0xffff_ffff, 6));
    expect(reader.damage).toBeUndefined();
    expect(records.map(line)).toEqual(['a time that no calendar has', IS4]);
  });

  it('with more interfaces than anybody has are damage', () => {
    const section = bigEndian().subarray(0, 28);
    const one = [0, 0, 0, 1, 0, 0, 0, 20, 0, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20];
    const many = Uint8Array.from([...section, ...Array.from({ length: 65_537 }, () => one).flat()]);
    expect(read(many).reader.damage).toMatchObject({ offset: 28 + 65_536 * 20, why: 'more than 65536 interfaces' });
  });
});

describe('files that are none', () => {
  it.each([
    ['nothing', []],
    ['three bytes', [1, 2, 3]],
    ['text', Array.from('hello, this is no capture', (letter) => letter.codePointAt(0) as number)],
  ])('%s', (_, bytes) => {
    const { records, reader } = read(Uint8Array.from(bytes), 5);
    expect(records).toEqual([]);
    expect(reader.damage?.why).toMatch(/^no capture file/);
  });

  it('a packet of four gigabytes is not believed', () => {
    const bytes = captureOf(101, IP4);
    new DataView(bytes.buffer).setUint32(32, 0xffff_ffff);
    expect(read(bytes).reader.damage).toEqual({ offset: 24, why: 'a packet of 4294967295 bytes' });
  });

  it('a block of nothing ends a pcapng file, and not the reader', () => {
    const bytes = file('ethernet.pcapng').slice();
    const first = new DataView(bytes.buffer).getUint32(4, true);
    new DataView(bytes.buffer).setUint32(first + 4, 0, true);
    expect(read(bytes).reader.damage).toEqual({ offset: first, why: 'a block of 0 bytes' });
  });

  it('pcapng in the other byte order, with nanoseconds and an offset, and simple packets', () => {
    const { records, reader } = read(bigEndian());
    expect(reader.damage).toBeUndefined();
    expect(records.map((record) => [record.time, line(record)])).toEqual([
      [1_000_000_000_001.5, IS4],
      [0, IS4],
    ]);
  });
});

/** With nanoseconds, unless another power of ten is given. */
function bigEndian(ticksHigh = 0, power = 9): Uint8Array {
  const block = (type: number, body: readonly number[]) => {
    const padded = [...body, ...Array.from({ length: (4 - (body.length % 4)) % 4 }, () => 0)];
    return [...u32(type), ...u32(padded.length + 12), ...padded, ...u32(padded.length + 12)];
  };
  const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  const ticks = 1_500_000n; // nanoseconds
  const enhanced = [...u32(0), ...u32(ticksHigh), ...u32(Number(ticks & 0xffff_ffffn)), ...u32(40), ...u32(40), ...IP4];
  const options = [0, 9, 0, 1, power, 0, 0, 0, 0, 14, 0, 8, 0, 0, 0, 0, ...u32(1_000_000_000), 0, 0, 0, 0];
  return Uint8Array.from([
    ...block(0x0a0d_0d0a, [...u32(0x1a2b_3c4d), 0, 1, 0, 0, ...u32(0xffff_ffff), ...u32(0xffff_ffff)]),
    ...block(1, [0, 101, 0, 0, ...u32(0), ...options]),
    ...block(5, [1, 2, 3, 4]),
    ...block(6, enhanced),
    ...block(3, [...u32(40), ...IP4]),
  ]);
}

describe('writePcap', () => {
  it('writes what the reader reads', () => {
    const packets: Packet[] = [
      packet('tcp 10.0.0.1:1 > 10.0.0.2:80 syn df', 60),
      packet('udp [2001:db8::1]:1 > [2001:db8::2]:53', 90),
      packet('icmp 10.0.0.1 > 10.0.0.2 8/0#9', 84),
      packet('50 10.0.0.1 > 10.0.0.2', 100),
    ];
    const { records } = read(writePcap(packets.map((one, i) => ({ time: 1_700_000_000_000 + i / 8, packet: one }))));
    expect(records).toEqual(packets.map((one, i) => ({ time: 1_700_000_000_000 + i / 8, packet: one })));
  });
});
