import { describe, expect, it } from 'vitest';
import { CASE_ENIS, type CaseEni, DEFAULT, type FlowLogCase, WINDOW_0 } from '../../../test/flow-log-cases/case.ts';
import { COUNTING } from '../../../test/flow-log-cases/counting.ts';
import { FIELDS } from '../../../test/flow-log-cases/fields.ts';
import { VERDICTS } from '../../../test/flow-log-cases/verdicts.ts';
import type { FlowEvent } from '../contract/flow-event.ts';
import type { EniId, FlowLogId, InstanceId, SubnetId, VpcId } from '../name/id.ts';
import type { AccountId, Instant, Region } from '../name/scope.ts';
import { address } from '../net/address.ts';
import type { Transport } from '../net/packet.ts';
import { hostPrefix } from '../net/prefix.ts';
import { FakeClock } from '../seam/clock.ts';
import type { RoutePath, TrafficPath } from './eni-facts.ts';
import { createFlowLogs } from './flow-logs.ts';
import { formatOf, parseFormat } from './format.ts';
import { memorySink } from './memory-sink.ts';
import type { FlowTarget } from './target.ts';

/** Cases that need what is not built yet. */
const LATER: Readonly<Record<string, string>> = {
  'FL-38': 'VPC block public access: its records have no bytes, and nothing rejects for it yet',
  'FL-41': 'next-hop fields: an ENI does not know where its packets go next',
};
/** Cases about windows without packets: the ENI had traffic before window 0, or its traffic found no room, or is excluded. */
const BEFORE = '+-30 A ingress 17 203.0.113.7:9 > 10.0.1.10:9 40 ACCEPT';
const PRELUDE: Readonly<Record<string, readonly string[]>> = {
  'FL-23': [
    BEFORE,
    '+1 A egress 17 10.0.1.10:40000 > 10.0.0.2:53 60 ACCEPT',
    '+1 A ingress 17 10.0.0.2:53 > 10.0.1.10:40000 60 ACCEPT',
    '+1 A egress 6 10.0.1.10:40001 > 169.254.169.253:53 60 ACCEPT',
    '+1 A egress 6 10.0.1.10:40002 > 169.254.169.254:80 60 ACCEPT',
    '+1 A egress 17 10.0.1.10:123 > 169.254.169.123:123 76 ACCEPT',
    '+1 A egress 17 10.0.1.10:68 > 255.255.255.255:67 328 ACCEPT',
    '+1 A egress 1 10.0.1.10:0 > 10.0.1.1:0 84 ACCEPT',
    '+1 A egress 17 [fe80::1]:546 > [ff02::1:2]:547 120 ACCEPT',
  ],
  'FL-25': [BEFORE],
  'FL-27': ['+1 A ingress 17 203.0.113.7:9 > 10.0.1.10:9 40 ACCEPT'],
  'FL-37': [BEFORE],
};
const NO_ROOM = new Set(['FL-27']);

/** Which version of flow logs brought a field, for the columns left when one is dropped. */
const VERSIONS: ReadonlyArray<readonly [number, RegExp]> = [
  [5, /^(flow-direction|traffic-path)$/],
  [4, /^(region|az-id)$/],
  [3, /^(vpc-id|subnet-id|instance-id|type|pkt-srcaddr|pkt-dstaddr)$/],
];

const cases = [...COUNTING, ...VERDICTS, ...FIELDS];

describe('worked examples', () => {
  it('are all there', () => {
    expect(cases).toHaveLength(33);
    expect(Object.keys(LATER).every((id) => cases.some((one) => one.id === id))).toBe(true);
  });

  it.each(cases.filter(({ id }) => !(id in LATER)).map((one) => [one.id, one.title, one] as const))(
    '%s %s',
    async (_id, _title, one) => {
      const columns = (one.format ?? DEFAULT).split(' ');
      const kept = columns.filter((name) => parseFormat(`\${${name}}`).kind === 'format');
      const records = await recordsOf(one, kept);
      for (const [name, lines] of Object.entries(one.expect)) {
        const expected = lines.map((line) => withoutColumns(line, columns, kept));
        const aboutIdle = expected.some((line) => /NODATA|SKIPDATA/.test(line));
        const shown = (records.get(name) ?? []).filter((line) => aboutIdle || !line.endsWith('NODATA'));
        expect(shown.toSorted()).toEqual(expected.toSorted());
      }
      for (const name of one.none ?? []) {
        expect((records.get(name) ?? []).filter((line) => !line.endsWith('NODATA'))).toEqual([]);
      }
      const silent = Object.keys(CASE_ENIS).filter((name) => !(name in one.expect));
      expect(silent.flatMap((name) => records.get(name) ?? [])).toEqual([]);
    },
  );
});

