import type { AnyOperation } from '../execute.ts';
import { createVpcBlockPublicAccessExclusion } from './create-exclusion.ts';
import { deleteVpcBlockPublicAccessExclusion } from './delete-exclusion.ts';
import { describeVpcBlockPublicAccessExclusions } from './describe-exclusions.ts';
import { describeVpcBlockPublicAccessOptions } from './describe-options.ts';
import { modifyVpcBlockPublicAccessExclusion } from './modify-exclusion.ts';
import { modifyVpcBlockPublicAccessOptions } from './modify-options.ts';

export const publicAccessOperations: readonly AnyOperation[] = [
  describeVpcBlockPublicAccessOptions,
  modifyVpcBlockPublicAccessOptions,
  createVpcBlockPublicAccessExclusion,
  modifyVpcBlockPublicAccessExclusion,
  deleteVpcBlockPublicAccessExclusion,
  describeVpcBlockPublicAccessExclusions,
];
