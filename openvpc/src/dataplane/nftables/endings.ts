import type { Direction } from '../../contract/flow-event.ts';
import type { Disposition } from '../../contract/verdict.ts';
import { MARK, OUTCOME } from './marks.ts';
import type { Chain } from './ruleset.ts';
import { ACCEPT, DROP, rule, setBits } from './terms.ts';

/** Chains in which a packet's way through the rules ends. */
export const ENDINGS = {
  delivered: 'end-delivered',
  group: { egress: 'end-group-egress', ingress: 'end-group-ingress' },
  acl: { egress: 'end-acl-egress', ingress: 'end-acl-ingress' },
  noRoute: 'end-no-route',
  blackhole: 'end-blackhole',
  gateway: 'end-gateway',
  noSuchHost: 'end-no-such-host',
  // Packets of which flow logs never tell:
  neighbours: 'end-neighbours',
  exempt: 'end-exempt',
  broadcast: 'end-broadcast',
  toItself: 'end-to-itself',
  sourceCheck: 'end-source-check',
} as const satisfies Readonly<Record<string, string | Readonly<Record<Direction, string>>>>;

/**
 * A packet that is counted is accepted here also when it is refused: it goes on to be counted, and then nowhere, for
 * without `pass` it has no route.
 */
export function endingChains(): ReadonlyArray<readonly [string, Chain]> {
  const counted = (name: string, ends: Disposition, bits: number) =>
    [name, { ends, rules: [rule([], setBits(bits), ACCEPT)] }] as const;
  const silent = (name: string, ends: Disposition) => [name, { ends, rules: [rule([], DROP)] }] as const;
  return [
    counted(ENDINGS.delivered, 'delivered', OUTCOME.delivered | MARK.pass),
    counted(ENDINGS.group.egress, 'denied-group', OUTCOME.refusedLeaving),
    counted(ENDINGS.acl.egress, 'denied-acl', OUTCOME.refusedLeaving),
    counted(ENDINGS.noRoute, 'no-route', OUTCOME.left),
    counted(ENDINGS.blackhole, 'blackhole', OUTCOME.left),
    counted(ENDINGS.gateway, 'denied-gateway', OUTCOME.left),
    counted(ENDINGS.noSuchHost, 'no-such-host', OUTCOME.left),
    counted(ENDINGS.acl.ingress, 'denied-acl', OUTCOME.refusedArriving),
    counted(ENDINGS.group.ingress, 'denied-group', OUTCOME.refusedArriving),
    [ENDINGS.neighbours, { ends: 'exempt', rules: [rule([], ACCEPT)] }], // for the router itself: it has no other way
    silent(ENDINGS.exempt, 'exempt'), // no platform service stands behind these addresses yet
    silent(ENDINGS.broadcast, 'denied-broadcast'),
    silent(ENDINGS.toItself, 'delivered'), // a guest reaches itself over its loopback; on the wire such a packet is forged
    silent(ENDINGS.sourceCheck, 'denied-source-check'),
  ];
}
