import type * as ec2 from '../../aws/ec2.types.ts';
import { type Region, type Zone, zonesOf } from '../../name/scope.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable } from '../describe.ts';
import { ApiError, type Operation } from '../operation.ts';

export const describeAvailabilityZones: Operation<
  ec2.DescribeAvailabilityZonesRequest,
  ec2.DescribeAvailabilityZonesResult
> = {
  action: 'ec2:DescribeAvailabilityZones',
  access: () => onAnything('ec2:DescribeAvailabilityZones'),
  run(tx, input, call) {
    const named = chosen(zonesOf(call.region), input);
    const how = { filters: filtersIn(call.region), view: tx.view };
    const { items } = describePage(named, { Filters: input.Filters }, how);
    return { AvailabilityZones: items.map((zone) => showZone(zone, call.region)) };
  },
};

function showZone(zone: Zone, region: Region): ec2.AvailabilityZone {
  return {
    ZoneName: zone.name,
    ZoneId: zone.id,
    RegionName: region,
    State: 'available',
    ZoneType: 'availability-zone',
    OptInStatus: 'opt-in-not-required',
    GroupName: groupOf(region),
    NetworkBorderGroup: region,
    Messages: [],
  };
}

function filtersIn(region: Region): FilterTable<Zone> {
  return {
    'group-name': () => [groupOf(region)],
    message: () => [],
    'opt-in-status': () => ['opt-in-not-required'],
    'parent-zone-id': () => [],
    'parent-zone-name': () => [],
    'region-name': () => [region],
    state: () => ['available'],
    'zone-id': (zone) => [zone.id],
    'zone-name': (zone) => [zone.name],
    'zone-type': () => ['availability-zone'],
  };
}

function groupOf(region: Region): string {
  return `${region}-zg-1`;
}

function chosen(all: readonly Zone[], input: ec2.DescribeAvailabilityZonesRequest): readonly Zone[] {
  const byName = only(all, input.ZoneNames, (zone) => zone.name);
  return only(byName, input.ZoneIds, (zone) => zone.id, all);
}

function only(
  zones: readonly Zone[],
  wanted: readonly string[] = [],
  key: (zone: Zone) => string = (zone) => zone.name,
  known: readonly Zone[] = zones,
): readonly Zone[] {
  if (wanted.length === 0) return zones;
  const unknown = wanted.filter((text) => !known.some((zone) => key(zone) === text));
  if (unknown.length > 0) {
    throw new ApiError('InvalidParameterValue', `Invalid availability zone: [${unknown.join(', ')}]`);
  }
  return zones.filter((zone) => wanted.includes(key(zone)));
}
