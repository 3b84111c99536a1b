import type * as ec2 from '../../aws/ec2.types.ts';
import type { Instance } from '../../model/instance.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { refusePagesOfIds } from './describe.ts';
import { showState } from './state.ts';

/** Running instances only, unless all are asked for. */
export const describeInstanceStatus: Operation<ec2.DescribeInstanceStatusRequest, ec2.DescribeInstanceStatusResult> = {
  action: 'ec2:DescribeInstanceStatus',
  access: () => onAnything('ec2:DescribeInstanceStatus'),
  run(tx, input, call) {
    refusePagesOfIds(input);
    const known = select(tx.view, call, 'instance', input.InstanceIds);
    const chosen = known.filter(({ state }) => input.IncludeAllInstances === true || state === 'running');
    const page = describePage(chosen, input, { filters: FILTERS, view: tx.view });
    return { InstanceStatuses: page.items.map(showStatus), ...nextTokenOf(page) };
  },
};

function showStatus(instance: Instance): ec2.InstanceStatus {
  const details = { Details: [{ Name: 'reachability', Status: reachabilityOf(instance) }] };
  const summary = { Status: statusOf(instance), ...(instance.state === 'running' ? details : {}) };
  return {
    InstanceId: instance.id,
    AvailabilityZone: instance.zone,
    InstanceState: showState(instance.state),
    InstanceStatus: summary,
    SystemStatus: summary,
    Events: [],
  };
}

/** An instance is marked running when its processes run and its interfaces are connected: there is nothing left to wait for. */
function statusOf({ state }: Instance): string {
  return state === 'running' ? 'ok' : 'not-applicable';
}

function reachabilityOf({ state }: Instance): string {
  return state === 'running' ? 'passed' : 'not-applicable';
}

/** EC2 API Reference, DescribeInstanceStatus. */
const FILTERS: FilterTable<Instance> = {
  'availability-zone': ({ zone }) => [zone],
  'event.code': () => [],
  'event.description': () => [],
  'event.instance-event-id': () => [],
  'event.not-after': () => [],
  'event.not-before': () => [],
  'event.not-before-deadline': () => [],
  'instance-state-code': ({ state }) => [String(showState(state).Code)],
  'instance-state-name': ({ state }) => [state],
  'instance-status.reachability': (instance) => [reachabilityOf(instance)],
  'instance-status.status': (instance) => [statusOf(instance)],
  'system-status.reachability': (instance) => [reachabilityOf(instance)],
  'system-status.status': (instance) => [statusOf(instance)],
};
