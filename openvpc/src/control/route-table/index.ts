import type { AnyOperation } from '../execute.ts';
import { associateRouteTable } from './associate.ts';
import { createRoute } from './create-route.ts';
import { createRouteTable } from './create.ts';
import { deleteRoute } from './delete-route.ts';
import { deleteRouteTable } from './delete.ts';
import { describeRouteTables } from './describe.ts';
import { disassociateRouteTable } from './disassociate.ts';
import { replaceRouteTableAssociation } from './replace-association.ts';
import { replaceRoute } from './replace-route.ts';

export const routeTableOperations: readonly AnyOperation[] = [
  createRouteTable,
  describeRouteTables,
  deleteRouteTable,
  createRoute,
  replaceRoute,
  deleteRoute,
  associateRouteTable,
  disassociateRouteTable,
  replaceRouteTableAssociation,
];
