import type { RevokeSecurityGroupIngressRequest, RevokeSecurityGroupIngressResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { revoke } from './revoke.ts';
import { groupNamed } from './find.ts';

export const revokeSecurityGroupIngress: Operation<
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult
> = {
  action: 'ec2:RevokeSecurityGroupIngress',
  access: (input, view, call) =>
    onResources('ec2:RevokeSecurityGroupIngress', call, [['security-group', groupNamed(view, call, input).id]]),
  run: (tx, input, call) => revoke(tx, call, groupNamed(tx.view, call, input), 'ingress', input),
};
