import type { Snapshot } from '../../model/snapshot.ts';
import { type Prefix, prefix, prefixesOverlap } from '../../net/prefix.ts';
import { ApiError } from '../operation.ts';

/**
 * Where "Amazon-provided" IPv6 blocks come from here: the upper half of the documentation range (RFC 3849). Linux
 * routes it like any global address and programs prefer it as they prefer AWS's, yet it is nobody's on the internet.
 * The lower half stays free for what people write in examples.
 */
export const IPV6_POOL = prefix('2001:db8:8000::/33');
const BLOCK_LENGTH = 56;
const BLOCKS = 1 << (BLOCK_LENGTH - IPV6_POOL.length);

/** A /56 that no VPC has, of any account: one chosen by chance, or the next free one after it. */
export function freeIpv6Block(view: Snapshot, hex: (digits: number) => string): Prefix {
  const taken = [...view.vpcs.values()].flatMap((vpc) => vpc.ipv6.map((association) => association.prefix));
  const first = Number.parseInt(hex(6).slice(-6), 16);
  for (let step = 0; step <= taken.length; step++) {
    const block = blockAt((first + step) % BLOCKS);
    if (!taken.some((other) => prefixesOverlap(other, block))) return block;
  }
  throw new ApiError('InsufficientAddressCapacity', 'The pool of IPv6 CIDR blocks is used up.');
}

function blockAt(index: number): Prefix {
  const bits = IPV6_POOL.base.bits | (BigInt(index) << BigInt(128 - BLOCK_LENGTH));
  return { base: { family: 6, bits }, length: BLOCK_LENGTH };
}
