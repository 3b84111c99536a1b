import type * as ec2 from '../../aws/ec2.types.ts';
import { type Region, zonesOf } from '../../name/scope.ts';
import { onAnything } from '../access.ts';
import { describePage, type FilterTable, nextTokenOf } from '../describe.ts';
import { fingerprint } from '../fingerprint.ts';
import type { Operation } from '../operation.ts';
import { capped, MOST_ON_A_PAGE } from './describe.ts';
import { type GatewayService, gatewayServices, serviceNamed } from './services.ts';

export const describeVpcEndpointServices: Operation<
  ec2.DescribeVpcEndpointServicesRequest,
  ec2.DescribeVpcEndpointServicesResult
> = {
  action: 'ec2:DescribeVpcEndpointServices',
  access: () => onAnything('ec2:DescribeVpcEndpointServices'),
  run(tx, input, call) {
    const { ServiceNames: names = [], ServiceRegions: regions = [] } = input;
    const all =
      names.length === 0 ? gatewayServices(call.region) : [...new Set(names)].map((name) => serviceNamed(call, name));
    const near = regions.length === 0 || regions.includes(call.region) ? all : [];
    const page = describePage(near, capped(input), {
      filters: filtersOf(call.region),
      view: tx.view,
      tagsOf: () => [],
      keyOf: ({ name }) => name,
      limits: { least: 1, most: MOST_ON_A_PAGE },
    });
    return {
      ServiceNames: page.items.map(({ name }) => name),
      ServiceDetails: page.items.map((service) => showService(service, call.region)),
      ...nextTokenOf(page),
    };
  },
};

function showService({ name, short }: GatewayService, region: Region): ec2.ServiceDetail {
  const zones = zonesOf(region);
  return {
    ServiceName: name,
    ServiceId: `vpce-svc-${fingerprint(name).toString(16).padStart(17, '0')}`,
    ServiceType: [{ ServiceType: 'Gateway' }],
    ServiceRegion: region,
    AvailabilityZones: zones.map((zone) => zone.name),
    AvailabilityZoneIds: zones.map((zone) => zone.id),
    Owner: 'amazon',
    BaseEndpointDnsNames: [`${short}.${region}.amazonaws.com`],
    VpcEndpointPolicySupported: true,
    AcceptanceRequired: false,
    ManagesVpcEndpoints: false,
    SupportedIpAddressTypes: ['ipv4'],
    Tags: [],
  };
}

function filtersOf(region: Region): FilterTable<GatewayService> {
  return {
    owner: () => ['amazon'],
    'service-name': ({ name }) => [name],
    'service-region': () => [region],
    'service-type': () => ['Gateway'],
    'supported-ip-address-types': () => ['ipv4'],
  };
}
