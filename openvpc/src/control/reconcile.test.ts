import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { snapshotOf, type World } from '../../../test/world.ts';
import type { Compute, RunningInstance } from '../contract/compute.ts';
import type { Dataplane } from '../contract/dataplane.ts';
import type { Program } from '../contract/program.ts';
import { COLLECTION, type Resource } from '../model/snapshot.ts';
import type { EniId, GroupId, InstanceId, NatGatewayId } from '../name/id.ts';
import { systemClock } from '../seam/clock.ts';
import { createMemoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import { createReconciler, type Reconciler } from './reconcile.ts';

const WORLD: World = {
  subnets: { front: { cidrs: '10.0.0.0/24' } },
  groups: { web: ['in tcp 80 from 0.0.0.0/0'] },
  enis: {
    one: { subnet: 'front', at: '10.0.0.10', groups: 'web' },
    two: { subnet: 'front', at: '10.0.0.11', groups: 'web' },
  },
  nats: { out: { subnet: 'front', at: '10.0.0.220', state: 'pending' } },
};
const NAT = 'nat-out' as NatGatewayId;
const [ONE, TWO] = ['i-one', 'i-two'] as [InstanceId, InstanceId];

/** Keeps the program it was given last; refuses while `broken` says why. */
class Plane implements Dataplane<undefined, Program> {
  readonly name = 'simulator';
  broken: string | undefined;
  enforced: Program | undefined;
  refusals = (): [] => [];
  observe = (): Promise<undefined> => Promise.resolve(undefined);
  plan = (desired: Program): Program => desired;
  isEmpty = (plan: Program): boolean => plan.digest === this.enforced?.digest;
  apply(plan: Program): Promise<void> {
    if (this.broken !== undefined) return Promise.reject(new Error(this.broken));
    this.enforced = plan;
    return Promise.resolve();
  }
  async *flows(): AsyncGenerator<never> {}
  close = (): Promise<void> => Promise.resolve();
  destroy = (): Promise<void> => Promise.resolve();
}

/** Instances are names in a set; those in `clinging` cannot be ended, and so many starts as `failures` says fail. */
class Machines implements Compute {
  readonly running = new Set<InstanceId>();
  readonly clinging = new Set<InstanceId>();
  observe = (): Promise<ReadonlyMap<InstanceId, RunningInstance>> =>
    Promise.resolve(new Map([...this.running].map((id) => [id, { pid: 1, connected: [] }])));
  failures = 0;
  create({ instance }: { instance: InstanceId }): Promise<void> {
    if (this.failures-- > 0) return Promise.reject(new Error('fork: Resource temporarily unavailable'));
    this.running.add(instance);
    return Promise.resolve();
  }
  connect = (): Promise<void> => Promise.resolve();
  boot = (): Promise<void> => Promise.resolve();
  stop(id: InstanceId): Promise<void> {
    if (this.clinging.has(id)) return Promise.reject(new Error(`${id} clings to life`));
    this.running.delete(id);
    return Promise.resolve();
  }
  forget = (id: InstanceId): Promise<void> => this.stop(id);
  console = (): Promise<string> => Promise.resolve('');
  destroy = (): Promise<void> => Promise.resolve();
}

describe('the reconcile loop', () => {
  let store: Store;
  let plane: Plane;
  let machines: Machines;
  let loop: Reconciler;
  let stop: AbortController;
  let ended: Promise<void>;

  beforeEach(async () => {
    [store, plane, machines, stop] = [createMemoryStore(), new Plane(), new Machines(), new AbortController()];
    const start = snapshotOf(WORLD);
    const resources = Object.values(COLLECTION).flatMap((name) => [
      ...(start[name] as ReadonlyMap<string, Resource>).values(),
    ]);
    await store.transact((tx) => resources.forEach((resource) => tx.put(resource)));
    const options = { store, dataplane: plane, compute: machines, clock: systemClock, log: () => {} };
    loop = createReconciler({ ...options, waitMs: 500, driftCheckMs: 50 });
    ended = loop.run(stop.signal);
    expect(await loop.enforced(store.snapshot().revision)).toBe(true);
  });
  afterEach(async () => {
    stop.abort();
    await ended;
    await store.close();
  });

  /** Takes away the group's one rule; whether that is in force when the wait is over. */
  async function revoke(): Promise<boolean> {
    const { revision } = await store.transact((tx) => {
      const group = tx.view.securityGroups.get('sg-web' as GroupId);
      if (group !== undefined) tx.put({ ...group, rules: [] });
    });
    return loop.enforced(revision);
  }
  const rules = (): number | undefined => plane.enforced?.groups.get('sg-web' as GroupId)?.ingress.length;

  async function setState(id: InstanceId, state: 'stopping' | 'shutting-down' | 'pending'): Promise<void> {
    await store.transact((tx) => {
      const instance = tx.view.instances.get(id);
      if (instance !== undefined) tx.put({ ...instance, state });
    });
  }
  const state = (id: InstanceId): string | undefined => store.snapshot().instances.get(id)?.state;
  async function becomes(id: InstanceId, wanted: string): Promise<void> {
    for (let tries = 0; state(id) !== wanted && tries < 100; tries++) await systemClock.sleep(10);
    expect(state(id)).toBe(wanted);
  }

  it('leaves the old rules in force while new ones cannot be applied, says so, and recovers', async () => {
    plane.broken = 'nft is not there';
    expect(await revoke()).toBe(false);
    expect(rules()).toBe(1);
    const { failure, enforced, desired } = loop.status();
    expect(failure).toMatchObject({ message: 'nft is not there' });
    expect(failure?.rounds).toBeGreaterThan(1);
    expect(enforced).toBeLessThan(desired);
    plane.broken = undefined;
    expect(await loop.enforced(desired)).toBe(true);
    expect(rules()).toBe(0);
    for (let tries = 0; loop.status().failure !== undefined && tries < 100; tries++) await systemClock.sleep(10);
    expect(loop.status().failure).toBeUndefined();
  });

  it.each(['stopping', 'shutting-down'] as const)(
    'brings rules into force though an instance that is %s does not end, and ends it when it can',
    async (leaving) => {
      machines.clinging.add(ONE);
      await setState(ONE, leaving);
      expect(await revoke()).toBe(true);
      expect(rules()).toBe(0);
      await setState(TWO, 'stopping');
      await becomes(TWO, 'stopped');
      expect(state(ONE)).toBe(leaving);
      machines.clinging.clear();
      await becomes(ONE, leaving === 'stopping' ? 'stopped' : 'terminated');
      expect([...machines.running]).toEqual([]);
    },
  );

  it('brings NAT gateways up and takes them away', async () => {
    const gateway = () => store.snapshot().natGateways.get(NAT);
    const isIn = async (wanted: string): Promise<void> => {
      for (let tries = 0; gateway()?.state !== wanted && tries < 100; tries++) await systemClock.sleep(10);
      expect(gateway()?.state).toBe(wanted);
    };
    await isIn('available');
    await loop.enforced(store.snapshot().revision);
    expect(plane.enforced?.natGateways.has(NAT)).toBe(true);
    const { revision } = await store.transact((tx) => {
      const there = tx.view.natGateways.get(NAT);
      if (there !== undefined) tx.put({ ...there, state: 'deleting' });
    });
    await loop.enforced(revision);
    expect(plane.enforced?.natGateways.has(NAT)).toBe(false);
    await isIn('deleted');
    expect(store.snapshot().enis.has('eni-nat-out' as EniId)).toBe(false);
  });

  it.each([
    [2, 'running'],
    [3, 'terminated'],
  ])('an instance whose start fails %i times is %s', async (failures, expected) => {
    await setState(ONE, 'stopping');
    await becomes(ONE, 'stopped');
    machines.failures = failures;
    await setState(ONE, 'pending');
    await becomes(ONE, expected);
  });
});
