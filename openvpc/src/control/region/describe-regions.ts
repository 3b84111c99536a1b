import type { DescribeRegionsRequest, DescribeRegionsResult } from '../../aws/ec2.types.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable } from '../describe.ts';
import { ApiError, type Operation } from '../operation.ts';

export const describeRegions: Operation<DescribeRegionsRequest, DescribeRegionsResult> = {
  action: 'ec2:DescribeRegions',
  access: () => onAnything('ec2:DescribeRegions'),
  run(tx, input, call) {
    const all = REGIONS.includes(call.region) ? REGIONS : [...REGIONS, call.region].sort();
    const named = chosen(all, input.RegionNames);
    const { items } = describePage(named, { Filters: input.Filters }, { filters: FILTERS, view: tx.view });
    return {
      Regions: items.map((name) => ({
        RegionName: name,
        Endpoint: endpointOf(name),
        OptInStatus: 'opt-in-not-required',
      })),
    };
  },
};

/** The regions that every AWS account has without asking (AWS Account Management guide). All of them are here, in one place. */
const REGIONS: readonly string[] = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

const FILTERS: FilterTable<string> = {
  endpoint: (name) => [endpointOf(name)],
  'opt-in-status': () => ['opt-in-not-required'],
  'region-name': (name) => [name],
};

/** AWS's name for it: what tools expect to read. OpenVPC answers at its own address, whatever the region. */
function endpointOf(name: string): string {
  return `ec2.${name}.amazonaws.com`;
}

function chosen(all: readonly string[], names: readonly string[] = []): readonly string[] {
  if (names.length === 0) return all;
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    throw new ApiError('InvalidParameterValue', `Invalid region names provided: [${unknown.join(', ')}]`);
  }
  return all.filter((name) => names.includes(name));
}
