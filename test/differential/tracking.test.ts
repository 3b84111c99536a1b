import { describe, expect, it } from 'vitest';
import { answer, packet } from '../packet-text.ts';
import { snapshotOf, withResources, type World } from '../world.ts';
import { peering } from '../world-gateways.ts';
import { Scenario } from './scenario.ts';

/**
 * Which flows a security group tracks, and for how long (EC2 User Guide, "Security group connection tracking"). One
 * subnet: a client whose group allows everything, and a server with the rules in question. The client's own group is
 * given peers that are not everyone, so that it always tracks.
 */
function world(
  rules: readonly string[],
  client = ['in all from 10.0.0.0/8', 'out all to 10.0.0.0/8', 'out all to 2001:db8::/32'],
): World {
  return {
    subnets: { s: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64' } },
    groups: { server: rules, client },
    enis: {
      server: { subnet: 's', at: '10.0.0.10 2001:db8:a::10', groups: 'server' },
      client: { subnet: 's', at: '10.0.0.20 2001:db8:a::20', groups: 'client' },
    },
  };
}
const SSH = packet('tcp 10.0.0.20:40000 > 10.0.0.10:22');
const HTTP = packet('tcp 10.0.0.20:40000 > 10.0.0.10:80');
const HTTP6 = packet('tcp [2001:db8:a::20]:40000 > [2001:db8:a::10]:80');
const PING = packet('icmp 10.0.0.20 > 10.0.0.10 8/0');
const DENIED_AT_SERVER = 'denied-group by implicit-deny at eni-server';

/** Whether the server's group asks to remember the packet. */
function isTracked(rules: readonly string[], sent: typeof SSH): boolean {
  const walk = new Scenario(world(rules)).walk('client', sent);
  expect(walk.disposition).toBe('delivered');
  return walk.remember.some(({ at }) => at === 'eni-server');
}

describe('tracked or untracked', () => {
  const inbound = [
    'in tcp 22 from 10.0.0.20/32',
    'in tcp 80 from 0.0.0.0/0',
    'in tcp 80 from ::/0',
    'in icmp from 0.0.0.0/0',
  ];
  const out4 = 'out all to 0.0.0.0/0';
  const out6 = 'out all to ::/0';

  it.each([
    ['SSH from one address', [...inbound, out4, out6], SSH, true],
    ['HTTP from everyone', [...inbound, out4, out6], HTTP, false],
    ['ICMP from everyone', [...inbound, out4, out6], PING, true],
    ['HTTP over IPv6 from everyone', [...inbound, out4, out6], HTTP6, false],
    ['SSH, without the IPv4 egress rule', [...inbound, out6], SSH, true],
    ['HTTP, without the IPv4 egress rule', [...inbound, out6], HTTP, true],
    ['HTTP over IPv6, without the IPv4 egress rule', [...inbound, out6], HTTP6, false],
    ['an answer rule for some ports only', [...inbound, 'out tcp 1024-65535 to 0.0.0.0/0'], HTTP, true],
    ['an answer rule for all ports of tcp', [...inbound, 'out tcp to 0.0.0.0/0'], HTTP, false],
    ['an answer rule for all ports of udp', [...inbound, 'out udp to 0.0.0.0/0'], HTTP, true],
    ['all ports in, and the answer’s ports out', ['in tcp from 0.0.0.0/0', 'out tcp 40000 to 0.0.0.0/0'], HTTP, false],
    ['halves of everyone', ['in tcp 80 from 0.0.0.0/1', 'in tcp 80 from 128.0.0.0/1', out4], HTTP, true],
    ['a group that is everyone here', ['in tcp 80 from client', out4], HTTP, true],
    ['a narrow rule beside one for everyone', ['in tcp 80 from 10.0.0.20/32', ...inbound, out4], HTTP, false],
    ['another protocol', ['in 47 from 0.0.0.0/0', out4], packet('47 10.0.0.20 > 10.0.0.10'), true],
    ['an ICMP error', [...inbound, out4], packet('icmp 10.0.0.20 > 10.0.0.10 3/4'), false],
    ['an ICMP answer that nobody asked for', [...inbound, out4], packet('icmp 10.0.0.20 > 10.0.0.10 0/0'), false],
  ])('%s', (_, rules, sent, tracked) => {
    expect(isTracked(rules, sent)).toBe(tracked);
  });

  it('tracks twice: each of the two ENIs keeps its own state', () => {
    const walk = new Scenario(world(['in tcp 22 from 10.0.0.20/32'])).walk('client', SSH);
    expect(walk.remember.map(({ at }) => at)).toEqual(['eni-client', 'eni-server']);
  });

  it('keeps the sender’s state when the receiver lets nothing in', () => {
    const scenario = new Scenario(world(['out tcp to 10.0.0.20/32'], ['out all to 10.0.0.0/8']));
    expect(scenario.send('client', SSH)).toBe(DENIED_AT_SERVER);
    expect(scenario.send('server', answer(SSH))).toBe('delivered'); // the client's group has no ingress rule
  });

  it('asks no source port, and no TCP flag, of what begins', () => {
    for (const text of ['tcp 10.0.0.20:1 > 10.0.0.10:22', 'tcp 10.0.0.20:65535 > 10.0.0.10:22 ack']) {
      expect(new Scenario(world(['in tcp 22 from 10.0.0.20/32'])).send('client', text)).toBe('delivered');
    }
    const other = new Scenario(world(['in tcp 22 from 10.0.0.20/32']));
    expect(other.send('client', 'tcp 10.0.0.20:22 > 10.0.0.10:40000')).toBe(DENIED_AT_SERVER);
  });

  it('gives a piece of a packet the verdict of the first piece, and drops it when that was never seen', () => {
    const scenario = new Scenario(world(['in udp 5000 from 10.0.0.0/16']));
    expect(scenario.send('client', 'udp 10.0.0.20:40000 > 10.0.0.10:5000 frag')).toBe('delivered');
    expect(scenario.send('client', 'udp 10.0.0.20:40000 > 10.0.0.10:5001 frag')).toBe(DENIED_AT_SERVER);
    expect(scenario.send('client', '17 10.0.0.20 > 10.0.0.10 orphan')).toBe('denied-fragment');
  });

  it('is decided over all groups of the ENI together', () => {
    const apart = world(['in tcp 80 from 0.0.0.0/0']);
    const joined = {
      ...apart,
      groups: { ...apart.groups, out: [out4] },
      enis: { ...apart.enis, server: { subnet: 's', at: '10.0.0.10', groups: 'server out' } },
    };
    expect(new Scenario(joined).walk('client', HTTP).remember.map(({ at }) => at)).toEqual(['eni-client']);
  });
});

describe('a rule change', () => {
  const rules = ['in tcp 22 from 10.0.0.20/32', 'in tcp 80 from 0.0.0.0/0', 'out all to 0.0.0.0/0'];

  it('7: leaves a tracked flow alone, and stops a new one', () => {
    const scenario = new Scenario(world(rules));
    expect([scenario.send('client', SSH), scenario.send('server', answer(SSH))]).toEqual(['delivered', 'delivered']);
    scenario.becomes(world(rules.slice(1)));
    expect(scenario.send('client', 'tcp 10.0.0.20:40000 > 10.0.0.10:22 ack')).toBe('delivered');
    expect(scenario.send('client', 'tcp 10.0.0.20:40001 > 10.0.0.10:22')).toBe(DENIED_AT_SERVER);
  });

  it('8: cuts an untracked flow at once', () => {
    const scenario = new Scenario(world(rules));
    expect([scenario.send('client', HTTP), scenario.send('server', answer(HTTP))]).toEqual(['delivered', 'delivered']);
    scenario.becomes(world(['in tcp 22 from 10.0.0.20/32', 'out all to 0.0.0.0/0']));
    expect(scenario.send('client', 'tcp 10.0.0.20:40000 > 10.0.0.10:80 ack')).toBe(DENIED_AT_SERVER);
  });

  it('5, 6: without egress rules answers leave by state, and nothing else does', () => {
    const scenario = new Scenario(world(['in tcp 80 from 0.0.0.0/0']));
    expect(scenario.send('client', HTTP)).toBe('delivered');
    expect(scenario.send('server', answer(HTTP))).toBe('delivered');
    expect(scenario.send('server', 'tcp 10.0.0.10:40000 > 10.0.0.20:443')).toBe(DENIED_AT_SERVER);
    expect(scenario.send('server', 'tcp 10.0.0.10:80 > 10.0.0.20:40001 ack')).toBe(DENIED_AT_SERVER);
  });

  it('that takes the group from the ENI cuts its untracked flows at once', () => {
    const before = world(rules);
    const scenario = new Scenario(before);
    expect([scenario.send('client', HTTP), scenario.send('server', answer(HTTP))]).toEqual(['delivered', 'delivered']);
    const bare = { ...before, groups: { ...before.groups, none: [] } };
    scenario.becomes({ ...bare, enis: { ...before.enis, server: { subnet: 's', at: '10.0.0.10', groups: 'none' } } });
    expect(scenario.send('client', 'tcp 10.0.0.20:40000 > 10.0.0.10:80 ack')).toBe(DENIED_AT_SERVER);
    expect(scenario.send('server', 'tcp 10.0.0.10:80 > 10.0.0.20:40000 ack')).toBe(DENIED_AT_SERVER);
  });

  it('that narrows a rule leaves alone what it let in before, too', () => {
    const scenario = new Scenario(world(['in tcp 20-30 from 10.0.0.0/16']));
    expect(scenario.send('client', SSH)).toBe('delivered');
    scenario.becomes(world(['in tcp 23-30 from 10.0.0.0/16']));
    expect(scenario.send('client', 'tcp 10.0.0.20:40000 > 10.0.0.10:22 ack')).toBe('delivered');
  });

  it('that adds what a tracked flow would be untracked by does not make it so', () => {
    const scenario = new Scenario(world(['in tcp 80 from 0.0.0.0/0']));
    expect(scenario.send('client', HTTP)).toBe('delivered');
    scenario.becomes(world(['in tcp 80 from 0.0.0.0/0', 'out all to 0.0.0.0/0']));
    expect(scenario.send('server', answer(HTTP))).toBe('delivered');
    scenario.becomes(world([]));
    expect(scenario.send('client', 'tcp 10.0.0.20:40000 > 10.0.0.10:80 ack')).toBe('delivered');
  });

  it('that takes the group from the ENI leaves its tracked flows alone too', () => {
    const before = world(rules);
    const scenario = new Scenario(before);
    expect(scenario.send('client', SSH)).toBe('delivered');
    const bare = { ...before, groups: { ...before.groups, none: [] } };
    scenario.becomes({ ...bare, enis: { ...before.enis, server: { subnet: 's', at: '10.0.0.10', groups: 'none' } } });
    expect(scenario.send('server', answer(SSH))).toBe('delivered');
  });

  it('that takes the far end out of the referenced group stops new flows only', () => {
    const before = world(['in tcp 22 from client']);
    const scenario = new Scenario(before);
    expect(scenario.send('client', SSH)).toBe('delivered');
    const other = { ...before, groups: { ...before.groups, other: ['out all to 0.0.0.0/0'] } };
    scenario.becomes({ ...other, enis: { ...before.enis, client: { subnet: 's', at: '10.0.0.20', groups: 'other' } } });
    expect(scenario.send('client', 'tcp 10.0.0.20:40000 > 10.0.0.10:22 ack')).toBe('delivered');
    expect(scenario.send('client', 'tcp 10.0.0.20:40001 > 10.0.0.10:22')).toBe(DENIED_AT_SERVER);
  });
});

describe('idle time', () => {
  const exchangeAfter = (rule: string, sent: ReturnType<typeof packet>, seconds: number) => {
    const scenario = new Scenario(world([rule]));
    expect(scenario.send('client', sent)).toBe('delivered');
    return scenario.wait(seconds).send('server', answer(sent));
  };
  const udp = packet('udp 10.0.0.20:40000 > 10.0.0.10:5000');

  it.each([
    ['61: GRE after 500 s', 'in 47 from 10.0.0.0/16', packet('47 10.0.0.20 > 10.0.0.10'), 500, 'delivered'],
    ['61: GRE after 700 s', 'in 47 from 10.0.0.0/16', packet('47 10.0.0.20 > 10.0.0.10'), 700, DENIED_AT_SERVER],
    ['62: UDP after 20 s', 'in udp 5000 from 10.0.0.0/16', udp, 20, 'delivered'],
    ['62: UDP after 40 s', 'in udp 5000 from 10.0.0.0/16', udp, 40, DENIED_AT_SERVER],
    ['a ping after 29 s', 'in icmp from 0.0.0.0/0', PING, 29, 'delivered'],
    ['a ping after 30 s', 'in icmp from 0.0.0.0/0', PING, 30, DENIED_AT_SERVER],
    ['a TCP request after 119 s', 'in tcp 22 from 10.0.0.0/16', SSH, 119, 'delivered'],
    ['a TCP request after 120 s', 'in tcp 22 from 10.0.0.0/16', SSH, 120, DENIED_AT_SERVER],
  ])('%s', (_, rule, sent, seconds, expected) => {
    expect(exchangeAfter(rule, sent, seconds)).toBe(expected);
  });

  it('of UDP grows with the second exchange', () => {
    const scenario = new Scenario(world(['in udp 5000 from 10.0.0.0/16']));
    for (let i = 0; i < 2; i++) {
      expect(scenario.send('client', udp)).toBe('delivered');
      expect(scenario.send('server', answer(udp))).toBe('delivered');
    }
    expect(scenario.wait(179).send('server', answer(udp))).toBe('delivered');
    expect(scenario.wait(180).send('server', answer(udp))).toBe(DENIED_AT_SERVER);
  });

  it('of UDP does not grow by packets one way', () => {
    const scenario = new Scenario(world(['in udp 5000 from 10.0.0.0/16']));
    for (let i = 0; i < 5; i++) expect(scenario.send('client', udp)).toBe('delivered');
    expect(scenario.wait(30).send('server', answer(udp))).toBe(DENIED_AT_SERVER);
  });

  it('of established TCP is five days', () => {
    const scenario = new Scenario(world(['in tcp 22 from 10.0.0.0/16']));
    expect([scenario.send('client', SSH), scenario.send('server', answer(SSH))]).toEqual(['delivered', 'delivered']);
    const ack = 'tcp 10.0.0.10:22 > 10.0.0.20:40000 ack';
    scenario.send('client', 'tcp 10.0.0.20:40000 > 10.0.0.10:22 ack');
    expect(scenario.wait(431_999).send('server', ack)).toBe('delivered');
    expect(scenario.wait(432_000).send('server', ack)).toBe(DENIED_AT_SERVER);
  });
});

describe('idle time as the ENI has it set', () => {
  const udp = packet('udp 10.0.0.20:40000 > 10.0.0.10:5000');
  type Timeouts = World['enis'][string]['timeouts'];
  const timed = (timeouts: Timeouts): Scenario => {
    const plain = world(['in udp 5000 from 10.0.0.0/16', 'in tcp 22 from 10.0.0.0/16']);
    const server = { subnet: 's', at: '10.0.0.10', groups: 'server', ...(timeouts && { timeouts }) };
    return new Scenario({ ...plain, enis: { ...plain.enis, server } });
  };

  it.each([
    ['UDP, 60 s and not 30', { udp: 60 }, 59, 'delivered'],
    ['UDP, 60 s and no more', { udp: 60 }, 60, DENIED_AT_SERVER],
    ['another one of its times says nothing of UDP', { udpStream: 60, tcpEstablished: 60 }, 30, DENIED_AT_SERVER],
  ])('%s', (_, timeouts, seconds, expected) => {
    const scenario = timed(timeouts);
    expect(scenario.send('client', udp)).toBe('delivered');
    expect(scenario.wait(seconds).send('server', answer(udp))).toBe(expected);
  });

  it.each([
    ['a UDP stream, 60 s and not 180', { udpStream: 60 }, 59, 'delivered'],
    ['a UDP stream, 60 s and no more', { udpStream: 60 }, 60, DENIED_AT_SERVER],
  ])('%s', (_, timeouts, seconds, expected) => {
    const scenario = timed(timeouts);
    for (let i = 0; i < 2; i++) {
      expect(scenario.send('client', udp)).toBe('delivered');
      expect(scenario.send('server', answer(udp))).toBe('delivered');
    }
    expect(scenario.wait(seconds).send('server', answer(udp))).toBe(expected);
  });

  it.each([
    ['established TCP, 60 s and not five days', { tcpEstablished: 60 }, 59, 'delivered'],
    ['established TCP, 60 s and no more', { tcpEstablished: 60 }, 60, DENIED_AT_SERVER],
  ])('%s', (_, timeouts, seconds, expected) => {
    const scenario = timed(timeouts);
    expect([scenario.send('client', SSH), scenario.send('server', answer(SSH))]).toEqual(['delivered', 'delivered']);
    expect(scenario.send('client', 'tcp 10.0.0.20:40000 > 10.0.0.10:22 ack')).toBe('delivered');
    expect(scenario.wait(seconds).send('server', 'tcp 10.0.0.10:22 > 10.0.0.20:40000 ack')).toBe(expected);
  });

  it('an untracked flow has none', () => {
    const scenario = new Scenario(world(['in tcp 80 from 0.0.0.0/0', 'out all to 0.0.0.0/0']));
    expect([scenario.send('client', HTTP), scenario.send('server', answer(HTTP))]).toEqual(['delivered', 'delivered']);
    expect(scenario.wait(10_000_000).send('client', 'tcp 10.0.0.20:40000 > 10.0.0.10:80 ack')).toBe('delivered');
  });
});

describe('automatically tracked', () => {
  const OPEN = ['in all from 0.0.0.0/0', 'in all from ::/0', 'out all to 0.0.0.0/0', 'out all to ::/0'];
  const routes = ['0.0.0.0/0 nat:a', '203.0.113.0/24 igw', '::/0 eigw', '2001:db8:ffff::/48 igw', '10.1.0.0/16 pcx:ab'];
  const lists = { s3: ['52.216.0.0/15'], ddb: ['52.94.0.0/22'] };
  const through: World = {
    subnets: {
      s: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64', routes: [...routes, 'pl:s3 vpce:s3', 'pl:ddb vpce:ddb'] },
      t: { cidrs: '10.0.1.0/24', routes: ['0.0.0.0/0 igw'] },
    },
    groups: { open: OPEN },
    eigw: true,
    nats: { a: { subnet: 't', at: '10.0.1.220', public: '198.51.100.200' } },
    lists,
    endpoints: { s3: { service: 's3', list: 's3' }, ddb: { service: 'dynamodb', list: 'ddb' } },
    enis: { e: { subnet: 's', at: '10.0.0.10 2001:db8:a::10', groups: 'open', public: '198.51.100.10' } },
  };
  const peer: World = {
    vpc: 'b',
    cidrs: '10.1.0.0/16',
    subnets: { b: { cidrs: '10.1.0.0/24', routes: [] } },
    groups: { b: OPEN },
    enis: { b: { subnet: 'b', at: '10.1.0.40', groups: 'b' } },
  };
  const network = withResources(snapshotOf(through, peer), [peering('ab', 'a', 'b')]);

  it.each([
    ['through a NAT gateway', 'tcp 10.0.0.10:40000 > 192.0.2.1:443', 'exited', true],
    ['through an egress-only gateway', 'tcp [2001:db8:a::10]:40000 > [2001:db8:eeee::5]:443', 'exited', true],
    ['to DynamoDB through its endpoint', 'tcp 10.0.0.10:40000 > 52.94.0.1:443', 'exited', true],
    ['but not to S3 through its endpoint', 'tcp 10.0.0.10:40000 > 52.216.0.1:443', 'exited', false],
    ['nor through an internet gateway', 'tcp 10.0.0.10:40000 > 203.0.113.5:443', 'exited', false],
    ['nor through one by IPv6', 'tcp [2001:db8:a::10]:40000 > [2001:db8:ffff::5]:443', 'exited', false],
    ['nor over a peering connection', 'tcp 10.0.0.10:40000 > 10.1.0.40:443', 'delivered', false],
  ])('%s', (_, text, disposition, tracked) => {
    const walk = new Scenario(network).walk('e', text);
    expect(walk.disposition).toBe(disposition);
    expect(walk.remember.some(({ at }) => at === 'eni-e')).toBe(tracked);
  });
});

describe('the end of a connection', () => {
  const toServer = (flags: string) => `tcp 10.0.0.20:40000 > 10.0.0.10:22 ${flags}`;
  const toClient = (flags: string) => `tcp 10.0.0.10:22 > 10.0.0.20:40000 ${flags}`;
  function open(): Scenario {
    const scenario = new Scenario(world(['in tcp 22 from 10.0.0.0/16']));
    scenario.send('client', SSH);
    scenario.send('server', answer(SSH));
    scenario.send('client', toServer('ack'));
    return scenario.becomes(world([]));
  }

  it('by both ends lets the last acknowledgements through, and is over soon', () => {
    const scenario = open();
    expect(scenario.send('server', toClient('fin,ack'))).toBe('delivered');
    expect(scenario.wait(1000).send('client', toServer('fin,ack'))).toBe('delivered'); // half closed is open
    expect(scenario.send('server', toClient('ack'))).toBe('delivered');
    expect(scenario.wait(119).send('client', toServer('ack'))).toBe('delivered');
    expect(scenario.wait(1).send('client', toServer('ack'))).toBe(DENIED_AT_SERVER);
  });

  it('by a reset is over sooner', () => {
    const scenario = open();
    expect(scenario.send('client', toServer('rst'))).toBe('delivered');
    expect(scenario.wait(9).send('server', toClient('ack'))).toBe('delivered');
    expect(scenario.wait(1).send('server', toClient('ack'))).toBe(DENIED_AT_SERVER);
  });

  it('judges the next connection between the same ports afresh', () => {
    const scenario = open();
    scenario.send('client', toServer('rst'));
    expect(scenario.send('client', toServer('syn'))).toBe(DENIED_AT_SERVER);
  });
});

describe('ICMP', () => {
  it('asked from inside is answered without an ingress rule', () => {
    const scenario = new Scenario(world(['in icmp 8/-1 from 0.0.0.0/0'], ['out icmp 8/-1 to 0.0.0.0/0']));
    expect([scenario.send('client', PING), scenario.send('server', answer(PING))]).toEqual(['delivered', 'delivered']);
  });

  it('about a tracked flow passes by a rule of its own, and not for being related', () => {
    const tooBig = 'icmp 10.0.0.20 > 10.0.0.10 3/4';
    const without = new Scenario(world(['in tcp 22 from 10.0.0.0/16']));
    expect([without.send('client', SSH), without.send('client', tooBig)]).toEqual(['delivered', DENIED_AT_SERVER]);
    const withRule = new Scenario(world(['in tcp 22 from 10.0.0.0/16', 'in icmp 3/4 from 10.0.0.0/16']));
    expect([withRule.send('client', SSH), withRule.send('client', tooBig)]).toEqual(['delivered', 'delivered']);
    expect(withRule.send('client', 'icmp 10.0.0.20 > 10.0.0.10 3/3')).toBe(DENIED_AT_SERVER);
  });

  it('answers only the query that was asked', () => {
    const scenario = new Scenario(world(['in icmp 8/-1 from 0.0.0.0/0']));
    expect(scenario.send('client', PING)).toBe('delivered');
    expect(scenario.send('server', 'icmp 10.0.0.10 > 10.0.0.20 0/0#2')).toBe(DENIED_AT_SERVER);
    expect(scenario.send('server', 'icmp 10.0.0.10 > 10.0.0.20 8/0')).toBe(DENIED_AT_SERVER);
    expect(scenario.send('server', 'icmp 10.0.0.10 > 10.0.0.20 14/0')).toBe(DENIED_AT_SERVER);
    expect(scenario.send('server', 'icmp 10.0.0.10 > 10.0.0.20 0/0')).toBe('delivered');
  });

  it('of IPv6 has its own pair', () => {
    const scenario = new Scenario(world(['in icmpv6 128/0 from ::/0']));
    expect(scenario.send('client', 'icmp [2001:db8:a::20] > [2001:db8:a::10] 128/0')).toBe('delivered');
    expect(scenario.send('server', 'icmp [2001:db8:a::10] > [2001:db8:a::20] 129/0')).toBe('delivered');
    expect(scenario.send('server', 'icmp [2001:db8:a::10] > [2001:db8:a::20] 1/4')).toBe(DENIED_AT_SERVER);
  });
});
