import type { VpcPeering } from '../../model/peering.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { VpcId } from '../../name/id.ts';

/** The connection that passes packets between these two VPCs now, whichever of them asked for it. */
export function activeBetween(view: Snapshot, one: VpcId, other: VpcId): VpcPeering | undefined {
  for (const peering of view.peerings.values()) {
    if (peering.status === 'active' && connects(peering, one, other)) return peering;
  }
  return undefined;
}

export function connects({ requester, accepter }: VpcPeering, one: VpcId, other: VpcId): boolean {
  return (requester === one && accepter === other) || (requester === other && accepter === one);
}
