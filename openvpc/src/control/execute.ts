import { type Decision, denialReason } from '../iam/decision.ts';
import { mintId } from '../name/id.ts';
import type { AccountId, Instant, Region, Revision } from '../name/scope.ts';
import type { Clock } from '../seam/clock.ts';
import type { Random } from '../seam/random.ts';
import {
  type AccessRequest,
  ApiError,
  type Call,
  type Operation,
  type OutsideOperation,
  type World,
} from './operation.ts';

/** Who calls and where, as the api room found out from the signature. */
export type Caller = Readonly<{ principal: string; account: AccountId; region: Region; requestId: string }>;

/**
 * The answer, and whether the data plane judges by it: `enforced` is absent for a call that changed nothing, false when
 * the data plane had not caught up within the bounded wait.
 */
export type Executed = Readonly<{ output: unknown; revision?: Revision; enforced?: boolean }>;

export type Execute = (operation: AnyOperation, input: unknown, caller: Caller) => Promise<Executed>;
export type AnyOperation = Operation<never, unknown> | OutsideOperation<never, unknown>;

/** What `execute` stands on. `enforced` waits until the data planes have applied that revision, or says false. */
export type ExecuteOptions = Readonly<{
  world: World;
  authorize: (principal: string, request: AccessRequest) => Decision;
  enforced: (revision: Revision) => Promise<boolean>;
  clock: Clock;
  random: Random;
  /** What every call carries of the server's settings. */
  settings?: Pick<Call, 'quotas' | 'publicPool'>;
}>;

/** One call: permission, DryRun and change on one and the same view; then the wait for enforcement. */
export function createExecute(options: ExecuteOptions): Execute {
  const { world, clock, random } = options;
  return async (operation, input, caller) => {
    const call: Call = {
      ...options.settings,
      ...caller,
      now: clock.now() as Instant,
      mint: (kind) => mintId(kind, random.hex),
      hex: random.hex,
    };
    if ('perform' in operation) {
      permit(options, operation, operation.access(input as never, world.store.snapshot(), call), call);
      stopIfDryRun(input);
      return { output: await operation.perform(world, input as never, call) };
    }
    const before = world.store.snapshot().revision;
    const { value, revision } = await world.store.transact((tx) => {
      permit(options, operation, operation.access(input as never, tx.view, call), call);
      stopIfDryRun(input);
      const view = tx.view;
      const output = operation.run(tx, input as never, call);
      return { output, changed: tx.view !== view };
    });
    if (!value.changed || revision === before) return { output: value.output };
    return { output: value.output, revision, enforced: await options.enforced(revision) };
  };
}

/** AWS's answer to a caller without permission (EC2 API error codes, UnauthorizedOperation). */
function permit(
  options: ExecuteOptions,
  { action }: AnyOperation,
  requests: readonly AccessRequest[],
  call: Call,
): void {
  for (const request of requests) {
    const decision = options.authorize(call.principal, request);
    if (decision.effect !== 'allow') {
      const reason = denialReason(decision, request.action);
      const code = action.startsWith('ec2:') ? 'UnauthorizedOperation' : 'AccessDeniedException';
      throw new ApiError(
        code,
        `You are not authorized to perform this operation. User: ${call.principal} is not authorized to perform: ${request.action} on resource: ${request.resource} ${reason}`.trimEnd(),
      );
    }
  }
}

function stopIfDryRun(input: unknown): void {
  if (typeof input === 'object' && input !== null && 'DryRun' in input && input.DryRun === true) {
    throw new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
  }
}
