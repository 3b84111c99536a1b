import type { AnyOperation } from '../execute.ts';
import { createSubnet } from './create.ts';
import { deleteSubnet } from './delete.ts';
import { describeSubnets } from './describe.ts';
import { modifySubnetAttribute } from './modify-attribute.ts';

export const subnetOperations: readonly AnyOperation[] = [
  createSubnet,
  describeSubnets,
  deleteSubnet,
  modifySubnetAttribute,
];
