import { afterAll, beforeAll, expect, it } from 'vitest';
import { linuxMissing } from '../../../../test/linux-only.ts';
import type { World } from '../../../../test/world.ts';
import { TestNetwork, totals } from '../../../../test/router-network.ts';
import { describeUnless } from '../../../../test/unless.ts';

/**
 * Two subnets and three guests: `web` and `other` in one, `db` in the other. Runs as root and as an ordinary user.
 * Each test leaves the world as it found it.
 */
const BASE: World = {
  subnets: {
    front: { cidrs: '10.0.0.0/24 2001:db8:a:0::/64', routes: ['0.0.0.0/0 igw'] },
    back: { cidrs: '10.0.1.0/24 2001:db8:a:1::/64', acl: 'back' },
  },
  groups: {
    web: ['out all to 0.0.0.0/0', 'out all to ::/0', 'in tcp 80 from 0.0.0.0/0'],
    db: ['in tcp 5432 from web', 'in icmp 8/-1 from web', 'in udp 53 from 10.0.0.0/24'],
    other: ['out all to 0.0.0.0/0'],
  },
  acls: {
    back: [
      'in 100 allow all from 0.0.0.0/0',
      'in 101 allow all from ::/0',
      'out 100 allow all to 0.0.0.0/0',
      'out 101 allow all to ::/0',
    ],
  },
  enis: {
    web: { subnet: 'front', at: '10.0.0.10 2001:db8:a::10', groups: 'web' },
    other: { subnet: 'front', at: '10.0.0.11', groups: 'other' },
    db: { subnet: 'back', at: '10.0.1.20 2001:db8:a:1::20', groups: 'db' },
  },
};
const DB = '10.0.1.20';

const withGroup = (name: string, rules: readonly string[]): World => ({
  ...BASE,
  groups: { ...BASE.groups, [name]: rules },
});
const withAcl = (...entries: string[]): World => ({
  ...BASE,
  acls: { back: [...entries, ...(BASE.acls?.['back'] ?? [])] },
});

