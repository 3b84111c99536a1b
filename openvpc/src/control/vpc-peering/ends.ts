import type { VpcPeering } from '../../model/peering.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Vpc } from '../../model/vpc.ts';
import { type Prefix, prefixesOverlap } from '../../net/prefix.ts';

export function requesterOf(view: Snapshot, { requester }: VpcPeering): Vpc | undefined {
  return view.vpcs.get(requester);
}

/** The VPC that was meant: of the account and in the Region that the requester named. */
export function accepterOf(view: Snapshot, peering: VpcPeering): Vpc | undefined {
  const { accepter, owner, region, accepterOwner = owner, accepterRegion = region } = peering;
  const vpc = view.vpcs.get(accepter);
  return vpc?.owner === accepterOwner && vpc.region === accepterRegion ? vpc : undefined;
}

/** Both ends are there and have no address in common, so that the connection can come to be. */
export function canConnect(view: Snapshot, peering: VpcPeering): boolean {
  const [one, other] = [requesterOf(view, peering), accepterOf(view, peering)];
  if (one === undefined || other === undefined) return false;
  return !blocksOf(one).some((block) => blocksOf(other).some((far) => prefixesOverlap(block, far)));
}

function blocksOf({ ipv4, ipv6 }: Vpc): readonly Prefix[] {
  return [...ipv4, ...ipv6].map(({ prefix }) => prefix);
}
