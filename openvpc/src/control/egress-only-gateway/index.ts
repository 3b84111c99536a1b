import type { AnyOperation } from '../execute.ts';
import { createEgressOnlyInternetGateway } from './create.ts';
import { deleteEgressOnlyInternetGateway } from './delete.ts';
import { describeEgressOnlyInternetGateways } from './describe.ts';

export const egressOnlyGatewayOperations: readonly AnyOperation[] = [
  createEgressOnlyInternetGateway,
  describeEgressOnlyInternetGateways,
  deleteEgressOnlyInternetGateway,
];