describeUnless(linuxMissing, 'packets in the kernel', () => {
  let net: TestNetwork;
  beforeAll(async () => {
    net = await TestNetwork.start();
    await net.enforce(BASE);
    await net.plugIn(BASE);
    await net.serve('db', 5432);
    await net.serve('db', 5433);
    await net.serve('web', 80);
    await net.swallow('db', 53);
  });
  afterAll(() => net?.destroy());

  it('has nothing more to do once a program is applied', async () => {
    expect(await net.isSettled(BASE)).toBe(true);
  });

  it('lets a referenced group in, on its port only, and nobody else', async () => {
    expect(await net.opens('web', DB, 5432)).toBe(true);
    expect(await net.opens('web', DB, 5433)).toBe(false);
    expect(await net.opens('other', DB, 5432)).toBe(false);
    expect(await net.opens('web', '2001:db8:a:1::20', 5432)).toBe(true);
    expect(await net.opens('web', '2001:db8:a:1::20', 5433)).toBe(false);
    expect(await net.pings('web', DB)).toBe(true);
    expect(await net.pings('other', DB)).toBe(false);
  });

  it('judges packets inside one subnet too, without the ACL', async () => {
    expect(await net.opens('other', '10.0.0.10', 80)).toBe(true);
    expect(await net.opens('other', '10.0.0.10', 81)).toBe(false);
    expect(await net.pings('other', '10.0.0.10')).toBe(false);
  });

  it('lets a tracked connection live on when its rule is gone, and no new one begin', async () => {
    const open = net.connect('web', DB, 5432);
    expect(await open.echoes()).toBe(true);
    await net.enforce(withGroup('db', []));
    expect(await open.echoes()).toBe(true);
    expect(await net.opens('web', DB, 5432)).toBe(false);
    await net.enforce(BASE);
    open.end();
  });

  it('cuts a connection at once by an ACL entry, and takes it up again when the entry is gone', async () => {
    const open = net.connect('web', DB, 5432);
    expect(await open.echoes()).toBe(true);
    await net.enforce(withAcl('in 50 deny tcp 5432 from 10.0.0.0/16'));
    expect(await open.echoes()).toBe(false);
    expect(await net.opens('web', DB, 5432)).toBe(false);
    await net.enforce(BASE);
    expect(await net.opens('web', DB, 5432)).toBe(true);
    open.end();
  });

  it('refuses replies that the ACL does not let out, for it has no memory', async () => {
    await net.enforce(withAcl('out 50 deny tcp 1024-65535 to 10.0.0.0/16'));
    expect(await net.opens('web', DB, 5432)).toBe(false);
    await net.enforce(BASE);
  });

  it('cuts an untracked connection at once when its rule is gone', async () => {
    const open = net.connect('other', '10.0.0.10', 80);
    expect(await open.echoes()).toBe(true);
    await net.enforce(withGroup('web', ['out all to 0.0.0.0/0', 'out all to ::/0']));
    expect(await open.echoes()).toBe(false);
    await net.enforce(BASE);
    open.end();
  });

  it('drops a source that is not the ENI’s own, and shows no trace of it in the flows', async () => {
    await net.flowsOf(() => Promise.resolve()); // what others left to be told
    await net.run('other', 'ip', 'address', 'add', '10.0.0.10/32', 'dev', 'eth0');
    const flows = await net.flowsOf(async () => {
      expect(
        (await net.run('other', 'nc', '-z', '-w', '1', '-s', '10.0.0.10', '-p', '45123', DB, '5432')).code,
      ).not.toBe(0);
    });
    await net.run('other', 'ip', 'address', 'del', '10.0.0.10/32', 'dev', 'eth0');
    expect(totals(flows).filter((line) => line.includes('5432'))).toEqual([]);
    expect(await net.inRouter('cat', '/proc/net/nf_conntrack')).not.toContain('sport=45123');
  });

  it('drops a source MAC that is not the ENI’s own', async () => {
    await net.run('web', 'ip', 'link', 'set', 'eth0', 'address', '02:00:00:00:77:77');
    expect(await net.opens('web', DB, 5432)).toBe(false);
    await net.run('web', 'ip', 'link', 'set', 'eth0', 'address', '02:00:00:00:00:00');
    expect(await net.opens('web', DB, 5432)).toBe(true);
  });

  it('keeps the sender’s state of a packet that its receiver refuses, and none of one that its sender does', async () => {
    await net.datagrams('web', DB, 9999, 1, 10, 41_001);
    await net.enforce(withGroup('web', []));
    await net.datagrams('web', DB, 9999, 1, 10, 41_002);
    await net.enforce(BASE);
    const connections = await net.inRouter('cat', '/proc/net/nf_conntrack');
    expect(connections).toMatch(/sport=41001 dport=9999 .*mark=1 /);
    expect(connections).not.toContain('sport=41002');
  });

  it('hears ARP and neighbour discovery from an ENI’s own addresses only: the machine’s table of neighbours is small', async () => {
    const known = async () => (await net.inRouter('ip', 'neigh')).trim().split('\n').length;
    const before = await known();
    await net.run('other', 'ip', 'neigh', 'flush', 'all');
    const foreign = Array.from({ length: 20 }, (_, i) => `172.20.0.${i + 1}`);
    for (const [i, address] of foreign.entries()) {
      await net.run('other', 'ip', 'address', 'add', `${address}/32`, 'dev', 'eth0');
      await net.run('other', 'ip', 'route', 'add', `10.9.9.${i + 1}`, 'dev', 'eth0', 'src', address);
      void net.run('other', 'nc', '-z', '-w', '1', `10.9.9.${i + 1}`, '80'); // asks by ARP, with that address as its own
    }
    await net.run('other', 'sleep', '1');
    const after = await known();
    for (const address of foreign) await net.run('other', 'ip', 'address', 'del', `${address}/32`, 'dev', 'eth0');
    expect(after - before).toBeLessThan(5);
    expect(await net.opens('other', '10.0.0.10', 80)).toBe(true);
  });

  it('answers nothing to what goes nowhere', async () => {
    for (const address of ['10.0.1.99', '198.51.100.1', '10.0.0.1', '10.0.0.2', '169.254.169.254', '224.0.0.1']) {
      expect(await net.run('web', 'ping', '-c', '1', '-W', '1', address)).toMatchObject({ code: 1 });
    }
  });
});

