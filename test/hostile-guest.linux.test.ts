import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linuxMissing } from './linux-only.ts';
import { TestNetwork } from './router-network.ts';
import type { World } from './world.ts';
import { describeUnless } from './unless.ts';

/** Frames that no ordinary program sends need a raw socket, which Node has not. */
const python = spawnSync('python3', ['--version']).status === 0 ? undefined : 'there is no python3';
const why = linuxMissing ?? python;

/** `bad` may send anything; `db` takes from it UDP to port 8, and from `good` UDP to port 7. */
const WORLD: World = {
  subnets: { front: { cidrs: '10.0.0.0/24 2001:db8:a::/64' } },
  groups: {
    good: ['out all to 0.0.0.0/0', 'out all to ::/0'],
    bad: ['out all to 0.0.0.0/0', 'out all to ::/0'],
    db: ['in udp 7 from good', 'in udp 8 from bad'],
  },
  enis: {
    good: { subnet: 'front', at: '10.0.0.10 2001:db8:a::10', groups: 'good' },
    bad: { subnet: 'front', at: '10.0.0.11 2001:db8:a::11', groups: 'bad' },
    db: { subnet: 'front', at: '10.0.0.20 2001:db8:a::20', groups: 'db' },
  },
};

describeUnless(why, `a guest with raw sockets`, () => {
  let net: TestNetwork;
  beforeAll(async () => {
    net = await TestNetwork.start();
    await net.enforce(WORLD);
    await net.plugIn(WORLD);
    await net.swallow('db', 7);
    await net.swallow('db', 8);
    await net.datagrams('good', '10.0.0.20', 7, 1, 8, 555); // a flow that is tracked
  });
  afterAll(() => net?.destroy());

  /** IP packets that `db` ever got, neighbour discovery aside. */
  async function arrived(): Promise<number> {
    const { stdout } = await net.run('db', 'cat', '/proc/net/snmp', '/proc/net/snmp6');
    const [names = [], values = []] = stdout
      .split('\n')
      .flatMap((row) => (row.startsWith('Ip: ') ? [row.split(' ')] : []));
    const six = (name: string): number => Number(new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(stdout)?.[1] ?? 0);
    const neighbours = ['RouterSolicits', 'RouterAdvertisements', 'NeighborSolicits', 'NeighborAdvertisements'];
    const discovery = neighbours.reduce((sum, name) => sum + six(`Icmp6In${name}`), 0);
    return Number(values[names.indexOf('InReceives')]) + six('Ip6InReceives') - discovery;
  }

  async function send(eni: string, ...lines: string[]): Promise<void> {
    const { code, stderr } = await net.run(eni, 'python3', '-c', `${FRAMES}\n${lines.join('\n')}`);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  }

  async function brings(eni: string, packets: number, ...lines: string[]): Promise<void> {
    const before = await arrived();
    await send(eni, ...lines);
    await net.run(eni, 'sleep', '0.05');
    expect((await arrived()) - before, lines.join('\n')).toBe(packets);
  }

  it.each([
    ['what is allowed', 'four(udp(8))', 1],
    ['what is allowed, over IPv6', 'six(udp(8))', 1],
    ['what is allowed, with a tag of priority only', 'four(udp(8), tag=b"\\x81\\0\\x20\\0")', 1],
    ['what is allowed, in pieces', 'whole = udp(8, b"x" * 24); four(whole[:16], more=1); four(whole[16:], at=2)', 2],
    ['another port', 'four(udp(7)); six(udp(7))', 0],
    ['a forged address', 'four(udp(7, source=555), source="10.0.0.10"); six(udp(7), source="2001:db8:a::10")', 0],
    ['a forged MAC', 'four(udp(8), mac=bytes.fromhex("020000000000"))', 0],
    ['a VLAN', 'four(udp(8), tag=b"\\x81\\0\\0\\x07")', 0],
    [
      'broadcast and multicast frames',
      'four(udp(7), to=b"\\xff" * 6); four(udp(7), to=bytes.fromhex("01005e000001"))',
      0,
    ],
    ['a frame with the other guest’s MAC as its destination', 'four(udp(7), to=bytes.fromhex("020000000002"))', 0],
    ['a loose source route through the router to it', 'four(udp(7), options=bytes([131, 7, 4, 10, 0, 0, 20, 0]))', 0],
    ['IP options before a refused port', 'four(udp(7), options=b"\\x01" * 40)', 0],
    ['a tiny first piece', 'whole = udp(7, b"x" * 24); four(whole[:8], more=1); four(whole[8:], at=1)', 0],
    [
      'pieces of which a later one says another port',
      'a, b = udp(8, b"x" * 8), udp(7, b"x" * 8); four(a[:8], more=1); four(b[:8], more=1); four(b[8:], at=1)',
      2, // the first of two counts, for the rules and for its receiver: both are pieces to port 8
    ],
    ['a last piece without a first', 'four(b"x" * 64, at=1)', 0],
    ['IPv6 hop-by-hop options before a refused port', 'six(b"\\x11\\0\\1\\4\\0\\0\\0\\0" + udp(7), next=0)', 0],
    ['IPv6 destination options before a refused port', 'six(b"\\x11\\0\\1\\4\\0\\0\\0\\0" + udp(7), next=60)', 0],
    [
      'an IPv6 routing header',
      'six(b"\\x11\\2\\0\\1" + bytes(4) + ip6("2001:db8:a::20") + udp(7), next=43, dest="2001:db8:a::1")',
      0,
    ],
    ['an IPv6 atomic piece with a refused port', 'six(b"\\x11\\0\\0\\0" + b"\\0\\0\\0\\1" + udp(7), next=44)', 0],
    [
      'IPv6 pieces with the port in the second',
      'h = lambda w, n: b"\\x3c\\0" + struct.pack("!HI", w, n); opt = b"\\x11\\0\\1\\4\\0\\0\\0\\0"; six(h(1, 9) + opt, next=44); six(h(8, 9) + udp(7, b"x" * 8), next=44)',
      0,
    ],
    [
      'an ICMP error about a connection of others',
      'quoted = ip4head(28, 17, "10.0.0.20", "10.0.0.10") + struct.pack("!HHHH", 7, 555, 8, 0); four(icmp(3, 3, quoted), protocol=1); quoted = ip4head(28, 17, "10.0.0.10", "10.0.0.20") + struct.pack("!HHHH", 555, 7, 8, 0); four(icmp(3, 4, quoted), protocol=1)',
      0,
    ],
    ['an ICMP redirect', 'four(icmp(5, 1, ip4head(28, 17, "10.0.0.20", "10.0.0.10") + bytes(8)), protocol=1)', 0],
    ['TCP with odd flags', 'for f in (0, 1, 3, 4, 16, 18, 41, 63): four(tcp(7, f), protocol=6)', 0],
    [
      'tunnels to it',
      'for p in (4, 41, 47, 50, 51, 132, 255): four(ip4head(28, 17, "10.0.0.10", "10.0.0.20") + udp(7), protocol=p)',
      0,
    ],
    [
      'tunnels to the router',
      'for p in (4, 41, 47, 50): four(ip4head(28, 17, "10.0.0.10", "10.0.0.20") + udp(7), protocol=p, dest="10.0.0.1")',
      0,
    ],
    [
      'the router’s own addresses',
      'for d in ("fe80:ec2::1", "ff02::1", "ff02::2", "fe80::ff:fe00:2"): six(udp(7), dest=d)',
      0,
    ],
    [
      'neighbour discovery addressed to another guest',
      'six(bytes([136, 0, 0, 0, 0x60, 0, 0, 0]) + ip6("2001:db8:a::10"), next=58, hops=255)',
      0,
    ],
    [
      'broadcasts',
      'for d in ("10.0.0.255", "255.255.255.255", "224.0.0.1", "0.0.0.0", "127.0.0.1"): four(udp(8), dest=d)',
      0,
    ],
    [
      'a wrong header',
      'four(udp(7), length=9000); four(udp(7), length=10); four(b"", protocol=17); four(b"\\0\\7", protocol=17)',
      0,
    ],
  ])('%s', async (_what, lines, packets) => {
    await brings('bad', packets, lines);
  });

  it('cannot put its own words into another’s datagram: pieces are asked where they come from before they are joined', async () => {
    await send('bad', 'four(b"EVILEVIL", at=2, source="10.0.0.10", number=77)');
    await brings('good', 0, 'four(udp(7, b"x" * 16)[:16], more=1, number=77)');
    await brings('good', 2, 'four(b"FINEFINE", at=2, number=77)');
  });
});

