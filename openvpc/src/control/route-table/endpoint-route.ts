import { destinationText, type Route, type RouteTable } from '../../model/route-table.ts';
import { ApiError } from '../operation.ts';

/** Those of a gateway endpoint come and go with it and with its list of route tables. */
export function refuseEndpointRoute(
  { id }: RouteTable,
  { target, destination }: Route,
  what: 'remove' | 'replace',
): void {
  if (target.kind !== 'vpc-endpoint') return;
  throw new ApiError(
    'InvalidParameterValue',
    `cannot ${what} VPC endpoint route ${destinationText(destination)} in route table ${id}`,
  );
}
