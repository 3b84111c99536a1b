import type { Transaction } from '../../store/store.ts';
import type { Call } from '../operation.ts';
import { defaultVpcOf } from './find.ts';
import { makeDefaultVpc } from './make.ts';

/**
 * What a new account finds in a region: DHCP options and a default VPC with its subnets, gateway, route table, network
 * ACL and security group. Does nothing where a default VPC stands already.
 */
export function bootstrapAccount(tx: Transaction, call: Call): void {
  if (defaultVpcOf(tx.view, call) === undefined) makeDefaultVpc(tx, call);
}
