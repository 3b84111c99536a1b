import type { DescribeInstancesRequest, DescribeInstancesResult } from '../../aws/ec2.types.ts';
import { onAnything } from '../access.ts';
import { describePage, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { INSTANCE_FILTERS } from './filters.ts';
import { showReservation } from './show.ts';

/** Pages and filters count instances; the answer has them by launch. */
export const describeInstances: Operation<DescribeInstancesRequest, DescribeInstancesResult> = {
  action: 'ec2:DescribeInstances',
  access: () => onAnything('ec2:DescribeInstances'),
  run(tx, input, call) {
    const { view } = tx;
    refusePagesOfIds(input);
    const known = select(view, call, 'instance', input.InstanceIds);
    const page = describePage(known, input, {
      filters: INSTANCE_FILTERS,
      view,
      tagsOf: (instance) => instance.tags,
    });
    const launches = Map.groupBy(page.items, ({ reservation }) => reservation);
    return { Reservations: [...launches.values()].map((one) => showReservation(one, view)), ...nextTokenOf(page) };
  },
};

/** EC2 API Reference: "You cannot specify this parameter and the instance IDs parameter in the same call." */
export function refusePagesOfIds(input: Pick<DescribeInstancesRequest, 'InstanceIds' | 'MaxResults'>): void {
  if (input.MaxResults !== undefined && (input.InstanceIds ?? []).length > 0) {
    throw new ApiError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  }
}