/** Records by ENI, of window 0 on. */
async function recordsOf(one: FlowLogCase, kept: readonly string[]): Promise<Map<string, readonly string[]>> {
  const clock = new FakeClock((WINDOW_0 - 60) * 1000);
  const sink = memorySink();
  const packets = [...(PRELUDE[one.id] ?? []), ...one.saw].flatMap(parse).sort((a, b) => a.event.start - b.event.start);
  const targets = new Map(Object.values(CASE_ENIS).map((eni) => [eni.eni as EniId, targetOf(eni, one, kept, packets)]));
  const maxFlows = NO_ROOM.has(one.id) ? 0 : 1000;
  const flowLogs = createFlowLogs({
    clock,
    logs: sink,
    view: () => targets,
    windowMs: 60_000,
    phaseMsOf: () => 0,
    maxFlows,
  });
  for (const { event } of packets) {
    clock.advance(Math.max(0, event.start - clock.now()));
    await flowLogs.round();
    flowLogs.record(event);
  }
  const windows = one.id === 'FL-25' ? 2 : packets.some(({ event }) => event.start >= (WINDOW_0 + 60) * 1000) ? 5 : 1;
  clock.advance((WINDOW_0 + windows * 60) * 1000 + 3000 - clock.now());
  await flowLogs.round();
  return new Map(
    Object.entries(CASE_ENIS).map(([name, { eni }]) => [
      name,
      sink
        .lines('flows', `${eni}-${(one.trafficType ?? 'ALL').toLowerCase()}`)
        .filter(({ timestamp }) => timestamp >= WINDOW_0 * 1000)
        .map(({ message }) => message),
    ]),
  );
}

type Seen = Readonly<{ event: FlowEvent; path?: TrafficPath }>;

function parse(text: string): Seen[] {
  const [times = '', name = '', direction, protocol, from = '', , to = '', length, action, ...more] = text.split(' ');
  const [source, sourcePort] = endOf(from);
  const [destination, destinationPort] = endOf(to);
  const number = Number(protocol);
  const ports = { sourcePort, destinationPort };
  const transport: Transport =
    number === 6
      ? { kind: 'tcp', ...ports, flags: 0 }
      : number === 17
        ? { kind: 'udp', ...ports }
        : number === 1 || number === 58
          ? { kind: 'icmp', type: number === 1 ? 8 : 128, code: 0 }
          : { kind: 'other', protocol: number };
  const path = more.find((part) => part.startsWith('path='))?.slice('path='.length);
  return times
    .slice(1)
    .split(',')
    .map((seconds) => {
      const at = ((WINDOW_0 + Number(seconds)) * 1000) as Instant;
      const event: FlowEvent = {
        eni: CASE_ENIS[name]?.eni as EniId,
        direction: direction === 'ingress' ? 'ingress' : 'egress',
        sample: { source: address(source), destination: address(destination), transport, bytes: 0 },
        action: action === 'ACCEPT' ? 'ACCEPT' : 'REJECT',
        packets: 1,
        bytes: Number(length),
        start: at,
        end: at,
      };
      return { event, ...(path !== undefined && { path: Number(path) as TrafficPath }) };
    });
}

function endOf(text: string): [string, number] {
  const colon = text.lastIndexOf(':');
  return [text.slice(0, colon).replaceAll(/[[\]]/g, ''), Number(text.slice(colon + 1))];
}

function targetOf(eni: CaseEni, one: FlowLogCase, kept: readonly string[], packets: readonly Seen[]): FlowTarget {
  const paths = packets.flatMap(({ event, path }): RoutePath[] =>
    event.eni === eni.eni && event.direction === 'egress'
      ? [{ destination: hostPrefix(event.sample.destination), ...(path !== undefined && { path }) }]
      : [],
  );
  return {
    facts: {
      eni: eni.eni as EniId,
      account: '123456789012' as AccountId,
      region: 'us-east-1' as Region,
      zoneId: eni.zoneId,
      vpc: 'vpc-0000000000000000a' as VpcId,
      subnet: eni.subnet as SubnetId,
      ...(eni.instance !== undefined && { instance: eni.instance as InstanceId }),
      ipv4: [address(eni.ipv4)],
      ipv6: eni.ipv6 === undefined ? [] : [address(eni.ipv6)],
      platform: ['10.0.0.2', '10.0.1.1', '10.0.2.1', '10.0.3.1'].map(address),
      paths,
    },
    subscriptions: [
      {
        flowLog: 'fl-00000000000000001' as FlowLogId,
        trafficType: one.trafficType ?? 'ALL',
        group: 'flows',
        format: formatOf(kept.map((name) => `\${${name}}`).join(' ')),
        since: 0 as Instant,
      },
    ],
  };
}

/** The record without the columns that we refuse to give, and the version of what is left. */
function withoutColumns(line: string, columns: readonly string[], kept: readonly string[]): string {
  const version = VERSIONS.find(([, names]) => kept.some((name) => names.test(name)))?.[0] ?? 2;
  const values = line.split(' ');
  expect(values).toHaveLength(columns.length);
  return columns
    .flatMap((name, i) => (kept.includes(name) ? [name === 'version' ? String(version) : (values[i] ?? '')] : []))
    .join(' ');
}
