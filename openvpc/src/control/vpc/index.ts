import type { AnyOperation } from '../execute.ts';
import { createVpc } from './create.ts';
import { deleteVpc } from './delete.ts';
import { describeVpcAttribute } from './describe-attribute.ts';
import { describeVpcs } from './describe.ts';
import { modifyVpcAttribute } from './modify-attribute.ts';

export const vpcOperations: readonly AnyOperation[] = [
  createVpc,
  describeVpcs,
  deleteVpc,
  modifyVpcAttribute,
  describeVpcAttribute,
];
