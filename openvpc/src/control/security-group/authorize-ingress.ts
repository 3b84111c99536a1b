import type { AuthorizeSecurityGroupIngressRequest, AuthorizeSecurityGroupIngressResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { authorize } from './authorize.ts';
import { groupNamed } from './find.ts';

export const authorizeSecurityGroupIngress: Operation<
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult
> = {
  action: 'ec2:AuthorizeSecurityGroupIngress',
  access: (input, view, call) =>
    onResources('ec2:AuthorizeSecurityGroupIngress', call, [['security-group', groupNamed(view, call, input).id]]),
  run: (tx, input, call) => authorize(tx, call, groupNamed(tx.view, call, input), 'ingress', input),
};
