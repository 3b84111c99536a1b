import type { EniId } from '../../name/id.ts';
import type { Transaction } from '../../store/store.ts';
import { disassociate } from '../elastic-ip/disassociate.ts';
import { elasticIpsOf } from '../elastic-ip/public-of.ts';
import { removeFlowLogsOf } from '../monitored.ts';

/** Its flow logs go with it; its Elastic IPs stay the account's, and are free again. */
export function removeEni(tx: Transaction, id: EniId): void {
  removeFlowLogsOf(tx, id);
  for (const elastic of elasticIpsOf(tx.view, id)) disassociate(tx, elastic);
  tx.remove('eni', id);
}
