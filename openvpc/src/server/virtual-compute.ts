import type { Compute, RunningInstance } from '../contract/compute.ts';
import type { InstanceId } from '../name/id.ts';

/**
 * Instances of the simulator: they have addresses and rules and no processes, so nothing runs in them and `exec` has
 * nowhere to go.
 */
export function createVirtualCompute(): Compute {
  const running = new Map<InstanceId, RunningInstance>();
  return {
    observe: () => Promise.resolve(new Map(running)),
    create: (spec) => Promise.resolve(void running.set(spec.instance, { pid: 0, connected: [] })),
    connect: (spec) =>
      Promise.resolve(void running.set(spec.instance, { pid: 0, connected: spec.interfaces.map(({ eni }) => eni) })),
    boot: () => Promise.resolve(),
    stop: (instance) => Promise.resolve(void running.delete(instance)),
    forget: () => Promise.resolve(),
    console: () => Promise.resolve(''),
    destroy: () => Promise.resolve(running.clear()),
  };
}
