import { afterAll, beforeAll, expect, it } from 'vitest';
import { linuxMissing } from './linux-only.ts';
import { TestNetwork } from './router-network.ts';
import { snapshotOf, type World } from './world.ts';
import { compile } from '../openvpc/src/compile/compile.ts';
import { difference } from '../openvpc/src/dataplane/nftables/difference.ts';
import { openNft } from '../openvpc/src/dataplane/nftables/nft-dialogue.ts';
import { vpcRuleset } from '../openvpc/src/dataplane/nftables/vpc-rules.ts';
import type { VpcId } from '../openvpc/src/name/id.ts';
import { startLineProcess } from '../openvpc/src/seam/line-process.ts';
import { describeUnless } from './unless.ts';

/**
 * `loud` sends to port 7 of `db` without pause. All worlds here refuse that, each for another reason, so between any two
 * of them nothing may arrive. One packet that slips through would be tracked, and thousands would follow.
 */
const world = (loud: string, groups: World['groups'], more: Partial<World> = {}): World => ({
  subnets: { front: { cidrs: '10.0.0.0/24' }, back: { cidrs: '10.0.1.0/24', acl: 'back' } },
  acls: { back: ['in 100 allow all from 0.0.0.0/0', 'out 100 allow all to 0.0.0.0/0'] },
  ...more,
  groups: { open: ['out all to 10.0.0.0/8'], trusted: ['out tcp 1 to 10.0.0.0/8'], db: [], ...groups },
  enis: {
    loud: { subnet: 'front', at: '10.0.0.10', groups: loud },
    db: { subnet: 'back', at: '10.0.1.20', groups: 'db' },
    ...more.enis,
  },
});
const NOBODY = world('open', {});
const WORLDS: readonly World[] = [
  NOBODY,
  world('open', { db: ['in udp 7 from trusted'] }), // right port, wrong group
  world('open trusted', { db: ['in udp 8 from trusted'] }), // right group, wrong port
  world('open', { db: ['in udp 7 from 10.0.0.30/32', 'in tcp 7 from 0.0.0.0/0'] }),
  world('open', { db: ['in udp 8 from 0.0.0.0/0', 'in udp 9 from 10.0.0.0/24'] }),
  world(
    'open',
    { db: ['in all from 0.0.0.0/0'] },
    { acls: { back: ['in 50 deny udp 7 from 10.0.0.0/24', 'in 60 allow all from 0.0.0.0/0'] } },
  ),
  world(
    'open',
    { db: ['in udp 8 from open'] },
    { enis: { third: { subnet: 'front', at: '10.0.0.30', groups: 'trusted' } } },
  ),
  world(
    'open',
    { db: ['in udp 7 from third'], third: [] },
    { enis: { third: { subnet: 'back', at: '10.0.1.30', groups: 'third db' } } },
  ),
];

describeUnless(linuxMissing, `what old and new rules refuse`, () => {
  let net: TestNetwork;
  beforeAll(async () => {
    net = await TestNetwork.start();
    await net.enforce(NOBODY);
    await net.plugIn(NOBODY);
    await net.swallow('db', 7);
    const flood = net.start('loud', process.execPath, '-e', FLOOD);
    expect(await flood.read()).toBe('ready');
  });
  afterAll(() => net?.destroy());

  /** Datagrams that `db` ever got, whatever became of them there. */
  async function arrived(): Promise<number> {
    const { stdout } = await net.run('db', 'cat', '/proc/net/snmp');
    const [names = [], values = []] = stdout
      .split('\n')
      .flatMap((row) => (row.startsWith('Udp: ') ? [row.split(' ')] : []));
    const value = (name: string): number => Number(values[names.indexOf(name)]);
    return value('InDatagrams') + value('NoPorts') + value('InErrors');
  }

  it('does not pass while one becomes the other, hundreds of times', async () => {
    const [first, second] = [WORLDS[1], WORLDS[2]].map((one) =>
      vpcRuleset(compile(snapshotOf(one ?? NOBODY)), 'vpc-a' as VpcId),
    );
    if (first === undefined || second === undefined) throw new Error('there are two');
    const ways = [difference(first, second), difference(second, first)];
    await net.enforce(WORLDS[1] ?? NOBODY);
    const nft = openNft(startLineProcess, (argv) => net.host.inside(net.router, argv));
    const until = Date.now() + 3_000;
    let changes = 0;
    for (; Date.now() < until; changes++) {
      for (const transaction of ways[changes % 2] ?? []) await nft.transact(transaction);
    }
    nft.close();
    expect(changes).toBeGreaterThan(50);
    expect(await arrived()).toBe(0);
  });

  it('does not pass while groups, ACLs and ENIs come and go, rules are flushed, and the driver is started anew', async () => {
    const until = Date.now() + 6_000;
    for (let i = 0; Date.now() < until; i++) {
      await net.enforce(WORLDS[(i * 5 + (i >> 3)) % WORLDS.length] ?? NOBODY);
      if (i % 7 === 3) await net.inRouter('nft', 'flush', 'ruleset');
      if (i % 11 === 5) await net.restart();
      expect(await arrived(), `after change ${i}`).toBe(0);
    }
  });

  it('passes as soon as a rule lets it', async () => {
    await net.enforce(world('open', { db: ['in udp 7 from open'] }));
    await net.run('db', 'sleep', '0.2');
    expect(await arrived()).toBeGreaterThan(100);
  });
});

const FLOOD = `
  const socket = require('dgram').createSocket('udp4');
  const next = () => socket.send('x', 7, '10.0.1.20', next);
  socket.bind(40000, () => { console.log('ready'); for (let i = 0; i < 32; i++) next(); });
`;
