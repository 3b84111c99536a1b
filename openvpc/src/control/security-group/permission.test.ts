import { describe, expect, it } from 'vitest';
import type { IpPermission } from '../../aws/ec2.types.ts';
import type { GroupId, PrefixListId } from '../../name/id.ts';
import { ApiError } from '../operation.ts';
import { identityOf, peerText, rulesOf, spelledOut } from './permission.ts';

const parse = (...permissions: IpPermission[]) =>
  rulesOf(permissions, {
    group: ({ GroupId: id }) => ({ kind: 'group', group: id as GroupId }),
    list: (id) => ({ kind: 'prefix-list', list: id as PrefixListId }),
  });
const open = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const parseOne = (permission: IpPermission) => {
  const [rule] = parse({ ...open, ...permission });
  if (rule === undefined) throw new Error('no rule came out');
  return rule;
};

describe('protocols and ports', () => {
  it.each<[IpPermission, object]>([
    [
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
      { protocol: 6, ports: { first: 22, last: 22 } },
    ],
    [
      { IpProtocol: 'TCP', FromPort: 0, ToPort: 65535 },
      { protocol: 6, ports: { first: 0, last: 65535 } },
    ],
    [
      { IpProtocol: '6', FromPort: 1, ToPort: 2 },
      { protocol: 6, ports: { first: 1, last: 2 } },
    ],
    [
      { IpProtocol: '17', FromPort: 1, ToPort: 2 },
      { protocol: 17, ports: { first: 1, last: 2 } },
    ],
    [
      { IpProtocol: 'icmp', FromPort: 8, ToPort: 0 },
      { protocol: 1, icmp: { type: 8, code: 0 } },
    ],
    [
      { IpProtocol: 'icmp', FromPort: 8, ToPort: 8 },
      { protocol: 1, icmp: { type: 8, code: 8 } },
    ],
    [
      { IpProtocol: '1', FromPort: -1, ToPort: -1 },
      { protocol: 1, icmp: { type: -1, code: -1 } },
    ],
    [{ IpProtocol: 'icmpv6' }, { protocol: 58, icmp: { type: -1, code: -1 } }],
    [
      { IpProtocol: '58', FromPort: 128, ToPort: -1 },
      { protocol: 58, icmp: { type: 128, code: -1 } },
    ],
    [{ IpProtocol: '-1', FromPort: 0, ToPort: 0 }, { protocol: 'any' }],
    [{ IpProtocol: '50', FromPort: 500, ToPort: 500 }, { protocol: 50 }],
    [{ IpProtocol: '0' }, { protocol: 0 }],
    [{ IpProtocol: '255' }, { protocol: 255 }],
  ])('%j', (permission, traffic) => {
    const { peer: _peer, ...found } = parseOne(permission);
    expect(found).toEqual(traffic);
  });

  const unknown = (text: string) => `Invalid value '${text}' for IP protocol. Unknown protocol.`;
  const noProtocol = "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.";
  const both = (name: string) => `Invalid value 'Must specify both from and to ports with ${name}.' for portRange.`;
  it.each<[IpPermission, string]>([
    [{ IpProtocol: 'all' }, unknown('all')],
    [{ IpProtocol: 'esp' }, unknown('esp')],
    [{ IpProtocol: '256' }, unknown('256')],
    [{ IpProtocol: '-2' }, unknown('-2')],
    [{ IpProtocol: '06' }, unknown('06')],
    [{}, noProtocol],
    [{ IpProtocol: '' }, noProtocol],
    [{ IpProtocol: 'tcp' }, both('TCP/UDP')],
    [{ IpProtocol: 'udp', FromPort: 1 }, both('TCP/UDP')],
    [{ IpProtocol: 'tcp', ToPort: 1 }, both('TCP/UDP')],
    [{ IpProtocol: 'tcp', FromPort: -1, ToPort: -1 }, 'TCP/UDP (from) port (-1) out of range'],
    [{ IpProtocol: 'tcp', FromPort: 0, ToPort: -1 }, 'TCP/UDP (to) port (-1) out of range'],
    [{ IpProtocol: 'tcp', FromPort: 65536, ToPort: 65536 }, 'TCP/UDP (from) port (65536) out of range'],
    [{ IpProtocol: 'tcp', FromPort: 100, ToPort: 50 }, 'Invalid TCP/UDP port range (100:50)'],
    [{ IpProtocol: 'icmp' }, both('ICMP')],
    [{ IpProtocol: 'icmpv6', FromPort: 1 }, both('ICMP')],
    [{ IpProtocol: 'icmp', FromPort: 256, ToPort: 0 }, 'ICMP type (256) out of range'],
    [{ IpProtocol: 'icmp', FromPort: 8, ToPort: 65535 }, 'ICMP code (65535) out of range'],
    [{ IpProtocol: 'icmp', FromPort: -1, ToPort: 0 }, 'ICMP code (0) must be -1 (all) when the ICMP type is -1 (all)'],
  ])('refuses %j', (permission, message) => {
    expect(() => parseOne(permission)).toThrow(new ApiError('InvalidParameterValue', message));
  });
});

