import type { Program } from '../contract/program.ts';
import { type FlowView, NO_FLOWS, type Step, type Walk } from '../contract/verdict.ts';
import { walk } from '../engine/walk.ts';
import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import { type Address, type Family, formatAddress, parseAddress, sameAddress } from '../net/address.ts';
import { type Packet, reversed, type Transport } from '../net/packet.ts';
import { describeBecause } from './describe-because.ts';
import { findEni } from './find-eni.ts';
import { ApiError } from './operation.ts';

/** What `openvpc explain` asks. `to` is an instance or ENI (id or Name tag) or an address. */
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

export type ExplainedStep = Step & Readonly<{ text: string }>;
export type ExplainedWalk = Readonly<{ disposition: Walk['disposition']; steps: readonly ExplainedStep[] }>;

/** `reply` is absent when the request does not arrive. `allowed`: the request arrives, and so does its reply. */
export type Explanation = Readonly<{
  allowed: boolean;
  source: Readonly<{ eni: EniId; address: string }>;
  destination: Readonly<{ eni?: EniId; address: string }>;
  request: ExplainedWalk;
  reply?: ExplainedWalk;
}>;

/** Walks the packet and its reply through the program with the very engine that the data planes are held to. */
export function explain(snapshot: Snapshot, program: Program, question: Question, now: Instant): Explanation {
  const source = findEni(snapshot, question.from);
  const target = parseAddress(question.to);
  const destination = target === undefined ? findEni(snapshot, question.to) : eniWith(snapshot, source, target);
  const family = question.family ?? target?.family ?? 4;
  const packet: Packet = {
    source: addressOf(source, family, question.from),
    destination: target ?? addressOf(destination as Eni, family, question.to), // found by findEni when no address was given
    transport: transportOf(question, family),
    bytes: 60,
  };
  const request = walk(program, NO_FLOWS, packet, { kind: 'eni', eni: source.id }, now);
  const arrived = request.disposition === 'delivered' && destination !== undefined;
  const reply = arrived
    ? walk(program, remembering(request), reversed(packet), { kind: 'eni', eni: destination.id }, now)
    : undefined;
  return {
    allowed: request.disposition === 'exempt' || reply?.disposition === 'delivered',
    source: { eni: source.id, address: formatAddress(packet.source) },
    destination: { ...(destination && { eni: destination.id }), address: formatAddress(packet.destination) },
    request: explained(snapshot, request),
    ...(reply && { reply: explained(snapshot, reply) }),
  };
}

/** The reply of this very flow: tracked exactly where the request was. */
function remembering(request: Walk): FlowView {
  const places = new Set(request.remember.map((flow) => flow.at));
  return { tracked: (at) => places.has(at) };
}

function explained(snapshot: Snapshot, result: Walk): ExplainedWalk {
  const steps = result.steps.map((step) => ({ ...step, text: describeBecause(snapshot, step.because) }));
  return { disposition: result.disposition, steps };
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

function addressOf(eni: Eni, family: Family, name: string): Address {
  const address = family === 4 ? eni.ipv4[0] : eni.ipv6[0];
  if (address === undefined) throw new ApiError('InvalidParameterValue', `${name} has no IPv${family} address`);
  return address;
}

/** The ENI of the same VPC that has this address, if any. */
function eniWith(snapshot: Snapshot, near: Eni, address: Address): Eni | undefined {
  return [...snapshot.enis.values()].find(
    (eni) => eni.vpc === near.vpc && [...eni.ipv4, ...eni.ipv6].some((own) => sameAddress(own, address)),
  );
}
