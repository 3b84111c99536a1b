import type { Transaction } from '../store/store.ts';

/** Flow logs of a deleted VPC, subnet or ENI go with it. */
export function removeFlowLogsOf(tx: Transaction, monitored: string): void {
  for (const log of tx.view.flowLogs.values()) {
    if (log.resource.id === monitored) tx.remove('flow-log', log.id);
  }
}
