import type { EniProgram, Program } from '../../openvpc/src/contract/program.ts';
import type { Entry, Step, Walk } from '../../openvpc/src/contract/verdict.ts';
import type { Ruleset } from '../../openvpc/src/dataplane/nftables/ruleset.ts';
import { vpcRuleset } from '../../openvpc/src/dataplane/nftables/vpc-rules.ts';
import { walkRules } from '../../openvpc/src/dataplane/nftables/walk-program.ts';
import type { VpcId } from '../../openvpc/src/name/id.ts';
import { sameAddress } from '../../openvpc/src/net/address.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';
import type { Evaluator } from './evaluator.ts';
import { isByPeerReference } from './peer-reference.ts';
import { targetKind } from './reached.ts';

/** The kernel's rules as typed values, before they are text: where the packet ends, and which checks it met. */
export const nftables: Evaluator = {
  name: 'nftables',
  judge(program) {
    const rulesets = new Map<VpcId, Ruleset>();
    const rulesetOf = (vpc: VpcId): Ruleset => {
      const known = rulesets.get(vpc) ?? vpcRuleset(program, vpc);
      rulesets.set(vpc, known);
      return known;
    };
    return (flows, packet, from, now) => {
      const { disposition, stages } = walkRules(program, rulesetOf, flows, packet, from, now);
      return { disposition, steps: stages.map((stage) => ({ stage })), remember: [] } as unknown as Walk; // see claim
    };
  },
  claim: closedAtGateways,
  excuse: refusedByNftables,
};

/** The driver drops what a route sends anywhere but to the VPC itself: it ends there, and knows nothing of what would follow. */
function closedAtGateways({ disposition, steps }: Walk, program: Program): unknown {
  const stages = steps.map(({ stage }) => stage);
  const at = steps.findIndex((step) => step.stage === 'route' && leavesVpc(program, step));
  return at < 0 ? [disposition, ...stages] : ['denied-gateway', ...stages.slice(0, at + 1)];
}

function leavesVpc(program: Program, { because, passed }: Step): boolean {
  return typeof because !== 'string' && passed && targetKind(because, program) !== 'local';
}

/** What the driver's refusals name: it is not asked about that. */
function refusedByNftables(packet: Packet, { steps }: Walk, from: Entry, program: Program): string | undefined {
  if (from.kind !== 'eni') return 'nothing comes in by a gateway';
  if (packet.fragment !== undefined) return 'the kernel reassembles before rules are asked';
  if (steps[0]?.because === 'unchecked') return 'a sender without source check forwards for others only closed';
  if (program.enis.get(from.eni)?.natGateway !== undefined) return 'no guest is behind a NAT gateway’s interface';
  if (isByPeerReference(packet, steps, from, program)) return 'references over a peering connection match nothing';
  const enis = [...program.enis.values()];
  if (enis.some(({ natGateway }) => natGateway !== undefined && isTo(packet, enis))) return 'NAT gateways are closed';
  if (enis.some(({ prefixes }) => prefixes !== undefined)) return 'delegated prefixes are closed';
  return undefined;
}

function isTo({ destination }: Packet, enis: readonly EniProgram[]): boolean {
  return enis.some(({ natGateway, addresses }) => natGateway && addresses.some((own) => sameAddress(own, destination)));
}
