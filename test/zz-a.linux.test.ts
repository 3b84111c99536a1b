import { it } from 'vitest';
import type { World } from './world.ts';
import { TestNetwork } from './router-network.ts';
const w: World = {
  subnets: { front: { cidrs: '10.0.0.0/24' } },
  groups: { open: ['out all to 10.0.0.0/8'], db: ['in udp 7 from open'] },
  enis: {
    src: { subnet: 'front', at: '10.0.0.10', groups: 'open' },
    db: { subnet: 'front', at: '10.0.0.20', groups: 'db' },
  },
};
it('x', async () => {
  const net = await TestNetwork.start();
  try {
    await net.enforce(w);
    await net.plugIn(w);
    const f = net.start('src', 'python3', '/tmp/brk/flood.py', '10.0.0.10', '10.0.0.20', '7');
    console.log(await f.read());
    console.log((await net.run('src', 'sh', '-c', 'sleep 1; ip -s link show eth0')).stdout);
    console.log(
      (await net.run('db', 'sh', '-c', 'ip -s link show eth0; cat /proc/net/snmp | grep -E "Ip|Udp"')).stdout,
    );
    console.log(
      await net.inRouter(
        'sh',
        '-c',
        'ip -s link; nft list table inet openvpc_flows | head -60; wc -l /proc/net/nf_conntrack; cat /proc/sys/net/netfilter/nf_conntrack_max; dmesg | tail -5',
      ),
    );
    console.log((await net.run('src', 'sh', '-c', 'timeout 2 tcpdump -c 3 -vvveni eth0 2>&1')).stdout);
  } finally {
    await net.destroy();
  }
}, 60000);