describeUnless(linuxMissing, 'flow counts', () => {
  let net: TestNetwork;
  beforeAll(async () => {
    net = await TestNetwork.start();
    await net.enforce(BASE);
    await net.plugIn(BASE);
    await net.serve('db', 5432);
    await net.swallow('db', 53);
  });
  afterAll(() => net?.destroy());

  it('are exact: each packet once at each ENI and direction', async () => {
    const flows = await net.flowsOf(async () => {
      await net.datagrams('web', DB, 53, 1000, 100);
      await net.datagrams('web', DB, 54, 70, 50);
      await net.datagrams('web', '10.0.1.99', 53, 5, 8);
      await net.run('web', 'ping', '-c', '3', '-i', '0.2', '-s', '56', DB);
    });
    expect(totals(flows)).toEqual([
      'db egress ACCEPT icmp 0/0 10.0.1.20>10.0.0.10 = 3/252',
      'db ingress ACCEPT icmp 8/0 10.0.0.10>10.0.1.20 = 3/252',
      'db ingress ACCEPT udp 10.0.0.10:40000>10.0.1.20:53 = 1000/128000',
      'db ingress REJECT udp 10.0.0.10:40000>10.0.1.20:54 = 70/5460',
      'web egress ACCEPT icmp 8/0 10.0.0.10>10.0.1.20 = 3/252',
      'web egress ACCEPT udp 10.0.0.10:40000>10.0.1.20:53 = 1000/128000',
      'web egress ACCEPT udp 10.0.0.10:40000>10.0.1.20:54 = 70/5460',
      'web egress ACCEPT udp 10.0.0.10:40000>10.0.1.99:53 = 5/180',
      'web ingress ACCEPT icmp 0/0 10.0.1.20>10.0.0.10 = 3/252',
    ]);
  });

  it('are exact while the kernel counts without pause and is read many times', async () => {
    const flows = await net.flowsOf(async () => {
      await Promise.all([41, 42, 43].map((i) => net.datagrams('web', DB, 53, 20_000, 20, 40_000 + i)));
    });
    const [first, ...rest] = flows.filter(({ direction, eni }) => direction === 'ingress' && eni === 'eni-db');
    expect(rest.length).toBeGreaterThan(1); // more than one reading
    const packets = [first, ...rest].reduce((sum, event) => sum + (event?.packets ?? 0), 0);
    expect(packets).toBe(60_000);
  });

  it('tell each egress and ingress refusal apart', async () => {
    await net.enforce(withAcl('in 50 deny udp 53 from 0.0.0.0/0'));
    const refusedByAcl = await net.flowsOf(() => net.datagrams('web', DB, 53, 2, 8));
    await net.enforce(withGroup('web', []));
    const refusedBySender = await net.flowsOf(() => net.datagrams('web', DB, 55, 3, 8));
    await net.enforce(BASE);
    expect(totals(refusedByAcl)).toEqual([
      'db ingress REJECT udp 10.0.0.10:40000>10.0.1.20:53 = 2/72',
      'web egress ACCEPT udp 10.0.0.10:40000>10.0.1.20:53 = 2/72',
    ]);
    expect(totals(refusedBySender)).toEqual(['web egress REJECT udp 10.0.0.10:40000>10.0.1.20:55 = 3/108']);
  });

  it('say ACCEPT of exactly what arrives while rules turn from one to the other', async () => {
    const received = async () => {
      const { stdout } = await net.run('db', 'cat', '/proc/net/snmp');
      const [names = [], values = []] = stdout
        .split('\n')
        .flatMap((row) => (row.startsWith('Udp: ') ? [row.split(' ')] : []));
      return Number(values[names.indexOf('InDatagrams')]) + Number(values[names.indexOf('InErrors')]);
    };
    const before = await received();
    const flows = await net.flowsOf(async () => {
      const sending = net.datagrams('web', DB, 53, 60_000, 20, 40_050);
      for (let i = 0; i < 10; i++) await net.enforce(i % 2 === 0 ? withAcl('in 50 deny udp 53 from 0.0.0.0/0') : BASE);
      await sending;
    });
    const sum = (direction: string, action: string) =>
      flows
        .filter((event) => event.direction === direction && event.action === action)
        .reduce((packets, event) => packets + event.packets, 0);
    const arrived = (await received()) - before;
    expect(sum('egress', 'ACCEPT')).toBe(60_000);
    expect(sum('ingress', 'ACCEPT')).toBe(arrived);
    expect(sum('ingress', 'REJECT')).toBe(60_000 - arrived);
    expect(arrived).toBeGreaterThan(0);
    expect(arrived).toBeLessThan(60_000);
  });

  it('count segments as a wire has them, not bundles', async () => {
    const megabyte = 1_000_000;
    const flows = await net.flowsOf(async () => {
      await net.run('web', 'sh', '-c', `head -c ${megabyte} /dev/zero | timeout 5 nc -N ${DB} 5432 > /dev/null`);
    });
    const [sent] = flows.filter(
      ({ eni, direction, sample: { transport } }) =>
        eni === 'eni-web' && direction === 'egress' && transport.kind === 'tcp',
    );
    expect(sent).toBeDefined();
    const bytes = flows.filter(({ eni, direction }) => eni === 'eni-web' && direction === 'egress');
    const total = bytes.reduce(
      (sum, event) => ({ packets: sum.packets + event.packets, bytes: sum.bytes + event.bytes }),
      { packets: 0, bytes: 0 },
    );
    expect(total.bytes / total.packets).toBeLessThanOrEqual(9001);
    expect(total.packets).toBeGreaterThan(megabyte / 9001);
  });

  it('wait for a process to read them, and are told once', async () => {
    await net.datagrams('web', DB, 53, 7, 8);
    await net.restart();
    await net.enforce(BASE);
    const told = await net.flowsOf(() => Promise.resolve());
    const again = await net.flowsOf(() => Promise.resolve());
    expect(totals(told)).toEqual([
      'db ingress ACCEPT udp 10.0.0.10:40000>10.0.1.20:53 = 7/252',
      'web egress ACCEPT udp 10.0.0.10:40000>10.0.1.20:53 = 7/252',
    ]);
    expect(again).toEqual([]);
  });

  it('are told as of those who had the addresses then', async () => {
    const { db, ...enis } = BASE.enis;
    if (db === undefined) throw new Error('the base has db');
    await net.datagrams('web', DB, 53, 4, 8);
    const moved = { ...BASE, enis: { ...enis, heir: { ...db, groups: 'other' } } };
    const flows = await net.flowsOf(async () => void (await net.enforce(moved)));
    expect(totals(flows)).toContain('db ingress ACCEPT udp 10.0.0.10:40000>10.0.1.20:53 = 4/144');
    expect(totals(flows).filter((line) => line.startsWith('heir'))).toEqual([]);
  });
});

