import type * as ec2 from '../../aws/ec2.types.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { select } from '../missing.ts';
import type { Instance } from '../../model/instance.ts';
import { ApiError, type Operation } from '../operation.ts';
import { creditsOf } from './credits.ts';
import { refusePagesOfIds } from './describe.ts';

type Input = ec2.DescribeInstanceCreditSpecificationsRequest;
type Output = ec2.DescribeInstanceCreditSpecificationsResult;

/** EC2 API Reference: without ids, only instances whose option is unlimited come. */
export const describeInstanceCreditSpecifications: Operation<Input, Output> = {
  action: 'ec2:DescribeInstanceCreditSpecifications',
  access: () => onAnything('ec2:DescribeInstanceCreditSpecifications'),
  run(tx, input, call) {
    refusePagesOfIds(input);
    const ids = input.InstanceIds ?? [];
    const known = select(tx.view, call, 'instance', ids).filter(
      (instance) => ids.length > 0 || creditsOf(instance) === 'unlimited',
    );
    const page = describePage(known, input, { filters: FILTERS, view: tx.view });
    return { InstanceCreditSpecifications: page.items.map(show), ...nextTokenOf(page) };
  },
};

function show(instance: Instance): ec2.InstanceCreditSpecification {
  const credits = creditsOf(instance);
  if (credits === undefined) {
    throw new ApiError(
      'InvalidInstanceID',
      `The instance '${instance.id}' is no burstable performance instance: its type has no CPU credits.`,
    );
  }
  return { InstanceId: instance.id, CpuCredits: credits };
}

const FILTERS: FilterTable<Instance> = { 'instance-id': ({ id }) => [id] };
