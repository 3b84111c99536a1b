import type { AnyOperation } from '../execute.ts';
import { associateSecurityGroupVpc } from './associate-vpc.ts';
import { authorizeSecurityGroupEgress } from './authorize-egress.ts';
import { authorizeSecurityGroupIngress } from './authorize-ingress.ts';
import { createSecurityGroup } from './create.ts';
import { deleteSecurityGroup } from './delete.ts';
import { describeSecurityGroupReferences } from './describe-references.ts';
import { describeSecurityGroupRules } from './describe-rules.ts';
import { describeStaleSecurityGroups } from './describe-stale.ts';
import { describeSecurityGroupVpcAssociations } from './describe-vpc-associations.ts';
import { describeSecurityGroups } from './describe.ts';
import { disassociateSecurityGroupVpc } from './disassociate-vpc.ts';
import { getSecurityGroupsForVpc } from './get-for-vpc.ts';
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
  associateSecurityGroupVpc,
  disassociateSecurityGroupVpc,
  describeSecurityGroupVpcAssociations,
  getSecurityGroupsForVpc,
  describeSecurityGroupReferences,
  describeStaleSecurityGroups,
];
