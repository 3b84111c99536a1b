import type { DescribeAccountAttributesRequest, DescribeAccountAttributesResult } from '../../aws/ec2.types.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { onAnything } from '../access.ts';
import { defaultVpcOf } from '../default-vpc/find.ts';
import type { Call, Operation } from '../operation.ts';
import { oneOf } from '../required.ts';

export const describeAccountAttributes: Operation<DescribeAccountAttributesRequest, DescribeAccountAttributesResult> = {
  action: 'ec2:DescribeAccountAttributes',
  access: () => onAnything('ec2:DescribeAccountAttributes'),
  run(tx, input, call) {
    const given = input.AttributeNames ?? [];
    const names = given.length === 0 ? NAMES : [...new Set(given)].map((name) => oneOf(name, NAMES, 'attributeName'));
    return {
      AccountAttributes: names.map((name) => ({
        AttributeName: name,
        AttributeValues: [{ AttributeValue: ATTRIBUTES[name](tx.view, call) }],
      })),
    };
  },
};

/** The numbers are AWS's defaults; `none` is how AWS says that there is no default VPC. */
const ATTRIBUTES = {
  'supported-platforms': () => 'VPC',
  'default-vpc': (view: Snapshot, call: Call) => defaultVpcOf(view, call)?.id ?? 'none',
  'vpc-max-security-groups-per-interface': () => '5',
  'max-instances': () => '20',
  'max-elastic-ips': () => '5',
  'vpc-max-elastic-ips': () => '5',
};
const NAMES = Object.keys(ATTRIBUTES) as ReadonlyArray<keyof typeof ATTRIBUTES>; // a literal's own keys
