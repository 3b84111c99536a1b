import type { InstanceState } from '../../model/instance.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { ApiError, type Call } from '../operation.ts';
import { visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';

/** Stopped instances cost the machine nothing, as AWS's limit of running vCPUs does not count them. */
const WITHOUT_PROCESSES: readonly InstanceState[] = ['stopped', 'terminated'];

/** How many more instances may run. AWS counts vCPUs of a family of types; here each instance is its own processes. */
export function roomToRun(view: Snapshot, call: Call): number {
  const here = visible(view.instances, call).filter(({ state }) => !WITHOUT_PROCESSES.includes(state));
  return Math.max(0, quotaOf(call, 'runningInstancesPerRegion') - here.length);
}

/** `more`: the least that was asked for. */
export function refuseBeyondLimit(view: Snapshot, call: Call, more: number): void {
  const room = roomToRun(view, call);
  if (more <= room) return;
  const limit = quotaOf(call, 'runningInstancesPerRegion');
  throw new ApiError(
    'InstanceLimitExceeded',
    `You have requested more instances (${limit - room + more}) than your current instance limit of ${limit} allows for the specified instance type. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
  );
}