describe('peers', () => {
  it('become one rule each, canonical, in order', () => {
    const rules = parse({
      IpProtocol: '-1',
      UserIdGroupPairs: [{ GroupId: 'sg-1', Description: 'friends' }],
      Ipv6Ranges: [{ CidrIpv6: '2001:DB8:0:0::1/32' }],
      IpRanges: [{ CidrIp: '100.68.0.18/18', Description: 'office' }, { CidrIp: '10.0.0.1/32' }],
    });
    expect(rules.map(({ peer, description }) => [peerText(peer), description])).toEqual([
      ['100.68.0.0/18', 'office'],
      ['10.0.0.1/32', undefined],
      ['2001:db8::/32', undefined],
      ['sg-1', 'friends'],
    ]);
  });

  const malformed = (text: string) => `InvalidParameterValue: CIDR block ${text} is malformed`;
  it.each<[IpPermission, string]>([
    [{ IpRanges: [{ CidrIp: '::/0' }] }, malformed('::/0')],
    [{ IpRanges: [{ CidrIp: '10.0.0.0' }] }, malformed('10.0.0.0')],
    [{ IpRanges: [{ CidrIp: '10.0.0.0/33' }] }, malformed('10.0.0.0/33')],
    [{ IpRanges: [{ CidrIp: 'junk' }] }, malformed('junk')],
    [{ Ipv6Ranges: [{ CidrIpv6: '10.0.0.0/8' }] }, malformed('10.0.0.0/8')],
    [{ Ipv6Ranges: [{ CidrIpv6: '::/129' }] }, malformed('::/129')],
    [{ IpRanges: [{}] }, 'MissingParameter: The request must contain the parameter cidrIp'],
    [{ Ipv6Ranges: [{}] }, 'MissingParameter: The request must contain the parameter cidrIpv6'],
    [{ PrefixListIds: [{}] }, 'MissingParameter: The request must contain the parameter prefixListId'],
    [
      {},
      'MissingParameter: The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId',
    ],
  ])('refuses %j', (peers, words) => {
    const said = refusal(() => parse({ IpProtocol: '-1', ...peers }));
    expect(said).toBe(words);
  });
});

describe('descriptions', () => {
  const described = (Description: string) =>
    parse({ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8', Description }] });
  it.each(['a b', 'a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*', 'x'.repeat(255)])('take %s', (text) => {
    expect(described(text)).toMatchObject([{ description: text }]);
  });
  it('may be empty, which is none', () => expect(described('')[0]).not.toHaveProperty('description'));
  it.each(["it's", 'é', 'a\nb', 'a—b', '"', 'x'.repeat(256)])('refuse %j', (text) => {
    expect(refusal(() => described(text))).toBe(
      'InvalidParameterValue: Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    );
  });
});

describe('identity', () => {
  it.each<[IpPermission, IpPermission, boolean]>([
    [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 2 }, { IpProtocol: '6', FromPort: 1, ToPort: 2 }, true],
    [{ IpProtocol: '-1' }, { IpProtocol: '-1', FromPort: 7, ToPort: 9 }, true],
    [{ IpProtocol: 'icmpv6' }, { IpProtocol: '58', FromPort: -1, ToPort: -1 }, true],
    [
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.9/8', Description: 'a' }] },
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'b' }] },
      true,
    ],
    [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 2 }, { IpProtocol: 'tcp', FromPort: 1, ToPort: 1 }, false],
    [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 2 }, { IpProtocol: 'udp', FromPort: 1, ToPort: 2 }, false],
    [{ IpProtocol: 'tcp', FromPort: 0, ToPort: 65535 }, { IpProtocol: '-1' }, false],
    [
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/9' }] },
      false,
    ],
  ])('%j and %j: %s', (a, b, same) => {
    expect(identityOf(parseOne(a)) === identityOf(parseOne(b))).toBe(same);
  });
});

describe('a duplicate is spelled out', () => {
  it.each<[IpPermission, string]>([
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }, 'peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW'],
    [{ IpProtocol: 'udp', FromPort: 1, ToPort: 2 }, 'peer: 0.0.0.0/0, UDP, from port: 1, to port: 2, ALLOW'],
    [{ IpProtocol: '50' }, 'peer: 0.0.0.0/0, protocol: 50, ALLOW'],
    [{ IpProtocol: '-1' }, 'peer: 0.0.0.0/0, ALL, ALLOW'],
    [{ IpProtocol: 'icmp', FromPort: 8, ToPort: -1 }, 'peer: 0.0.0.0/0, ICMP, type: 8, code: ALL, ALLOW'],
    [
      { IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, IpRanges: [], UserIdGroupPairs: [{ GroupId: 'sg-1' }] },
      'peer: sg-1, TCP, from port: 0, to port: 65535, ALLOW',
    ],
  ])('%j', (permission, text) => expect(spelledOut(parseOne(permission))).toBe(text));
});

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('not refused');
}
