import type { Program } from '../../openvpc/src/contract/program.ts';
import type { Entry, Step } from '../../openvpc/src/contract/verdict.ts';
import type { GroupId } from '../../openvpc/src/name/id.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';
import { prefixHolds } from '../../openvpc/src/net/prefix.ts';

/** A packet that leaves the VPC, let out by a rule that refers to a group. */
export function isByPeerReference(
  { destination }: Packet,
  steps: readonly Step[],
  from: Entry,
  program: Program,
): boolean {
  const vpc = from.kind === 'eni' ? program.enis.get(from.eni)?.vpc : undefined;
  const isInside = vpc && program.vpcs.get(vpc)?.prefixes.some((prefix) => prefixHolds(prefix, destination));
  const because = steps.find(({ stage }) => stage === 'group-egress')?.because;
  if (isInside === true || typeof because !== 'object') return false;
  const rules = program.groups.get(because.resource as GroupId)?.egress ?? [];
  return rules.some(({ origin, match }) => origin.rule === because.rule && match.peer.kind === 'members');
}
