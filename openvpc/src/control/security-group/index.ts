import type { AnyOperation } from '../execute.ts';
import { authorizeSecurityGroupEgress } from './authorize-egress.ts';
import { authorizeSecurityGroupIngress } from './authorize-ingress.ts';
import { createSecurityGroup } from './create.ts';
import { deleteSecurityGroup } from './delete.ts';
import { describeSecurityGroupRules } from './describe-rules.ts';
import { describeSecurityGroups } from './describe.ts';
import { modifySecurityGroupRules } from './modify-rules.ts';
import { revokeSecurityGroupEgress } from './revoke-egress.ts';
import { revokeSecurityGroupIngress } from './revoke-ingress.ts';
import {
  updateSecurityGroupRuleDescriptionsEgress,
  updateSecurityGroupRuleDescriptionsIngress,
} from './update-descriptions.ts';

export const securityGroupOperations: readonly AnyOperation[] = [
  createSecurityGroup,
  describeSecurityGroups,
  deleteSecurityGroup,
  authorizeSecurityGroupIngress,
  authorizeSecurityGroupEgress,
  revokeSecurityGroupIngress,
  revokeSecurityGroupEgress,
  describeSecurityGroupRules,
  modifySecurityGroupRules,
  updateSecurityGroupRuleDescriptionsIngress,
  updateSecurityGroupRuleDescriptionsEgress,
];
