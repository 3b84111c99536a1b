import type { RevokeSecurityGroupEgressRequest, RevokeSecurityGroupEgressResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import type { Operation } from '../operation.ts';
import { revoke } from './revoke.ts';
import { groupNamed } from './find.ts';

export const revokeSecurityGroupEgress: Operation<RevokeSecurityGroupEgressRequest, RevokeSecurityGroupEgressResult> = {
  action: 'ec2:RevokeSecurityGroupEgress',
  access: (input, view, call) =>
    onResources('ec2:RevokeSecurityGroupEgress', call, [['security-group', groupNamed(view, call, input).id]]),
  run: (tx, input, call) => revoke(tx, call, groupNamed(tx.view, call, input), 'egress', input),
};
