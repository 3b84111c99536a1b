import type { Snapshot } from '../../model/snapshot.ts';
import type { EniId } from '../../name/id.ts';
import { ApiError } from '../operation.ts';

/**
 * An interface that a gateway made and uses: only the gateway's own calls change it or its addresses. The words are AWS's,
 * and scripts that release an address wait by them until its NAT gateway is gone.
 */
export function refuseManaged(view: Snapshot, eni: EniId | undefined): void {
  if (eni === undefined || view.enis.get(eni)?.interfaceType === undefined) return;
  throw new ApiError('AuthFailure', 'You do not have permission to access the specified resource.');
}
