import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePcap } from '../../openvpc/src/capture/write.ts';
import type { Client } from '../../openvpc/src/client/client.ts';
import { packet } from '../packet-text.ts';
import { ServerProcess } from '../server-process.ts';

/** The simulator as a person uses it: a server, the API, virtual packets, a clock, and captures. Runs anywhere. */
const server = new ServerProcess();
let client: Client;
const enis: Record<string, string> = {};
const addresses: Record<string, string> = {};
const groups: Record<string, string> = {};

beforeAll(async () => {
  await server.start(['--dataplane', 'simulator']);
  client = server.client();
  const { Subnets } = await client.ec2('DescribeSubnets', {});
  const { Images } = await client.ec2('DescribeImages', {});
  const [subnet] = Subnets ?? [];
  for (const name of ['web', 'db']) {
    const { GroupId = '' } = await client.ec2('CreateSecurityGroup', {
      GroupName: name,
      Description: name,
      VpcId: subnet?.VpcId,
    });
    groups[name] = GroupId;
    const { Instances } = await client.ec2('RunInstances', {
      ImageId: Images?.[0]?.ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      NetworkInterfaces: [
        { DeviceIndex: 0, SubnetId: subnet?.SubnetId, Groups: [GroupId], AssociatePublicIpAddress: false },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }],
    });
    enis[name] = Instances?.[0]?.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '';
    addresses[name] = Instances?.[0]?.PrivateIpAddress ?? '';
  }
  await client.ec2('AuthorizeSecurityGroupIngress', { GroupId: groups['db'], ...fromWeb() });
}, 60_000);
afterAll(() => server.destroy());

function fromWeb() {
  const UserIdGroupPairs = [{ GroupId: groups['web'] }];
  return { IpPermissions: [{ IpProtocol: 'udp', FromPort: 5432, ToPort: 5432, UserIdGroupPairs }] };
}

const probe = (...words: readonly string[]) => server.command(['probe', ...words]);

