import type { AuthorizeSecurityGroupEgressRequest, AuthorizeSecurityGroupEgressResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { authorize } from './authorize.ts';
import { groupNamed } from './find.ts';

export const authorizeSecurityGroupEgress: Operation<
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupEgressResult
> = {
  action: 'ec2:AuthorizeSecurityGroupEgress',
  access: (input, view, call) =>
    onResources('ec2:AuthorizeSecurityGroupEgress', call, [['security-group', groupNamed(view, call, input).id]]),
  run: (tx, input, call) => authorize(tx, call, groupNamed(tx.view, call, input), 'egress', input),
};
