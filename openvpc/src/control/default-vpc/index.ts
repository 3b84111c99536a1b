import type { AnyOperation } from '../execute.ts';
import { createDefaultSubnet } from './create-default-subnet.ts';
import { createDefaultVpc } from './create-default-vpc.ts';

export const defaultVpcOperations: readonly AnyOperation[] = [createDefaultVpc, createDefaultSubnet];
