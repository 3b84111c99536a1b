import type { AnyOperation } from '../execute.ts';
import { attachInternetGateway } from './attach.ts';
import { createInternetGateway } from './create.ts';
import { deleteInternetGateway } from './delete.ts';
import { describeInternetGateways } from './describe.ts';
import { detachInternetGateway } from './detach.ts';

export const internetGatewayOperations: readonly AnyOperation[] = [
  createInternetGateway,
  describeInternetGateways,
  deleteInternetGateway,
  attachInternetGateway,
  detachInternetGateway,
];
