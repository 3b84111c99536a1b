import { afterAll, beforeAll, expect, it } from 'vitest';
import { linuxMissing } from '../../../test/linux-only.ts';
import type { InterfaceSpec } from '../contract/compute.ts';
import { guestDevice, routerDevice, routerNamespace } from '../contract/wiring.ts';
import type { EniId, VpcId } from '../name/id.ts';
import { address } from '../net/address.ts';
import { must, systemExec } from '../seam/exec.ts';
import { eventually, openTestSite, type TestSite, testSpec } from './site-for-tests.ts';
import { describeUnless } from '../../../test/unless.ts';

const VPC = 'vpc-0123456789abcdef0' as VpcId;
let site: TestSite;

function eni(digit: number, index: number): InterfaceSpec {
  return {
    eni: `eni-0000000000000000${digit}` as EniId,
    vpc: VPC,
    deviceIndex: index,
    mac: `02:00:00:00:00:0${digit}`,
    ipv4: [address(`10.0.${index}.2${digit}`), address(`10.0.${index}.3${digit}`)],
    ipv4Length: 24,
    ipv4Router: address(`10.0.${index}.1`),
    ipv6: [address(`2001:db8::${digit}`)],
  };
}

/** What the data plane does: a cable in the router's namespace, its guest end waiting. */
async function lay({ eni: id }: InterfaceSpec, index: number): Promise<void> {
  const router = routerNamespace(site.site, VPC);
  const inRouter = (...argv: string[]) => must(systemExec, site.host.inside(router, argv));
  await inRouter('ip', 'link', 'add', routerDevice(id), 'type', 'veth', 'peer', 'name', guestDevice(id));
  await inRouter('ip', 'addr', 'add', `10.0.${index}.1/24`, 'dev', routerDevice(id));
  await inRouter('ip', 'addr', 'add', 'fe80:ec2::1/64', 'dev', routerDevice(id), 'nodad');
  await inRouter('ip', 'link', 'set', 'dev', routerDevice(id), 'up');
  await inRouter('ip', 'route', 'replace', `2001:db8::${id.slice(-1)}/128`, 'dev', routerDevice(id));
}

describeUnless(linuxMissing, "An instance's cables", () => {
  const first = eni(1, 0);
  const second = eni(2, 1);
  const spec = testSpec({ interfaces: [second, first] });
  let pid: number;
  const says = async (text: string): Promise<string> => (await site.run(pid, text)).stdout.trim();
  const held = async () => [...((await site.again().observe()).get(spec.instance)?.connected ?? [])].sort();

  beforeAll(async () => {
    site = await openTestSite();
    await site.host.create(routerNamespace(site.site, VPC));
    await lay(first, 0);
    await lay(second, 1);
    pid = await site.start(spec);
    expect(await held()).toEqual([]);
    await site.compute.connect(spec);
  });
  afterAll(() => site?.destroy());

  it('are taken in with names, addresses and size of packets', async () => {
    expect(await held()).toEqual([first.eni, second.eni]);
    const links = await says('ip -o link show eth0; ip -o link show eth1');
    expect(links).toContain('mtu 9001');
    expect(links).toContain('link/ether 02:00:00:00:00:01');
    expect(links).toContain('link/ether 02:00:00:00:00:02');
    const addresses = await says("ip -o addr show eth0 | awk '{print $4}' | grep -v ^fe80");
    expect(addresses.split('\n')).toEqual(['10.0.0.21/24', '10.0.0.31/24', '2001:db8::1/128']);
    expect(await says('cat /proc/sys/net/ipv6/conf/eth0/accept_ra /proc/sys/net/ipv6/conf/eth0/accept_dad')).toBe(
      '0\n0',
    );
  });

  it('have the default routes on the first, and the subnet on each', async () => {
    expect(await says('ip route show default')).toBe('default via 10.0.0.1 dev eth0');
    expect(await says('ip -6 route show default')).toMatch(/^default via fe80:ec2::1 dev eth0/);
    expect(await says('ip route show 10.0.1.0/24')).toContain('dev eth1');
  });

  it('carry packets of both families at once', async () => {
    expect((await site.run(pid, 'ping -c 1 -W 2 10.0.0.1 && ping -c 1 -W 2 -I eth1 10.0.1.1')).code).toBe(0);
    const router = routerNamespace(site.site, VPC);
    expect((await systemExec.run(site.host.inside(router, ['ping', '-c', '1', '-W', '2', '2001:db8::1']))).code).toBe(
      0,
    );
  });

  it('stay as they are when asked for again, by this server or the next', async () => {
    await site.run(pid, 'ip route add 192.0.2.0/24 via 10.0.0.1; ip link set eth0 mtu 1400');
    const before = await says('ip -o link; ip -o addr; ip route; ip -6 route');
    await site.compute.connect(spec);
    await site.again().connect(spec);
    expect(await says('ip -o link; ip -o addr; ip route; ip -6 route')).toBe(before);
  });

  it('are found when the record of them was lost, or the guest renamed them', async () => {
    const odd = `'#\\"$(x)'`; // a name that no line of commands would survive
    await site.run(pid, `ip link set eth1 down; ip link set eth1 name ${odd}; ip link set ${odd} alias other`);
    expect(await held()).toEqual([first.eni]);
    await site.again().connect(spec);
    expect(await held()).toEqual([first.eni, second.eni]);
    expect(await says('ip -o link show eth1')).toContain('02:00:00:00:00:02');
  });

  it('are taken anew when the router was lost and made again', async () => {
    const router = routerNamespace(site.site, VPC);
    await site.host.remove(router);
    await eventually('the cables go with it', async () => (await held()).length === 0);
    await expect(site.compute.connect(spec)).rejects.toThrow();
    await site.host.create(router);
    await lay(first, 0);
    await lay(second, 1);
    await site.compute.connect(spec);
    expect(await held()).toEqual([first.eni, second.eni]);
    expect((await site.run(pid, 'ping -c 1 -W 2 10.0.0.1')).code).toBe(0);
  });

  it('go with the instance', async () => {
    await site.compute.stop(spec.instance);
    const router = site.host.inside(routerNamespace(site.site, VPC), ['ip', '-o', 'link']);
    await eventually('no cable', async () => !(await must(systemExec, router)).includes(routerDevice(first.eni)));
    await expect(site.compute.connect(spec)).rejects.toThrow('does not run');
  });
});
