import type { FlowEvent } from '../../contract/flow-event.ts';
import type { Program } from '../../contract/program.ts';
import type { Entry, Step, Walk } from '../../contract/verdict.ts';
import { indexOf } from '../../engine/program-index.ts';
import type { EniId, NatGatewayId, SubnetId } from '../../name/id.ts';
import type { Packet } from '../../net/packet.ts';

/** A packet at one ENI, as it was there. */
export type Sighting = Pick<FlowEvent, 'eni' | 'direction' | 'action'> & Readonly<{ packet: Packet }>;

/**
 * Where flow records show a packet: at an ENI in the direction in which its groups or its subnet's ACL were asked, as
 * REJECT when either denied ("Flow log records" in the VPC User Guide); at a NAT gateway's interface coming and going. So
 * what is for the platform is not shown, nor what fails the source check; and what is lost between the ENIs leaves its
 * sender as ACCEPT.
 */
export function sightingsOf(program: Program, walk: Walk, sent: Packet, from: Entry): readonly Sighting[] {
  const seen: Sighting[] = [];
  const see = (eni: EniId | undefined, direction: Sighting['direction'], packet: Packet, passed: boolean) => {
    if (eni === undefined) return;
    const before = seen.findIndex((one) => one.eni === eni && one.direction === direction && one.packet === packet);
    const action = passed ? 'ACCEPT' : 'REJECT';
    if (before < 0) seen.push({ eni, direction, action, packet });
    else if (!passed) seen[before] = { eni, direction, action, packet };
  };
  let packet = sent;
  let sender = from.kind === 'eni' ? from.eni : undefined;
  walk.steps.forEach((step, i) => {
    if (step.stage === 'group-egress' || step.stage === 'acl-egress') see(sender, 'egress', packet, step.passed);
    if (step.stage === 'acl-ingress') see(receiverOf(program, walk.steps, i, packet), 'ingress', packet, step.passed);
    if (step.stage === 'group-ingress') see(step.at as EniId, 'ingress', packet, step.passed);
    if (step.stage !== 'gateway' || !step.passed) return;
    packet = step.becomes ?? packet;
    sender = program.natGateways.get(step.at as NatGatewayId)?.eni ?? sender;
  });
  return seen;
}

/** The ENI whose subnet's ACL is asked at step `i`: the next step says which; after a denial, where the packet was going. */
function receiverOf(program: Program, steps: readonly Step[], i: number, packet: Packet): EniId | undefined {
  const next = steps[i + 1];
  if (next?.stage === 'group-ingress') return next.at as EniId;
  if (next?.stage === 'gateway') return program.natGateways.get(next.at as NatGatewayId)?.eni;
  const before = steps[i - 1];
  const routed = before?.stage === 'route' ? targetEni(program, before) : undefined;
  const vpc = program.subnets.get(steps[i]?.at as SubnetId)?.vpc;
  return routed ?? (vpc && indexOf(program).ownerOf(vpc, packet.destination));
}

/** The ENI to which a route leads whatever the packet's destination. */
function targetEni(program: Program, { because }: Step): EniId | undefined {
  if (typeof because === 'string') return undefined;
  const routes = program.routeTables.get(because.resource as never) ?? [];
  const target = routes.find(({ origin }) => origin.rule === because.rule)?.target;
  if (target?.kind === 'eni') return target.id;
  return target?.kind === 'nat-gateway' ? program.natGateways.get(target.id)?.eni : undefined;
}
