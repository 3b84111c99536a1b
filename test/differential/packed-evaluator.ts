import type { Step, Walk } from '../../openvpc/src/contract/verdict.ts';
import { packInto, PACKED_WORDS } from '../../openvpc/src/engine/packed.ts';
import { createVerdicts, type Verdicts } from '../../openvpc/src/engine/verdicts.ts';
import type { Evaluator } from './evaluator.ts';
import { isByPeerReference } from './peer-reference.ts';

/** So few that packets drive one another out all the time. */
const CACHED = 8;

/**
 * The engine's verdicts on packed packets, from a small cache: what the rules at the sender say, of groups and ACL. They
 * know nothing of flows, nor of what is beyond a gateway.
 */
export const packedVerdicts: Evaluator = {
  name: 'packed verdicts',
  judge(program) {
    let verdicts: Verdicts | undefined;
    const words = new Uint32Array(PACKED_WORDS);
    return (_flows, packet, from) => {
      if (from.kind !== 'eni') throw new Error('only what an ENI sends is judged there');
      verdicts ??= createVerdicts(program, CACHED);
      packInto(words, 0, packet);
      const place = verdicts.place(from.eni, 'egress');
      const said = verdicts.because(place, verdicts.judge(place, words, 0));
      return { disposition: 'delivered', steps: said.map(asStep), remember: [] } as unknown as Walk; // see claim
    };
  },
  claim: ({ steps }) => rulesOfSender(steps).map(({ because }) => because),
  excuse(packet, { steps }, from, program) {
    const [group] = rulesOfSender(steps);
    if (from.kind !== 'eni' || group === undefined) return 'no rule of a sender is asked';
    if (group.because === 'tracked-flow') return 'it knows no flows';
    return isByPeerReference(packet, steps, from, program) ? 'it knows one VPC' : undefined;
  },
};

function asStep(because: Step['because'], i: number): Pick<Step, 'stage' | 'because'> {
  return { stage: i === 0 ? 'group-egress' : 'acl-egress', because };
}

/** The sender's groups and the ACL of its subnet; what NAT gateways send later is not its. */
function rulesOfSender(steps: readonly Step[]): readonly Step[] {
  const first = steps.findIndex(({ stage }) => stage === 'group-egress');
  if (first < 0) return [];
  return steps.slice(first, first + 2).filter(({ stage }) => stage === 'group-egress' || stage === 'acl-egress');
}
