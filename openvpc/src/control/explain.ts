import type { Program } from '../contract/program.ts';
import { FlowTable } from '../engine/flow-table.ts';
import { walk } from '../engine/walk.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { type Family, formatAddress } from '../net/address.ts';
import type { Packet, Transport } from '../net/packet.ts';
import { destinationOf, familyOf, sourceEnd } from './ends.ts';
import { type Journey, journey, type Judge } from './journey.ts';
import { ApiError } from './operation.ts';

/**
 * What `openvpc explain` asks. `from` is an instance or ENI (id or Name tag), or `internet`; `to` the same, or an
 * address.
 */
export type Question = Readonly<{
  from: string;
  to: string;
  protocol: 'tcp' | 'udp' | 'icmp' | number;
  /** Destination port of tcp and udp. */
  port?: number;
  /** Default 40000: any ephemeral one, for no rule looks at it but the ACL that meets the reply. */
  sourcePort?: number;
  icmpType?: number;
  icmpCode?: number;
  family?: Family;
}>;

export type Explanation = Journey &
  Readonly<{
    source: Readonly<{ eni?: EniId; address: string }>;
    destination: Readonly<{ eni?: EniId; address: string }>;
  }>;

/** Walks the packet and its reply through the program with the very engine that the data planes are held to. */
export function explain(snapshot: Snapshot, program: Program, question: Question, now: Instant): Explanation {
  const flows = new FlowTable(); // of this question alone
  return explainBy(snapshot, question, (packet, from) => {
    const result = walk(program, flows, packet, from, now);
    flows.remember(result.remember, now);
    return result;
  });
}

/** The same by any judge: `openvpc probe` sends its packets. */
export function explainBy(snapshot: Snapshot, question: Question, judge: Judge): Explanation {
  const family = question.family ?? familyOf(question.from, question.to);
  const source = sourceEnd(snapshot, question.from, family);
  const destination = destinationOf(snapshot, source, question.to, family);
  if (source.address.family !== destination.address.family) {
    throw new ApiError('InvalidParameterValue', 'One end is IPv4 and the other IPv6.');
  }
  const packet: Packet = {
    source: source.address,
    destination: destination.address,
    transport: transportOf(question, source.address.family),
    bytes: 60,
  };
  return {
    ...journey(snapshot, judge, packet, source.entry),
    source: { ...(source.eni && { eni: source.eni.id }), address: formatAddress(packet.source) },
    destination: { ...(destination.eni && { eni: destination.eni.id }), address: formatAddress(packet.destination) },
  };
}

function transportOf(question: Question, family: Family): Transport {
  switch (question.protocol) {
    case 'tcp':
    case 'udp': {
      if (question.port === undefined) throw new ApiError('MissingParameter', `${question.protocol} needs a port`);
      const ports = { sourcePort: question.sourcePort ?? 40_000, destinationPort: question.port };
      return question.protocol === 'tcp' ? { kind: 'tcp', ...ports, flags: 2 } : { kind: 'udp', ...ports };
    }
    case 'icmp': {
      const echo = family === 4 ? 8 : 128;
      return { kind: 'icmp', type: question.icmpType ?? echo, code: question.icmpCode ?? 0, id: 1 };
    }
    default:
      return { kind: 'other', protocol: question.protocol };
  }
}
