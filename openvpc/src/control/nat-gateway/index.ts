import type { AnyOperation } from '../execute.ts';
import { assignPrivateNatGatewayAddress } from './assign-private-address.ts';
import { associateNatGatewayAddress } from './associate-address.ts';
import { createNatGateway } from './create.ts';
import { deleteNatGateway } from './delete.ts';
import { describeNatGateways } from './describe.ts';
import { disassociateNatGatewayAddress } from './disassociate-address.ts';
import { unassignPrivateNatGatewayAddress } from './unassign-private-address.ts';

export const natGatewayOperations: readonly AnyOperation[] = [
  createNatGateway,
  describeNatGateways,
  deleteNatGateway,
  associateNatGatewayAddress,
  disassociateNatGatewayAddress,
  assignPrivateNatGatewayAddress,
  unassignPrivateNatGatewayAddress,
];
