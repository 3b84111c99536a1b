import type { FlowEvent } from '../../contract/flow-event.ts';
import type { Program } from '../../contract/program.ts';
import type { Entry, Step, Walk } from '../../contract/verdict.ts';
import { indexOf } from '../../engine/program-index.ts';
import type { EniId } from '../../name/id.ts';
import type { Packet } from '../../net/packet.ts';

export type Sighting = Pick<FlowEvent, 'eni' | 'direction' | 'action'>;

/**
 * Where flow records show a packet: at an ENI in the direction in which its groups or its subnet's ACL were asked, as
 * REJECT when either denied ("Flow log records" in the VPC User Guide). So what is for the platform
 * is not shown, nor what fails the source check; and what is lost between the ENIs leaves its sender as ACCEPT.
 */
export function sightingsOf(program: Program, walk: Walk, packet: Packet, from: Entry): readonly Sighting[] {
  return [...seen(walk, 'egress', from.eni), ...seen(walk, 'ingress', receiverOf(program, packet, from.eni))];
}

function seen(walk: Walk, direction: Sighting['direction'], eni: EniId | undefined): readonly Sighting[] {
  const judged = walk.steps.filter((step) => isJudgement(step, direction));
  if (eni === undefined || judged.length === 0) return [];
  return [{ eni, direction, action: judged.every((step) => step.passed) ? 'ACCEPT' : 'REJECT' }];
}

function isJudgement({ stage }: Step, direction: Sighting['direction']): boolean {
  return stage === `group-${direction}` || stage === `acl-${direction}`;
}

function receiverOf(program: Program, packet: Packet, sender: EniId): EniId | undefined {
  const vpc = program.enis.get(sender)?.vpc;
  return vpc === undefined ? undefined : indexOf(program).ownerOf(vpc, packet.destination);
}
