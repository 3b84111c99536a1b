import { FAMILIES } from './group-rules.ts';
import { FLOW_MARK, MARK } from './marks.ts';
import type { Chain, Condition, Rule, Statement } from './ruleset.ts';

/** The rules that are the same in every VPC: the order in which a packet is judged (packet-path spec, section 2). */

const marked = (mask: number, is: number = mask): Condition => ({ kind: 'mark', mask, is });
const mark = (bits: number): Statement => ({ kind: 'mark', bits });
const rule = (when: readonly Condition[], ...then: readonly Statement[]): Rule => ({ when, then });
const perFamily = (make: (family: 4 | 6) => Rule): readonly Rule[] => FAMILIES.map(make);

/** The router namespace itself speaks ARP and neighbour discovery, and nothing else to anyone. */
export const HOSTS_ONLY: ReadonlyArray<readonly [string, Chain]> = (['input', 'output'] as const).map((hook) => [
  hook,
  {
    base: { hook, priority: 0, policy: 'drop' },
    rules: [rule([{ kind: 'neighbour-discovery' }], { kind: 'accept' })],
  },
]);

/** Before connection tracking, so that a spoofed packet makes no state. */
export function sourceChain(): Chain {
  const own = MARK.sourceChecked | MARK.ownSource;
  return {
    base: { hook: 'prerouting', priority: -300, policy: 'drop' },
    rules: [
      ...perFamily((family) =>
        rule(
          [
            { kind: 'family', family },
            { kind: 'in-set', set: `own_sources_${family}` },
          ],
          mark(own),
          { kind: 'accept' },
        ),
      ),
      rule([{ kind: 'neighbour-discovery' }], { kind: 'accept' }),
      rule([{ kind: 'in-set', set: 'unchecked_sources' }], mark(MARK.sourceChecked), { kind: 'accept' }),
    ],
  };
}

/** `judge` sets a bit for each check that a packet passes; `verdict`, after the counting, lets through who has them all. */
export function forwardChains(): ReadonlyArray<readonly [string, Chain]> {
  return [
    ['judge', { base: { hook: 'forward', priority: 0, policy: 'accept' }, rules: judgeRules() }],
    ['verdict', { base: { hook: 'forward', priority: 20, policy: 'drop' }, rules: verdictRules() }],
  ];
}

function judgeRules(): readonly Rule[] {
  const leave: Statement = { kind: 'return' };
  const unjudged = ['platform', 'multicast', 'broadcast'].flatMap((place) =>
    perFamily((family) =>
      rule(
        [
          { kind: 'family', family },
          { kind: 'in-set', set: `${place}_${family}` },
        ],
        leave,
      ),
    ),
  );
  return [
    rule([marked(MARK.sourceChecked, 0)], leave),
    ...unjudged,
    rule([{ kind: 'neighbour-discovery' }], leave), // between a guest and its link, never forwarded
    rule([], mark(MARK.judged)),
    // Inside one subnet no ACL is asked: both ACL bits come at once.
    ...perFamily((family) =>
      rule(
        [
          { kind: 'family', family },
          { kind: 'in-set', set: `own_subnet_${family}` },
        ],
        mark(MARK.egressAcl | MARK.ingressAcl),
      ),
    ),
    ...trackedRules(),
    rule([marked(MARK.egressTracked, 0)], { kind: 'jump-by', map: 'groups_egress' }),
    rule([marked(MARK.egressTracked | MARK.egressAllowed, 0)], leave),
    rule([marked(MARK.egressAcl, 0)], { kind: 'jump-by', map: 'acls_egress' }),
    rule([marked(MARK.egressAcl, 0)], leave),
    ...perFamily((family) =>
      rule(
        [
          { kind: 'family', family },
          { kind: 'in-set', set: `never_forwarded_${family}` },
        ],
        leave,
      ),
    ),
    ...perFamily((family) =>
      // Inside a subnet there is no route to look up: its packets have the ACLs' bits already.
      rule(
        [marked(MARK.ingressAcl, 0), { kind: 'family', family }, { kind: 'in-set', set: `not_local_${family}` }],
        leave,
      ),
    ),
    rule([{ kind: 'output-group', group: 0 }], leave), // to nobody
    rule([], mark(MARK.arriving)),
    rule([marked(MARK.ingressAcl, 0)], { kind: 'jump-by', map: 'acls_ingress' }),
    rule([marked(MARK.ingressAcl, 0)], leave),
    rule([marked(MARK.ingressTracked, 0)], { kind: 'jump-by', map: 'groups_ingress' }),
  ];
}

/** An ICMP error belongs to a connection without being of it: it never passes by state ("related" is not a word of AWS). */
const NOT_RELATED: Condition = { kind: 'not-related' };

/** Who tracks this packet's flow: the sender's side and the receiver's, whichever direction the packet goes. */
function trackedRules(): readonly Rule[] {
  const side = (direction: 'original' | 'reply', flow: number, bits: number): Rule =>
    rule([NOT_RELATED, { kind: 'flow-direction', direction }, { kind: 'flow-mark', mask: flow, is: flow }], mark(bits));
  return [
    side('original', FLOW_MARK.original, MARK.egressTracked),
    side('original', FLOW_MARK.reply, MARK.ingressTracked),
    side('reply', FLOW_MARK.reply, MARK.egressTracked),
    side('reply', FLOW_MARK.original, MARK.ingressTracked),
  ];
}

function verdictRules(): readonly Rule[] {
  const drop: Statement = { kind: 'drop' };
  const remember = (allowed: number, untracked: number, direction: 'original' | 'reply', bits: number): Rule =>
    rule([NOT_RELATED, marked(allowed | untracked, allowed), { kind: 'flow-direction', direction }], {
      kind: 'flow-mark',
      bits,
    });
  return [
    rule([marked(MARK.sourceChecked, 0)], drop),
    rule([marked(MARK.judged, 0)], drop),
    rule([marked(MARK.egressTracked | MARK.egressAllowed, 0)], drop),
    rule([marked(MARK.egressAcl, 0)], drop),
    rule([marked(MARK.ingressAcl, 0)], drop),
    rule([marked(MARK.ingressTracked | MARK.ingressAllowed, 0)], drop),
    remember(MARK.egressAllowed, MARK.egressUntracked, 'original', FLOW_MARK.original),
    remember(MARK.egressAllowed, MARK.egressUntracked, 'reply', FLOW_MARK.reply),
    remember(MARK.ingressAllowed, MARK.ingressUntracked, 'original', FLOW_MARK.reply),
    remember(MARK.ingressAllowed, MARK.ingressUntracked, 'reply', FLOW_MARK.original),
    rule([], { kind: 'accept' }),
  ];
}
