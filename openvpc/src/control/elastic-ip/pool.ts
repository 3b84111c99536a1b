import type { Snapshot } from '../../model/snapshot.ts';
import { type Address, addressPlus, sameAddress } from '../../net/address.ts';
import { lastAddress, type Prefix, prefix, prefixesOverlap, prefixHolds, prefixSize } from '../../net/prefix.ts';
import { ApiError, type Call } from '../operation.ts';

/**
 * Where public addresses come from unless the server is told otherwise: the range for benchmarks of networks (RFC 2544),
 * which is nobody's on the internet and which people seldom use at home.
 */
const USUAL_POOL = prefix('198.18.0.0/15');

/** One that nobody has, of any account: chosen by chance, as AWS does, or the next free one after it. */
export function freePublicAddress(view: Snapshot, call: Call): Address {
  const pool = poolOf(call);
  const size = prefixSize(pool);
  const isFree = freeIn(view, pool);
  const first = BigInt(`0x${call.hex(8)}`) % size;
  for (let step = 0n; step < size; step++) {
    const candidate = addressPlus(pool.base, (first + step) % size);
    if (isFree(candidate)) return candidate;
  }
  throw new ApiError('InsufficientAddressCapacity', 'The pool of public addresses is used up.');
}

/** That very one, if it can be had. */
export function thisPublicAddress(view: Snapshot, call: Call, wanted: Address): Address | undefined {
  const pool = poolOf(call);
  return prefixHolds(pool, wanted) && freeIn(view, pool)(wanted) ? wanted : undefined;
}

function poolOf({ publicPool = USUAL_POOL }: Call): Prefix {
  return publicPool;
}

/** The first and last would be a network's and a broadcast's elsewhere; within a VPC's own block no packet would leave it. */
function freeIn(view: Snapshot, pool: Prefix): (candidate: Address) => boolean {
  const taken = new Set([
    ...[...view.elasticIps.values()].map((one) => one.public.bits),
    ...[...view.enis.values()].flatMap(({ autoPublic }) => autoPublic?.bits ?? []),
  ]);
  const blocks = [...view.vpcs.values()]
    .flatMap(({ ipv4 }) => ipv4.map((association) => association.prefix))
    .filter((block) => prefixesOverlap(block, pool));
  const last = lastAddress(pool);
  return (candidate) =>
    !taken.has(candidate.bits) &&
    !sameAddress(candidate, pool.base) &&
    !sameAddress(candidate, last) &&
    !blocks.some((block) => prefixHolds(block, candidate));
}
