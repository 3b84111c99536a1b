import type { VpcPeering } from '../../model/peering.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Transaction } from '../../store/store.ts';
import { MISSING, mustExist, notFound } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { visible } from '../owned.ts';
import { isShownAt, statusAt } from './status.ts';

/** The caller's connections, those that ended a while ago left out. */
export function shownPeerings(view: Snapshot, call: Call): readonly VpcPeering[] {
  return visible(view.peerings, call).filter((peering) => isShownAt(peering, call.now));
}

export function peeringNamed(view: Snapshot, call: Call, id: string): VpcPeering {
  const peering = mustExist(view, call, 'vpc-peering', id);
  if (!isShownAt(peering, call.now)) throw notFound(MISSING['vpc-peering'], [id]);
  return peering;
}

/** Connections that nobody sees any more go when the next one comes. */
export function forgetEnded(tx: Transaction, call: Call): void {
  for (const peering of tx.view.peerings.values()) {
    if (!isShownAt(peering, call.now)) tx.remove('vpc-peering', peering.id);
  }
}

/** Throws unless a request can still be answered. */
export function checkPending(peering: VpcPeering, call: Call, wanted: 'active' | 'rejected'): void {
  const status = statusAt(peering, call.now);
  if (status !== 'pending-acceptance') throw wrongState(peering, status, wanted);
  const region = peering.accepterRegion ?? peering.region;
  if (region === call.region) return;
  throw new ApiError(
    'OperationNotPermitted',
    `Incorrect region (${call.region}) specified for this request. VPC peering connection ${peering.id} must be accepted in region ${region}`,
  );
}

export function wrongState(peering: VpcPeering, from: string, to: string): ApiError {
  return new ApiError(
    'InvalidStateTransition',
    `Invalid state transition for ${peering.id}, attempted to transition from ${from} to ${to}`,
  );
}