describeUnless(linuxMissing, 'drift and restarts', () => {
  let net: TestNetwork;
  beforeAll(async () => {
    net = await TestNetwork.start();
    await net.enforce(BASE);
    await net.plugIn(BASE);
    await net.serve('db', 5432);
    await net.serve('db', 5433);
  });
  afterAll(() => net?.destroy());

  /** Damage is seen, closed doors stay closed meanwhile, and one round repairs it. */
  async function repairs(...argv: string[]): Promise<void> {
    await net.inRouter(...argv);
    expect(await net.opens('other', DB, 5432)).toBe(false);
    expect(await net.opens('web', DB, 5433)).toBe(false);
    expect(await net.isSettled(BASE)).toBe(false);
    await net.enforce(BASE);
    expect(await net.isSettled(BASE)).toBe(true);
    expect(await net.opens('web', DB, 5432)).toBe(true);
  }

  it.each([
    ['everything flushed', 'nft flush ruleset'],
    ['our table deleted', 'nft delete table inet openvpc'],
    ['the counting table deleted', 'nft delete table inet openvpc_flows'],
    ['the judging chain emptied', 'nft flush chain inet openvpc judge'],
    ['the closing chain emptied', 'nft flush chain inet openvpc closing'],
    ['the source chain emptied', 'nft flush chain inet openvpc check-source'],
    ['the ARP table deleted', 'nft delete table arp openvpc'],
    ['a rule put in', 'nft insert rule inet openvpc judge accept'],
    ['an address taken out of a set', 'nft delete element inet openvpc members-sg-web-4 { 10.0.0.10 }'],
    ['a route deleted', 'ip route delete 10.0.1.20 table 100'],
    ['a neighbour forgotten', 'ip neigh delete 10.0.1.20 dev edb'],
    ['a neighbour changed', 'ip neigh replace 10.0.1.20 lladdr 02:00:00:00:99:99 dev edb nud permanent'],
    ['a cable down', 'ip link set edb down'],
    ['the void down', 'ip link set void down'],
    ['forwarding off', 'sh -c "echo 0 > /proc/sys/net/ipv4/ip_forward"'],
    ['a routing rule deleted', 'ip rule delete pref 10'],
  ])('repairs %s', async (_what, command) => {
    await repairs('sh', '-c', command);
  });

  it('takes away a stranger’s routing rule', async () => {
    await net.inRouter('ip', 'rule', 'add', 'pref', '5', 'lookup', '100');
    expect(await net.isSettled(BASE)).toBe(false);
    await net.enforce(BASE);
    expect(await net.isSettled(BASE)).toBe(true);
  });

  it('goes on judging while nobody runs, and a new process finds nothing to do', async () => {
    const open = net.connect('web', DB, 5432);
    expect(await open.echoes()).toBe(true);
    await net.restart();
    expect(await net.opens('web', DB, 5433)).toBe(false);
    expect(await net.isSettled(BASE)).toBe(true);
    expect(await open.echoes()).toBe(true);
    open.end();
  });

  it('a new process brings other rules into force', async () => {
    await net.restart();
    await net.enforce(withGroup('db', ['in tcp 5433 from web']));
    expect(await net.opens('web', DB, 5433)).toBe(true);
    expect(await net.opens('web', DB, 5432)).toBe(false);
    await net.enforce(BASE);
  });

  it('makes a cable anew that went with its instance', async () => {
    await net.inRouter('ip', 'link', 'delete', 'eother');
    expect(await net.isSettled(BASE)).toBe(false);
    await net.enforce(BASE);
    expect(await net.isSettled(BASE)).toBe(true);
    expect(await net.inRouter('ip', '-br', 'link', 'show', 'gother')).toMatch(/02:00:00:00:00:01/);
  });

  it('leaves namespaces of instances alone, and takes a VPC away that is gone', async () => {
    await net.enforce({ ...BASE, vpc: 'b' });
    expect((await net.host.list()).filter((name) => name.includes('-vpc-'))).toHaveLength(1);
    expect((await net.host.list()).filter((name) => name.includes('-i-'))).toHaveLength(3);
  });
});
