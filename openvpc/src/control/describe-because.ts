import type { Because } from '../contract/verdict.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { describeOrigin } from './describe-origin.ts';

/** In a line, why a step of a walk passed or did not. */
export function describeBecause(snapshot: Snapshot, because: Because): string {
  return typeof because === 'string' ? WORDS[because] : describeOrigin(snapshot, because);
}

const WORDS: Readonly<Record<Extract<Because, string>, string>> = {
  'tracked-flow': 'reply of a flow that the security group tracks',
  'implicit-deny': 'no rule allows it',
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
  unsolicited: 'answers nothing that left through the egress-only internet gateway',
};
