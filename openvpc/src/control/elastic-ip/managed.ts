import type { Snapshot } from '../../model/snapshot.ts';
import type { EniId } from '../../name/id.ts';
import { ApiError } from '../operation.ts';

/** An interface that a gateway made and uses; only the gateway's own calls change it or its addresses. */
export function isManaged(view: Snapshot, eni: EniId | undefined): boolean {
  return eni !== undefined && view.enis.get(eni)?.interfaceType !== undefined;
}

export function refuseManaged(view: Snapshot, eni: EniId | undefined): void {
  if (!isManaged(view, eni)) return;
  throw new ApiError('AuthFailure', 'You do not have permission to access the specified resource.');
}
