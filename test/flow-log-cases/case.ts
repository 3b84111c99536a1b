/**
 * Worked examples of flow logs, after those of the VPC User Guide ("Flow log record examples") and further ones, as the
 * capture point of each ENI saw them. Account 123456789012, region us-east-1, VPC vpc-0000000000000000a with 10.0.0.0/16.
 * Windows of 60 s without phase; window 0 is [1700000040, 1700000099].
 *
 * A packet reads: seconds into window 0 (several: the same packet again), ENI, direction, protocol number, source and
 * destination with ports (0 where there are none), IP length, verdict; then `flags=` (TCP) and `path=` (the traffic-path of
 * where the route leads).
 */
export type FlowLogCase = Readonly<{
  id: string;
  title: string;
  why: string;
  trafficType?: 'ACCEPT' | 'REJECT';
  /** Names of fields; the default format when absent. */
  format?: string;
  saw: readonly string[];
  /** Records by ENI, in any order. */
  expect: Readonly<Record<string, readonly string[]>>;
  /** ENIs without any OK record. */
  none?: readonly string[];
}>;

export const WINDOW_0 = 1_700_000_040;

export type CaseEni = Readonly<{
  eni: string;
  ipv4: string;
  ipv6?: string;
  subnet: string;
  instance?: string;
  zoneId: string;
}>;
export const CASE_ENIS: Readonly<Record<string, CaseEni>> = {
  A: {
    eni: 'eni-0000000000000000a',
    ipv4: '10.0.1.10',
    ipv6: '2001:db8:1:1::a',
    subnet: 'subnet-0000000000000001a',
    instance: 'i-0000000000000000a',
    zoneId: 'use1-az1',
  },
  B: {
    eni: 'eni-0000000000000000b',
    ipv4: '10.0.2.20',
    ipv6: '2001:db8:1:2::b',
    subnet: 'subnet-0000000000000002a',
    instance: 'i-0000000000000000b',
    zoneId: 'use1-az2',
  },
  C: {
    eni: 'eni-0000000000000000c',
    ipv4: '10.0.1.30',
    ipv6: '2001:db8:1:1::c',
    subnet: 'subnet-0000000000000001a',
    instance: 'i-0000000000000000c',
    zoneId: 'use1-az1',
  },
  N: { eni: 'eni-0000000000000000d', ipv4: '10.0.1.5', subnet: 'subnet-0000000000000001a', zoneId: 'use1-az1' },
  T: { eni: 'eni-0000000000000000e', ipv4: '10.0.2.6', subnet: 'subnet-0000000000000002a', zoneId: 'use1-az2' },
  Z: {
    eni: 'eni-0000000000000000f',
    ipv4: '10.0.3.40',
    subnet: 'subnet-0000000000000003a',
    instance: 'i-0000000000000000f',
    zoneId: 'use1-az2',
  },
};

export const DEFAULT =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
export const FLAGS = `${DEFAULT} tcp-flags`;
export const PATH = `${FLAGS} pkt-srcaddr pkt-dstaddr flow-direction traffic-path`;
