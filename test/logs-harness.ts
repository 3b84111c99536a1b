import { logsOperations } from '../openvpc/src/control/logs/index.ts';
import { ApiError, type Call, type OutsideOperation, type World } from '../openvpc/src/control/operation.ts';
import { EMPTY_SNAPSHOT } from '../openvpc/src/model/snapshot.ts';
import { mintId } from '../openvpc/src/name/id.ts';
import type { AccountId, Instant, Region } from '../openvpc/src/name/scope.ts';
import { countingRandom } from '../openvpc/src/seam/random.ts';
import { createMemoryLogStore } from '../openvpc/src/store/log-memory.ts';
import type { LogStore } from '../openvpc/src/store/log-store.ts';
import { createMemoryStore } from '../openvpc/src/store/memory.ts';

export type LogsHarness = Readonly<{
  logs: LogStore;
  /** Performs the CloudWatch Logs operation of that name; what it throws comes out. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers of actions called by name field by field
  call(name: string, input?: object, as?: Partial<Call>): Promise<any>;
  /** `Code: message` of the ApiError that the call throws; anything else fails the test. */
  refusal(name: string, input?: object, as?: Partial<Call>): Promise<string>;
  /** ARNs of what the call asks IAM about. */
  resources(name: string, input: object): readonly string[];
}>;

export const NOW = 1_700_000_000_000;

/** CloudWatch Logs operations on a log store in memory, with a clock that stands still. No wire, no IAM. */
export async function createLogsHarness(): Promise<LogsHarness> {
  const logs = await createMemoryLogStore();
  const world: World = { store: createMemoryStore(), logs, console: () => Promise.resolve('') };
  const random = countingRandom();
  const usual: Call = {
    principal: 'arn:aws:iam::111122223333:root',
    account: '111122223333' as AccountId,
    region: 'us-east-1' as Region,
    requestId: '00000000-0000-4000-8000-000000000000',
    now: NOW as Instant,
    mint: (kind) => mintId(kind, random.hex),
    hex: random.hex,
  };

  function operationNamed(name: string): OutsideOperation<object, unknown> {
    const operation = logsOperations.find(({ action }) => action === `logs:${name}`);
    if (operation === undefined || !('perform' in operation)) throw new Error(`no operation is called ${name}`);
    return operation as OutsideOperation<object, unknown>;
  }

  async function call(name: string, input: object = {}, as: Partial<Call> = {}): Promise<unknown> {
    const operation = operationNamed(name);
    operation.access(input, EMPTY_SNAPSHOT, { ...usual, ...as });
    return operation.perform(world, input, { ...usual, ...as });
  }

  return {
    logs,
    call,
    async refusal(name, input, as) {
      try {
        await call(name, input, as);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return `${error.code}: ${error.message}`;
      }
      throw new Error(`${name} was not refused`);
    },
    resources: (name, input) =>
      operationNamed(name)
        .access(input, EMPTY_SNAPSHOT, usual)
        .map(({ resource }) => resource),
  };
}
