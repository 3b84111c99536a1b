import { NEVER_FORWARDED } from '../contract/platform.ts';
import { type Address, formatAddress, sameAddress } from '../net/address.ts';
import { destinationPortOf, type Packet, protocolOf } from '../net/packet.ts';
import { prefixHolds } from '../net/prefix.ts';
import type { CountedFlow } from './aggregate.ts';
import type { EniFacts, TrafficPath } from './eni-facts.ts';

/** What one record is about. Without a flow it is a NODATA or SKIPDATA record of the whole window. */
export type Subject = Readonly<{
  facts: EniFacts;
  status: 'OK' | 'NODATA' | 'SKIPDATA';
  /** Unix seconds, both inclusive. */
  start: number;
  end: number;
  flow?: CountedFlow;
}>;

export type FieldName = keyof typeof FIELDS;
type Field = Readonly<{ version: number; of: (subject: Subject) => string | number | undefined }>;

/**
 * Every field that we fill, with the version of flow logs that brought it (VPC User Guide, "Flow log records"). Undefined
 * is written `-`: not applicable. `version` itself depends on the format and is written by record.ts.
 */
export const FIELDS = {
  version: field(2, () => undefined),
  'account-id': field(2, ({ facts }) => facts.account),
  'interface-id': field(2, ({ facts }) => facts.eni),
  srcaddr: ofFlow(2, (flow, facts) => formatAddress(sourceShown(flow, facts))),
  dstaddr: ofFlow(2, (flow, facts) => formatAddress(destinationShown(flow, facts))),
  srcport: ofFlow(2, ({ sample }) => sourcePortOf(sample) ?? 0), // 0 for every protocol without ports
  dstport: ofFlow(2, ({ sample }) => destinationPortOf(sample) ?? 0),
  protocol: ofFlow(2, ({ sample }) => protocolOf(sample)),
  packets: ofFlow(2, (flow) => flow.packets),
  bytes: ofFlow(2, (flow) => flow.bytes),
  start: field(2, (subject) => subject.start),
  end: field(2, (subject) => subject.end),
  action: ofFlow(2, (flow) => flow.action),
  'log-status': field(2, (subject) => subject.status),

  'vpc-id': field(3, ({ facts }) => facts.vpc),
  'subnet-id': field(3, ({ facts }) => facts.subnet),
  'instance-id': field(3, ({ facts }) => facts.instance),
  type: ofFlow(3, ({ sample }) => `IPv${sample.source.family}`),
  'pkt-srcaddr': ofFlow(3, ({ sample }) => formatAddress(sample.source)),
  'pkt-dstaddr': ofFlow(3, ({ sample }) => formatAddress(sample.destination)),

  region: field(4, ({ facts }) => facts.region),
  'az-id': field(4, ({ facts }) => facts.zoneId),
  'sublocation-type': notHere(4), // no Wavelength zone, Outpost or local zone
  'sublocation-id': notHere(4),

  'flow-direction': ofFlow(5, (flow) => flow.direction),
  'traffic-path': ofFlow(5, trafficPath),

  'ecs-cluster-arn': notHere(7), // no ENI is an ECS task's
  'ecs-cluster-name': notHere(7),
  'ecs-container-instance-arn': notHere(7),
  'ecs-container-instance-id': notHere(7),
  'ecs-container-id': notHere(7),
  'ecs-second-container-id': notHere(7),
  'ecs-service-name': notHere(7),
  'ecs-task-definition-arn': notHere(7),
  'ecs-task-arn': notHere(7),
  'ecs-task-id': notHere(7),
  'reject-reason': notHere(8), // neither public access block nor encryption controls; rules are never named here
  'resource-id': notHere(9), // no regional NAT gateway
  'encryption-status': notHere(10), // encryption controls are off
  'interface-type': notHere(11), // instance ENIs only
} satisfies Readonly<Record<string, Field>>;

export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

function field(version: number, of: Field['of']): Field {
  return { version, of };
}

/** Packet data: nothing of it is in a NODATA or SKIPDATA record. */
function ofFlow(version: number, of: (flow: CountedFlow, facts: EniFacts) => string | number | undefined): Field {
  return { version, of: ({ flow, facts }) => (flow === undefined ? undefined : of(flow, facts)) };
}

function notHere(version: number): Field {
  return { version, of: () => undefined };
}

/**
 * The ENI's own end is always its primary address, also when the packet has a secondary or foreign one; `pkt-*` have the
 * packet's (VPC User Guide, "Traffic through a NAT gateway" and field `srcaddr`).
 */
function sourceShown({ direction, sample }: CountedFlow, facts: EniFacts): Address {
  return direction === 'egress' ? ownAddress(sample.source, facts) : sample.source;
}

function destinationShown({ direction, sample }: CountedFlow, facts: EniFacts): Address {
  return direction === 'ingress' ? ownAddress(sample.destination, facts) : sample.destination;
}

/** Of IPv6 addresses none is primary: the packet's when it is the ENI's, else the ENI's first. */
function ownAddress(seen: Address, facts: EniFacts): Address {
  if (seen.family === 4) return facts.ipv4[0] ?? seen;
  return facts.ipv6.some((own) => sameAddress(own, seen)) ? seen : (facts.ipv6[0] ?? seen);
}

function sourcePortOf({ transport }: Packet): number | undefined {
  return transport.kind === 'tcp' || transport.kind === 'udp' ? transport.sourcePort : undefined;
}

/** Egress only; a rejected packet takes no path, nor does one without a route. */
function trafficPath({ direction, action, sample }: CountedFlow, facts: EniFacts): TrafficPath | undefined {
  if (direction === 'ingress' || action === 'REJECT') return undefined;
  if (NEVER_FORWARDED.some((range) => prefixHolds(range, sample.destination))) return undefined;
  const routes = facts.paths.filter(({ destination }) => prefixHolds(destination, sample.destination));
  return routes.toSorted((a, b) => b.destination.length - a.destination.length)[0]?.path;
}
