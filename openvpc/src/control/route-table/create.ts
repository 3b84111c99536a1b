import type { CreateRouteTableRequest, CreateRouteTableResult } from '../../aws/ec2.types.ts';
import type { RouteTable } from '../../model/route-table.ts';
import { onCreation } from '../access.ts';
import { madeBefore, rememberToken } from '../client-token.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { owned, visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { tagsFor } from '../tag-specifications.ts';
import { localRoutes } from './local-routes.ts';
import { showRouteTable } from './show.ts';

export const createRouteTable: Operation<CreateRouteTableRequest, CreateRouteTableResult> = {
  action: 'ec2:CreateRouteTable',
  access: (input, _view, call) =>
    onCreation('ec2:CreateRouteTable', call, 'route-table', input.TagSpecifications, [['vpc', input.VpcId]]),
  run(tx, input, call) {
    const tags = tagsFor(input.TagSpecifications, 'route-table');
    const vpc = mustExist(tx.view, call, 'vpc', input.VpcId);
    const existing = visible(tx.view.routeTables, call);
    const earlier = madeBefore(existing, input.ClientToken, (table) => table.vpc === vpc.id);
    if (
      earlier === undefined &&
      existing.filter((table) => table.vpc === vpc.id).length >= quotaOf(call, 'routeTablesPerVpc')
    ) {
      throw new ApiError('RouteTableLimitExceeded', 'The maximum number of route tables has been reached.');
    }
    const table: RouteTable = earlier ?? {
      ...owned(call, tags),
      kind: 'route-table',
      id: call.mint('rtb'),
      vpc: vpc.id,
      routes: localRoutes(vpc),
      associations: [],
      ...rememberToken(input.ClientToken),
    };
    if (earlier === undefined) tx.put(table);
    return {
      RouteTable: showRouteTable(table, tx.view),
      ...(input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken }),
    };
  },
};
