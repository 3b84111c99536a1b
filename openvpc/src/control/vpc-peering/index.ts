import type { AnyOperation } from '../execute.ts';
import { acceptVpcPeeringConnection } from './accept.ts';
import { createVpcPeeringConnection } from './create.ts';
import { deleteVpcPeeringConnection } from './delete.ts';
import { describeVpcPeeringConnections } from './describe.ts';
import { modifyVpcPeeringConnectionOptions } from './modify-options.ts';
import { rejectVpcPeeringConnection } from './reject.ts';

export const vpcPeeringOperations: readonly AnyOperation[] = [
  createVpcPeeringConnection,
  acceptVpcPeeringConnection,
  rejectVpcPeeringConnection,
  deleteVpcPeeringConnection,
  describeVpcPeeringConnections,
  modifyVpcPeeringConnectionOptions,
];
