import type { Direction } from '../contract/flow-event.ts';
import type { Because, Origin, Stage } from '../contract/verdict.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { describeOrigin } from './describe-origin.ts';

/** Where no step says why a packet ended: the dispositions of contract/verdict.ts. */
type Ending = 'denied-fragment' | 'denied-broadcast';

/** Where on its way: a stage of a walk, or which way at one network interface. */
export type Where = Stage | Direction;

/** In a line, why a packet passed or did not. */
export function describeBecause(snapshot: Snapshot, because: Because | Ending, stage: Where): string {
  if (typeof because !== 'string') {
    return describeOrigin(snapshot, because, stage.endsWith('egress') ? 'egress' : 'ingress');
  }
  return because === 'implicit-deny' && stage === 'route' ? 'no route to the destination' : WORDS[because];
}

export function isReason(word: string): word is Exclude<Because, Origin> | Ending {
  return Object.hasOwn(WORDS, word);
}

const WORDS: Readonly<Record<Exclude<Because, Origin> | Ending, string>> = {
  'tracked-flow': 'a flow that the security group tracks',
  'implicit-deny': 'no rule allows it (implicit deny)',
  'own-address': 'the source is an address of the network interface',
  'foreign-address': 'the address is not one of the network interface, and the source/destination check is on',
  unchecked: 'the source/destination check is off',
  forwarded: 'passes',
  translated: 'passes, with another address',
  loop: 'it came by here before',
  'public-access-blocked': 'VPC Block Public Access',
  'private-nat-gateway': 'a private NAT gateway has no way to the internet',
  'no-public-address': 'the network interface has no public address',
  'no-private-address': 'no network interface has this address on the internet',
  'private-range': 'an address that is not on the internet',
  'too-big': "larger than the gateway's MTU, and not to be fragmented",
  protocol: 'the gateway does not take this protocol',
  fragment: 'a NAT gateway takes no fragments but those of UDP',
  'outside-vpc': "an address outside the VPC's CIDR blocks, or outside the peer's",
  'same-subnet': 'a NAT gateway does not serve its own subnet',
  'no-mapping': 'belongs to no connection that began behind the NAT gateway',
  'no-port': 'every port toward this destination is taken (ErrorPortAllocation)',
  'denied-fragment': 'a fragment of a packet whose first piece was never seen',
  'denied-broadcast': 'no broadcast and no multicast in a VPC',
  unsolicited: 'answers nothing that left through the egress-only internet gateway',
};
