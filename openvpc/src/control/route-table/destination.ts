import {
  destinationText,
  isPrefixList,
  type Route,
  type RouteDestination,
  type RouteTable,
} from '../../model/route-table.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Family } from '../../net/address.ts';
import { cidrOf } from '../cidr.ts';
import type { Call } from '../operation.ts';
import { keepList, listNamed } from '../prefix-list/find.ts';
import { exactlyOne } from '../required.ts';
import type { Transaction } from '../../store/store.ts';

export type DestinationInput = Readonly<{
  DestinationCidrBlock?: string | undefined;
  DestinationIpv6CidrBlock?: string | undefined;
  DestinationPrefixListId?: string | undefined;
}>;

/** The one destination that a route call names, canonical. */
export function destinationOf(tx: Transaction, call: Call, input: DestinationInput): RouteDestination {
  const name = exactlyOne(input, ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId']);
  const text = input[name] ?? '';
  switch (name) {
    case 'DestinationCidrBlock':
      return cidrOf(text, 4, 'destinationCidrBlock');
    case 'DestinationIpv6CidrBlock':
      return cidrOf(text, 6, 'destinationIpv6CidrBlock');
    case 'DestinationPrefixListId': {
      const { id } = listNamed(tx.view, call, text);
      keepList(tx, call, id);
      return { prefixList: id };
    }
  }
}

/** The route with that destination that calls may see to; a propagated one is not. */
export function routeTo(table: RouteTable, destination: RouteDestination): Route | undefined {
  const text = destinationText(destination);
  return table.routes.find(
    (route) => destinationText(route.destination) === text && route.origin !== 'EnableVgwRoutePropagation',
  );
}

export function familyOf(view: Snapshot, destination: RouteDestination): Family | undefined {
  return isPrefixList(destination) ? view.prefixLists.get(destination.prefixList)?.family : destination.base.family;
}

/** As DescribeRouteTables' members and filters name the kind of destination. */
export function destinationKind(destination: RouteDestination): string {
  if (isPrefixList(destination)) return 'destination-prefix-list-id';
  return destination.base.family === 4 ? 'destination-cidr-block' : 'destination-ipv6-cidr-block';
}
