import type { Eni } from '../../model/eni.ts';
import type { Transaction } from '../../store/store.ts';
import { enisOf } from '../network-interface/attachment.ts';
import type { Call } from '../operation.ts';
import { freePublicAddress } from './pool.ts';
import { elasticIpsOf } from './public-of.ts';

/**
 * Gives a running instance's primary interface the public address that its launch asked for. "It will not receive a new
 * one if there is more than one network interface attached", nor while an Elastic IP is associated with it (EC2 User
 * Guide, "Public IPv4 addresses").
 */
export function giveAutoPublic(tx: Transaction, call: Call, eni: Eni): void {
  const { attachment, publicOnStart, autoPublic } = eni;
  if (publicOnStart !== true || autoPublic !== undefined || attachment?.deviceIndex !== 0) return;
  const state = tx.view.instances.get(attachment.instance)?.state;
  const isUp = state === 'pending' || state === 'running';
  if (!isUp || enisOf(tx.view, attachment.instance).length > 1 || elasticIpsOf(tx.view, eni.id).length > 0) return;
  tx.put({ ...eni, autoPublic: freePublicAddress(tx.view, call) });
}

/** "We release the public IP address when the instance is stopped, hibernated or terminated", or gets an Elastic IP. */
export function withoutAutoPublic({ autoPublic: _released, ...rest }: Eni): Eni {
  return rest;
}

/** Of an interface that is nobody's primary one any more. */
export function neverAutoPublic(eni: Eni): Eni {
  const { publicOnStart: _over, ...rest } = withoutAutoPublic(eni);
  return rest;
}