const FRAMES = `
import socket, struct
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind(('eth0', 0))
own = wire.getsockname()[4]
me = {bytes.fromhex('020000000000'): 10}.get(own, 11)
router = bytes.fromhex('0aec20000001')
ip6 = lambda text: socket.inet_pton(socket.AF_INET6, text)
def checksum(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while total >> 16: total = (total & 0xffff) + (total >> 16)
    return struct.pack('!H', ~total & 0xffff)
def ip4head(length, protocol, source, dest, options=b'', number=1, where=0):
    head = struct.pack('!BBHHHBBH', 0x45 + len(options) // 4, 0, length, number, where, 64, protocol, 0)
    head += socket.inet_aton(source) + socket.inet_aton(dest) + options
    return head[:10] + checksum(head) + head[12:]
def four(body, protocol=17, source=None, dest='10.0.0.20', options=b'', more=0, at=0, number=1, length=None, mac=None, to=router, tag=b''):
    length = length or 20 + len(options) + len(body)
    head = ip4head(length, protocol, source or '10.0.0.%d' % me, dest, options, number, more << 13 | at)
    wire.send(to + (mac or own) + tag + b'\\x08\\0' + head + body)
def six(body, next=17, source=None, dest='2001:db8:a::20', hops=64):
    head = struct.pack('!IHBB', 6 << 28, len(body), next, hops) + ip6(source or '2001:db8:a::%d' % me) + ip6(dest)
    if next == 58: body = body[:2] + checksum(head[8:] + struct.pack('!II', len(body), 58) + body) + body[4:]
    wire.send(router + own + b'\\x86\\xdd' + head + body)
def udp(port, data=b'', source=999): return struct.pack('!HHHH', source, port, 8 + len(data), 0) + data
def tcp(port, flags): return struct.pack('!HHIIBBHHH', 999, port, 1, 1, 0x50, flags, 1000, 0, 0)
def icmp(kind, code, rest):
    text = bytes([kind, code, 0, 0, 0, 0, 0, 0]) + rest
    return text[:2] + checksum(text) + text[4:]
`;
