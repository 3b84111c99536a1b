import type { DescribeVpcPeeringConnectionsRequest, DescribeVpcPeeringConnectionsResult } from '../../aws/ec2.types.ts';
import type { VpcPeeringConnection } from '../../aws/ec2.types.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { MISSING, selectByIds } from '../missing.ts';
import type { Operation } from '../operation.ts';
import { shownPeerings } from './find.ts';
import { showPeering } from './show.ts';

export const describeVpcPeeringConnections: Operation<
  DescribeVpcPeeringConnectionsRequest,
  DescribeVpcPeeringConnectionsResult
> = {
  action: 'ec2:DescribeVpcPeeringConnections',
  access: () => onAnything('ec2:DescribeVpcPeeringConnections'),
  run(tx, input, call) {
    const { view } = tx;
    const all = shownPeerings(view, call);
    const { VpcPeeringConnectionIds: ids = [] } = input;
    const byId = new Map<string, (typeof all)[number]>(all.map((peering) => [peering.id, peering]));
    const known = ids.length === 0 ? all : selectByIds(byId, ids, MISSING['vpc-peering']);
    const page = describePage(
      known.map((peering): Shown => ({ tags: peering.tags, shown: showPeering(peering, view, call.now) })),
      input,
      { filters: FILTERS, view, tagsOf: ({ tags }) => tags, keyOf: ({ shown }) => shown.VpcPeeringConnectionId ?? '' },
    );
    return { VpcPeeringConnections: page.items.map(({ shown }) => shown), ...nextTokenOf(page) };
  },
};

/** Filters look at what is shown: the state goes with the time. */
type Shown = Readonly<{ tags: readonly Readonly<{ key: string; value: string }>[]; shown: VpcPeeringConnection }>;

const FILTERS: FilterTable<Shown> = {
  ...sideFilters('accepter-vpc-info', ({ shown }) => shown.AccepterVpcInfo),
  ...sideFilters('requester-vpc-info', ({ shown }) => shown.RequesterVpcInfo),
  'expiration-time': ({ shown }) => (shown.ExpirationTime === undefined ? [] : [shown.ExpirationTime.toISOString()]),
  'status-code': ({ shown }) => texts(shown.Status?.Code),
  'status-message': ({ shown }) => texts(shown.Status?.Message),
  'vpc-peering-connection-id': ({ shown }) => texts(shown.VpcPeeringConnectionId),
};

function sideFilters(
  prefix: string,
  side: (item: Shown) => VpcPeeringConnection['AccepterVpcInfo'],
): FilterTable<Shown> {
  return {
    [`${prefix}.cidr-block`]: (item) => texts(side(item)?.CidrBlock),
    [`${prefix}.owner-id`]: (item) => texts(side(item)?.OwnerId),
    [`${prefix}.vpc-id`]: (item) => texts(side(item)?.VpcId),
  };
}

function texts(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}
