import type { Route } from '../../model/route-table.ts';
import type { Vpc } from '../../model/vpc.ts';

/** Every table starts with one `local` route for each block of its VPC, of both families. */
export function localRoutes(vpc: Vpc): readonly Route[] {
  return [...vpc.ipv4, ...vpc.ipv6].map(({ prefix }) => ({
    destination: prefix,
    target: { kind: 'local' },
    origin: 'CreateRouteTable',
  }));
}
