import type { PeeringStatus, VpcPeering } from '../../model/peering.ts';
import type { Instant } from '../../name/scope.ts';

const HOUR_MS = 60 * 60 * 1000;
/** "Seven days" for a request (VPC Peering Guide, "VPC peering connection lifecycle"). */
export const REQUEST_MS = 7 * 24 * HOUR_MS;
/** So long one that ended is shown, both sides being one account's (the same page). */
const SHOWN_MS = 2 * HOUR_MS;
const EXPIRED_SHOWN_MS = 48 * HOUR_MS;

/** A request that nobody accepted has expired, though nobody wrote it down. */
export function statusAt({ status, expiresAt }: VpcPeering, now: Instant): PeeringStatus {
  const isOver = expiresAt !== undefined && now >= expiresAt;
  return status === 'pending-acceptance' && isOver ? 'expired' : status;
}

/** Whether clients still see it. */
export function isShownAt(peering: VpcPeering, now: Instant): boolean {
  if (peering.ended !== undefined) return now - peering.ended.at < SHOWN_MS;
  const isExpired = statusAt(peering, now) === 'expired';
  return !isExpired || now - (peering.expiresAt ?? now) < EXPIRED_SHOWN_MS;
}

/** As AWS words it. */
export function statusMessage(peering: VpcPeering, status: PeeringStatus): string {
  const accepter = peering.accepterOwner ?? peering.owner;
  const by = peering.ended?.by ?? peering.owner;
  switch (status) {
    case 'initiating-request':
      return `Initiating Request to ${accepter}`;
    case 'pending-acceptance':
      return `Pending Acceptance by ${accepter}`;
    case 'failed':
      return 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range';
    case 'rejected':
      return `Rejected by ${by}`;
    case 'deleting':
    case 'deleted':
      return `Deleted by ${by}`;
    case 'active':
      return 'Active';
    case 'provisioning':
      return 'Provisioning';
    case 'expired':
      return 'Expired';
  }
}
