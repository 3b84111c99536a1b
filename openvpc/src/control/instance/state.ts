import type * as ec2 from '../../aws/ec2.types.ts';
import type { Instance, InstanceState } from '../../model/instance.ts';
import { select } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { missingParameter } from '../required.ts';
import type { Transaction } from '../../store/store.ts';

const CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function showState(state: InstanceState): ec2.InstanceState {
  return { Code: CODES[state], Name: state };
}

/** As AWS says why: the code, and a sentence that repeats it. */
export function reason(code: string, text: string): NonNullable<Instance['stateReason']> {
  return { code, message: `${code}: ${text}` };
}
export const USER_SHUTDOWN = reason('Client.UserInitiatedShutdown', 'User initiated shutdown');

/**
 * Moves the instances of those ids to the state that `next` says, all or none: `next` answers undefined for an instance
 * that is there already or on its way, and throws where it cannot go. Answers before and after of each.
 */
export function moveInstances(
  tx: Transaction,
  call: Call,
  ids: readonly string[] | undefined,
  next: (instance: Instance) => Instance | undefined,
): readonly ec2.InstanceStateChange[] {
  if (ids === undefined || ids.length === 0) throw missingParameter('InstanceId');
  return select(tx.view, call, 'instance', ids).map((before) => {
    const after = next(before);
    if (after !== undefined) tx.put(after);
    return {
      InstanceId: before.id,
      PreviousState: showState(before.state),
      CurrentState: showState((after ?? before).state),
    };
  });
}

/** `what` as in AWS's sentence: stopped, started. */
export function cannotBe(what: string, { id }: Instance): ApiError {
  return new ApiError('IncorrectInstanceState', `The instance '${id}' is not in a state from which it can be ${what}.`);
}
