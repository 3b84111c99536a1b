import { ApiError, type Call, type Operation } from '../openvpc/src/control/operation.ts';
import { ec2Operations } from '../openvpc/src/control/registry.ts';
import {
  EMPTY_SNAPSHOT,
  type Resource,
  type ResourceKind,
  type Snapshot,
  withChanges,
} from '../openvpc/src/model/snapshot.ts';
import { checkInvariants } from '../openvpc/src/model/invariants.ts';
import { mintId } from '../openvpc/src/name/id.ts';
import type { AccountId, Instant, Region, Revision } from '../openvpc/src/name/scope.ts';
import { address } from '../openvpc/src/net/address.ts';
import { countingRandom } from '../openvpc/src/seam/random.ts';
import type { Transaction } from '../openvpc/src/store/store.ts';

export type Harness = Readonly<{
  /** Runs the operation of that name in one transaction; what it throws comes out, and nothing has changed. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers of actions called by name field by field
  call(name: string, input?: object, as?: Partial<Call>): any;
  /** The same with types, for a given operation. */
  run<I, O>(operation: Operation<I, O>, input: I, as?: Partial<Call>): O;
  /** Any work on a transaction, for what no operation makes. */
  transact<T>(work: (tx: Transaction, call: Call) => T, as?: Partial<Call>): T;
  /** `Code: message` of the ApiError that the call throws; anything else fails the test. */
  refusal(name: string, input?: object, as?: Partial<Call>): string;
  view(): Snapshot;
}>;

/** Operations on an evolving snapshot, with counting ids and a clock that stands still. No store, no wire, no IAM. A break of the model's invariants fails the test. */
export function createHarness(): Harness {
  let view: Snapshot = EMPTY_SNAPSHOT;
  const random = countingRandom();
  const usual: Call = {
    principal: 'arn:aws:iam::111122223333:root',
    account: '111122223333' as AccountId,
    region: 'us-east-1' as Region,
    requestId: '00000000-0000-4000-8000-000000000000',
    now: 1_700_000_000_000 as Instant,
    mint: (kind) => mintId(kind, random.hex),
    hex: random.hex,
  };

  function transact<T>(work: (tx: Transaction, call: Call) => T, as: Partial<Call> = {}): T {
    const changes = new Map<string, Resource | Readonly<{ kind: ResourceKind; removed: true }>>();
    const before = view;
    const now = () => withChanges(before, before.revision, changes);
    const tx: Transaction = {
      get view() {
        return now();
      },
      put: (resource) => void changes.set(resource.id, resource),
      remove: (kind, id) => void changes.set(id, { kind, removed: true }),
    };
    const value = work(tx, { ...usual, ...as });
    if (changes.size === 0) return value;
    const after = withChanges(before, (before.revision + 1) as Revision, changes);
    const [broken] = checkInvariants(after);
    if (broken !== undefined) throw new Error(`${broken.resource} breaks "${broken.invariant}": ${broken.why}`);
    view = after;
    return value;
  }

  function run<I, O>(operation: Operation<I, O>, input: I, as?: Partial<Call>): O {
    return transact((tx, call) => {
      operation.access(input, tx.view, call);
      return operation.run(tx, input, call);
    }, as);
  }

  function call(name: string, input: object = {}, as?: Partial<Call>): unknown {
    const operation = ec2Operations.get(name);
    if (operation === undefined) throw new Error(`no operation is called ${name}`);
    if ('perform' in operation) throw new Error(`${name} runs outside transactions`);
    return run(operation as Operation<object, unknown>, input, as);
  }

  return {
    call,
    run,
    transact,
    view: () => view,
    refusal(name, input, as) {
      const before = view;
      try {
        call(name, input, as);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (view !== before) throw new Error(`${name} refused and changed something`);
        return `${error.code}: ${error.message}`;
      }
      throw new Error(`${name} was not refused`);
    },
  };
}

/** An unattached ENI of the default group with these addresses, for tests of what only looks at ENIs. Its id. */
export function putEni(harness: Harness, subnetId: string, ...ipv4: readonly string[]): string {
  return harness.transact((tx, call) => {
    const subnet = [...tx.view.subnets.values()].find(({ id }) => id === subnetId);
    if (subnet === undefined) throw new Error(`there is no ${subnetId}`);
    const groups = [...tx.view.securityGroups.values()].filter(
      ({ name, vpc }) => name === 'default' && vpc === subnet.vpc,
    );
    const id = call.mint('eni');
    tx.put({
      kind: 'eni',
      id,
      owner: call.account,
      region: call.region,
      tags: [],
      vpc: subnet.vpc,
      subnet: subnet.id,
      mac: `02:00:00${id.slice(-6).replace(/../g, ':$&')}`,
      description: '',
      ipv4: ipv4.map(address),
      ipv6: [],
      groups: groups.map((group) => group.id),
      sourceDestCheck: true,
    });
    return id;
  });
}