describe('openvpc probe', () => {
  it('says by which rules a packet and its answer pass, and by which one does not', () => {
    const there = probe('web', 'db', 'udp/5432');
    expect(there).toMatchObject({ code: 0 });
    expect(there.stdout).toMatch(/group-ingress\s+eni-\S+\s+sgr-\S+ in sg-\S+ \(db\): udp 5432 from sg-\S+ \(web\)/);
    expect(there.stdout).toMatch(/a flow that the security group tracks/);
    const denied = probe('web', 'db', 'tcp/22');
    expect(denied.code).toBe(1);
    expect(denied.stdout).toMatch(/drop\s+group-ingress\s+eni-\S+\s+no rule allows it/);
  });

  it('leaves tracked flows behind, which outlive their rule until the clock has gone on', async () => {
    expect(probe('web', 'db', 'udp/5432', '--source-port', '50000').code).toBe(0);
    await client.ec2('RevokeSecurityGroupIngress', { GroupId: groups['db'], ...fromWeb() });
    expect(probe('web', 'db', 'udp/5432', '--source-port', '50000').code).toBe(0);
    expect(probe('web', 'db', 'udp/5432', '--source-port', '50001').code).toBe(1);
    expect(server.command(['clock', 'advance', '4m'])).toMatchObject({ code: 0 });
    expect(probe('web', 'db', 'udp/5432', '--source-port', '50000').code).toBe(1);
    await client.ec2('AuthorizeSecurityGroupIngress', { GroupId: groups['db'], ...fromWeb() });
    expect(server.command(['clock']).stdout).toContain('(240 s ahead)');
  });

  it('is shown by openvpc flows', () => {
    const { stdout } = server.command(['flows']);
    expect(stdout).toMatch(/ACCEPT\S* db ingress\s+udp/);
    expect(stdout).toMatch(/REJECT\S* db ingress\s+tcp/);
  });

  it.each([
    [['web', 'nobody', 'tcp/1'], "the Name tag 'nobody'"],
    [['web', 'db', 'tcp'], 'is not what can be sent'],
    [['web', 'db', 'tcp/70000'], 'the port must be a whole number up to 65535'],
    [['web', 'db', 'sctp/1'], 'is not what can be sent'],
    [['web', 'db', 'icmp', '--count', '0'], '--count must be at least 1'],
    [['internet', 'web', 'tcp/80'], 'web has no public address'],
    [['internet:x', 'web', 'tcp/80'], 'no address behind internet:'],
  ])('%j says what is wrong', (words, message) => {
    const { code, stderr } = probe(...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('to the internet says where it ends without a public address', () => {
    const { code, stdout } = probe('web', '203.0.113.5', 'tcp/443');
    expect(code).toBe(1);
    expect(stdout).toMatch(/drop\s+gateway\s+igw-\S+\s+the network interface has no public address/);
  });
});

describe('what the API makes judges virtual packets at once', () => {
  it('a prefix list, by its newest version', async () => {
    const Entries = [{ Cidr: `${addresses['web']}/32` }];
    const list = { PrefixListName: 'them', MaxEntries: 5, AddressFamily: 'IPv4', Entries };
    const { PrefixList } = await client.ec2('CreateManagedPrefixList', list);
    const PrefixListId = PrefixList?.PrefixListId ?? '';
    await client.ec2('AuthorizeSecurityGroupIngress', {
      GroupId: groups['db'],
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 9000, ToPort: 9000, PrefixListIds: [{ PrefixListId }] }],
    });
    const allowed = probe('web', 'db', 'tcp/9000');
    expect(allowed.code).toBe(0);
    expect(allowed.stdout).toMatch(/tcp 9000 from pl-[0-9a-f]+ \(them\)/);
    await client.ec2('ModifyManagedPrefixList', { PrefixListId, CurrentVersion: 1, RemoveEntries: Entries });
    expect(probe('web', 'db', 'tcp/9000', '--source-port', '50002').code).toBe(1);
  });

  it('a gateway endpoint, by the route in the table', async () => {
    const { RouteTables } = await client.ec2('DescribeRouteTables', {});
    const [table] = RouteTables ?? [];
    const { VpcEndpoint } = await client.ec2('CreateVpcEndpoint', {
      VpcId: table?.VpcId ?? '',
      ServiceName: 'com.amazonaws.us-east-1.s3',
      RouteTableIds: [table?.RouteTableId ?? ''],
    });
    const { code, stdout } = probe('web', '52.216.1.1', 'tcp/443');
    expect(code).toBe(0);
    expect(stdout).toContain(VpcEndpoint?.VpcEndpointId);
    await client.ec2('DeleteVpcEndpoints', { VpcEndpointIds: [VpcEndpoint?.VpcEndpointId ?? ''] });
    expect(probe('web', '52.216.1.1', 'tcp/443').stdout).toMatch(/drop\s+gateway\s+igw-/);
  });
});

describe('openvpc replay', () => {
  const path = (name: string) => join(server.data, name);
  const replay = (file: string, ...more: readonly string[]) =>
    server.command(['replay', file, '--at', enis['db'] ?? '', '--output', 'json', ...more]);
  type Told = { flows: Array<{ flow: string; action: string; packets: number; because: string[] }>; skipped: object };

  function capture(): void {
    const [web, db] = [addresses['web'], addresses['db']];
    const texts = [
      `udp ${web}:1000 > ${db}:5432`,
      `udp ${db}:5432 > ${web}:1000`,
      `udp ${web}:1000 > ${db}:5432`,
      `tcp ${web}:1000 > ${db}:22`,
      `udp 203.0.113.9:1000 > ${db}:5432`,
      `udp ${web}:1000 > 10.9.9.9:1`,
      `udp ${db}:1 > 169.254.169.254:80`,
    ];
    writeFileSync(path('some.pcap'), writePcap(texts.map((text, i) => ({ time: 1e12 + i, packet: packet(text) }))));
  }

  it('gives each flow its verdict and rule, with the tracking of its own time', () => {
    capture();
    const { code, stdout } = replay(path('some.pcap'));
    expect(code).toBe(0);
    const { flows, skipped } = JSON.parse(stdout) as Told;
    expect(flows.map(({ flow, action, packets }) => [flow.split(' ')[0], action, packets])).toEqual([
      ['udp', 'ACCEPT', 2],
      ['udp', 'ACCEPT', 1],
      ['tcp', 'REJECT', 1],
      ['udp', 'REJECT', 1],
      ['udp', 'EXEMPT', 1],
    ]);
    expect(flows[0]?.because).toEqual([expect.stringMatching(/\(db\): udp 5432 from sg-\S+ \(web\)$/)]);
    expect(flows[1]?.because).toEqual(['a flow that the security group tracks']);
    expect(flows[2]?.because).toEqual(['no rule allows it (implicit deny)']);
    expect(flows[3]?.because.at(-1)).toBe('no rule allows it (implicit deny)');
    expect(skipped).toEqual({ 'neither from an address of the interface nor to one': 1 });
  });

  it('plays real captures of tcpdump', () => {
    for (const name of ['ethernet.pcap', 'ethernet.pcapng', 'cooked.pcap']) {
      const file = new URL(`../captures/${name}`, import.meta.url).pathname;
      const { code, stdout } = replay(file);
      expect(code).toBe(0);
      expect(Object.keys((JSON.parse(stdout) as Told).skipped)).toContain(
        'neither from an address of the interface nor to one',
      );
    }
  });

  it('stops at a limit, and says so', () => {
    const { stdout } = server.command(['replay', path('some.pcap'), '--at', enis['db'] ?? '', '--limit', '2']);
    expect(stdout).toContain('There is more in the file');
  });

  it('says what it could read of a damaged file, and where that ends', () => {
    const whole = readFileSync(path('some.pcap'));
    writeFileSync(path('cut.pcap'), whole.subarray(0, whole.length - 3));
    const { code, stdout, stderr } = replay(path('cut.pcap'));
    expect(code).toBe(2);
    expect((JSON.parse(stdout) as Told).flows.length).toBe(4);
    expect(stderr).toMatch(/cannot be read on at byte \d+: the file ends within a packet/);
  });

  it.each([
    ['no file', () => path('none.pcap'), 'cannot be read'],
    ['a directory', () => server.data, 'cannot be read'],
    ['a file that is no capture', () => path('credentials.json'), 'no capture file'],
  ])('refuses %s', (_, file, message) => {
    const { code, stderr } = replay(file());
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('wants an interface that is there', () => {
    const { code, stderr } = server.command(['replay', path('some.pcap'), '--at', 'eni-00000000000000000']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('the program has no eni-00000000000000000')]);
    rmSync(path('some.pcap'));
  });
});
