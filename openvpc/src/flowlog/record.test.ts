import { describe, expect, it } from 'vitest';
import { packet } from '../../../test/packet-text.ts';
import type { EniId, InstanceId, SubnetId, VpcId } from '../name/id.ts';
import type { AccountId, Instant, Region } from '../name/scope.ts';
import { address } from '../net/address.ts';
import { prefix } from '../net/prefix.ts';
import type { CountedFlow } from './aggregate.ts';
import { FIELD_NAMES, type Subject } from './field.ts';
import { DEFAULT_FORMAT, formatOf, parseFormat } from './format.ts';
import { recordLine } from './record.ts';
import type { EniFacts } from './eni-facts.ts';

const facts: EniFacts = {
  eni: 'eni-1' as EniId,
  account: '123456789012' as AccountId,
  region: 'eu-west-1' as Region,
  zoneId: 'euw1-az2',
  vpc: 'vpc-1' as VpcId,
  subnet: 'subnet-1' as SubnetId,
  instance: 'i-1' as InstanceId,
  ipv4: ['10.0.0.1', '10.0.0.9'].map(address),
  ipv6: ['2001:db8::1', '2001:db8::9'].map(address),
  platform: [],
  paths: [
    { destination: prefix('10.0.0.0/16'), path: 1 },
    { destination: prefix('0.0.0.0/0'), path: 8 },
    { destination: prefix('192.0.2.0/24') },
  ],
};

function line(format: string, text: string, more: Partial<CountedFlow> = {}): string {
  const times = { start: 1_700_000_000_999 as Instant, end: 1_700_000_007_001 as Instant };
  const flow: CountedFlow = {
    direction: 'egress',
    sample: packet(text),
    action: 'ACCEPT',
    packets: 2,
    bytes: 120,
    ...times,
    ...more,
  };
  const subject: Subject = { facts, status: 'OK', start: 1_700_000_000, end: 1_700_000_007, flow };
  return recordLine(fields(format), subject);
}
const fields = (names: string) =>
  formatOf(
    names
      .split(' ')
      .map((name) => `\${${name}}`)
      .join(' '),
  );

