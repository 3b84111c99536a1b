import type { NatGateway } from '../../model/gateway.ts';
import type { Instant } from '../../name/scope.ts';
import type { Transaction } from '../../store/store.ts';
import { removeEni } from '../network-interface/remove.ts';
import { addressesOf } from './addresses.ts';

/** "Failed and deleted NAT gateways remain visible for a short while (usually about an hour)." */
const SHOWN_MS = 60 * 60 * 1000;

/** What the reconcile loop does for NAT gateways: each goes one step on, and those that ended long ago are forgotten. */
export function followNatGateways(tx: Transaction, now: Instant): void {
  for (const gateway of tx.view.natGateways.values()) {
    switch (gateway.state) {
      case 'pending':
        tx.put(
          gateway.failure === undefined
            ? { ...gateway, state: 'available' }
            : { ...gateway, state: 'failed', endedAt: now },
        );
        break;
      case 'deleting':
        endNatGateway(tx, gateway, now);
        break;
      case 'failed':
      case 'deleted':
        if (now - (gateway.endedAt ?? 0) >= SHOWN_MS) tx.remove('nat-gateway', gateway.id);
        break;
      case 'available':
        break;
    }
  }
}

/** Its interface goes; its Elastic IPs are free and stay the account's. Routes to it stay, as blackholes. */
function endNatGateway(tx: Transaction, gateway: NatGateway, now: Instant): void {
  const formerAddresses = addressesOf(gateway, tx.view);
  if (tx.view.enis.has(gateway.eni)) removeEni(tx, gateway.eni);
  tx.put({ ...gateway, state: 'deleted', endedAt: now, formerAddresses });
}
