import type { Instance, InstanceState } from '../../model/instance.ts';
import type { InstanceId } from '../../name/id.ts';
import type { Instant } from '../../name/scope.ts';
import type { Transaction } from '../../store/store.ts';
import { neverAutoPublic, withoutAutoPublic } from '../elastic-ip/auto-public.ts';
import { detached, enisOf } from '../network-interface/attachment.ts';
import { removeEni } from '../network-interface/remove.ts';
import { reason } from './state.ts';

/**
 * What the reconcile loop tells the store about instances. Calls may have changed an instance since the loop looked:
 * each step is taken only from a state that it can be taken from, and is nothing otherwise.
 */
export function markRunning(tx: Transaction, id: InstanceId, _now: Instant): void {
  const instance = inState(tx, id, ['pending']);
  if (instance === undefined) return;
  const { stateReason: _over, ...rest } = instance;
  tx.put({ ...rest, state: 'running', hasRun: true });
}

/** An instance that nobody told to stop has ended itself. */
export function markStopped(tx: Transaction, id: InstanceId): void {
  const instance = inState(tx, id, ['pending', 'running', 'stopping']);
  if (instance === undefined) return;
  const itself = reason('Client.InstanceInitiatedShutdown', 'Instance initiated shutdown');
  const stateReason = instance.state === 'stopping' ? (instance.stateReason ?? itself) : itself;
  tx.put({ ...instance, state: 'stopped', stateReason });
  for (const eni of enisOf(tx.view, id)) if (eni.autoPublic !== undefined) tx.put(withoutAutoPublic(eni));
}

/** ENIs that are to go with the instance go; the others are left, unattached (Amazon EC2 User Guide, "Terminate instances"). */
export function markTerminated(tx: Transaction, id: InstanceId, now: Instant): void {
  const instance = inState(tx, id, ['shutting-down']);
  if (instance === undefined) return;
  for (const eni of enisOf(tx.view, id)) {
    if (eni.attachment.deleteOnTermination) removeEni(tx, eni.id);
    else tx.put(neverAutoPublic(detached(eni)));
  }
  const { userData: _gone, ...rest } = instance;
  tx.put({ ...rest, state: 'terminated', terminatedAt: now });
}

/** An instance that cannot start: a new one is on its way to its end, one that ran before is stopped and keeps what it has. */
export function markFailed(tx: Transaction, id: InstanceId, why: string): void {
  const instance = inState(tx, id, ['pending']);
  if (instance === undefined) return;
  const state = instance.hasRun === true ? 'stopping' : 'shutting-down';
  tx.put({ ...instance, state, stateReason: reason('Server.InternalError', why) });
}

const SHOWN_MS = 60 * 60 * 1000;

/** Terminated instances are shown for an hour. */
export function forgetTerminated(tx: Transaction, now: Instant): void {
  for (const { id, state, terminatedAt } of tx.view.instances.values()) {
    if (state === 'terminated' && now - (terminatedAt ?? 0) >= SHOWN_MS) tx.remove('instance', id);
  }
}

function inState(tx: Transaction, id: InstanceId, states: readonly InstanceState[]): Instance | undefined {
  const instance = tx.view.instances.get(id);
  return instance !== undefined && states.includes(instance.state) ? instance : undefined;
}