describe('a record', () => {
  it('is in the default format as AWS has it', () => {
    const subject: Subject = { facts, status: 'NODATA', start: 1, end: 60 };
    expect(recordLine(formatOf(DEFAULT_FORMAT), subject)).toBe('2 123456789012 eni-1 - - - - - - - 1 60 - NODATA');
  });

  it('shows the fields in the order asked for, also twice', () => {
    expect(line('action version dstport action', 'tcp 10.0.0.1:5 > 10.0.0.2:80')).toBe('ACCEPT 2 80 ACCEPT');
  });

  it.each([
    ['version srcaddr', '2'],
    ['version type', '3'],
    ['az-id version vpc-id', '4'],
    ['version flow-direction', '5'],
    ['version ecs-task-id', '7'],
    ['version reject-reason', '8'],
    ['version resource-id', '9'],
    ['version encryption-status', '10'],
    ['version interface-type srcaddr', '11'],
  ])('of fields %s has version %s', (format, version) => {
    expect(line(format, 'tcp 10.0.0.1:5 > 10.0.0.2:80').split(' ')).toContain(version);
  });

  it.each([
    // direction, packet, srcaddr dstaddr pkt-srcaddr pkt-dstaddr
    ['egress', 'tcp 10.0.0.9:1 > 10.0.0.2:2', '10.0.0.1 10.0.0.2 10.0.0.9 10.0.0.2'],
    ['egress', 'tcp 172.16.0.1:1 > 10.0.0.2:2', '10.0.0.1 10.0.0.2 172.16.0.1 10.0.0.2'],
    ['ingress', 'tcp 10.0.0.2:2 > 10.0.0.9:1', '10.0.0.2 10.0.0.1 10.0.0.2 10.0.0.9'],
    ['egress', 'tcp [2001:db8::9]:1 > [2001:db8::2]:2', '2001:db8::9 2001:db8::2 2001:db8::9 2001:db8::2'],
    ['egress', 'tcp [2001:db8::7]:1 > [2001:db8::2]:2', '2001:db8::1 2001:db8::2 2001:db8::7 2001:db8::2'],
    ['ingress', 'tcp [2001:db8::2]:2 > [2001:db8::7]:1', '2001:db8::2 2001:db8::1 2001:db8::2 2001:db8::7'],
  ] as const)('%s of %s shows the ENI’s own end by its primary address', (direction, text, expected) => {
    expect(line('srcaddr dstaddr pkt-srcaddr pkt-dstaddr', text, { direction })).toBe(expected);
  });

  it.each([
    ['tcp 10.0.0.1:5 > 10.0.0.2:80', '5 80 6 IPv4'],
    ['udp 10.0.0.1:5 > 10.0.0.2:53', '5 53 17 IPv4'],
    ['icmp 10.0.0.1 > 10.0.0.2 8/0', '0 0 1 IPv4'],
    ['icmp 2001:db8::1 > 2001:db8::2 128/0', '0 0 58 IPv6'],
    ['47 10.0.0.1 > 10.0.0.2', '0 0 47 IPv4'],
  ])('of %s has ports and protocol %s', (text, expected) => {
    expect(line('srcport dstport protocol type', text)).toBe(expected);
  });

  it.each([
    ['10.0.0.2', '1'],
    ['198.51.100.1', '8'],
    ['192.0.2.1', '-'],
    ['169.254.169.77', '-'],
  ])('to %s takes path %s', (destination, path) => {
    const text = `tcp 10.0.0.1:5 > ${destination}:80`;
    expect(line('traffic-path', text)).toBe(path);
    expect(line('traffic-path', text, { action: 'REJECT' })).toBe('-');
    expect(line('traffic-path', text, { direction: 'ingress' })).toBe('-');
  });

  it('takes no path without a route', () => {
    expect(line('traffic-path', 'tcp [2001:db8::1]:5 > [2001:db8::2]:80')).toBe('-');
  });

  it('without packets keeps what is of the ENI and the window', () => {
    const kept = FIELD_NAMES.filter(
      (name) => recordLine(fields(name), { facts, status: 'SKIPDATA', start: 1, end: 2 }) !== '-',
    );
    expect(kept.toSorted()).toEqual(
      [
        'version',
        'account-id',
        'interface-id',
        'start',
        'end',
        'log-status',
        'vpc-id',
        'subnet-id',
        'instance-id',
        'region',
        'az-id',
      ].toSorted(),
    );
  });

  it('of an ENI without an instance says so', () => {
    const { instance: _none, ...others } = facts;
    expect(recordLine(fields('instance-id'), { facts: others, status: 'NODATA', start: 1, end: 2 })).toBe('-');
  });
});

describe('parseFormat', () => {
  it.each([
    '',
    ' ',
    '${version} ',
    ' ${version}',
    '${version}  ${action}',
    'version',
    '${Version}',
    '${version},${action}',
    '${nothing}',
    '$version',
    '${version}${action}',
    '${toString}',
    '${tgw-id}',
    '${version}\n${action}',
  ])('takes %j for no format', (text) => expect(parseFormat(text)).toEqual({ kind: 'invalid' }));

  it('names the fields that it cannot fill', () => {
    expect(parseFormat('${version} ${tcp-flags} ${pkt-dst-aws-service} ${tcp-flags}')).toEqual({
      kind: 'unsupported',
      fields: ['tcp-flags', 'pkt-dst-aws-service'],
    });
  });

  it('takes 54 fields less what is unsupported', () => {
    // 14 of version 2, 7 of 3, 4 of 4, 4 of 5, 10 of 7, one each of 8, 9 and 10, 12 of 11.
    expect(FIELD_NAMES).toHaveLength(54 - 14);
  });
});
