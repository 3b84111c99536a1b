import type { AnyOperation } from '../execute.ts';
import { createVpcEndpoint } from './create.ts';
import { deleteVpcEndpoints } from './delete.ts';
import { describeVpcEndpointServices } from './describe-services.ts';
import { describeVpcEndpoints } from './describe.ts';
import { modifyVpcEndpoint } from './modify.ts';

export const vpcEndpointOperations: readonly AnyOperation[] = [
  createVpcEndpoint,
  describeVpcEndpoints,
  modifyVpcEndpoint,
  deleteVpcEndpoints,
  describeVpcEndpointServices,
];
