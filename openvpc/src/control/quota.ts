/** AWS's default quotas (Amazon VPC quotas). One server may set others; a call carries what holds for it. */
export const AWS_QUOTAS = {
  vpcsPerRegion: 5,
  subnetsPerVpc: 200,
  internetGatewaysPerRegion: 5,
  routeTablesPerVpc: 200,
  /** Of each family; the local routes count. */
  routesPerTable: 50,
  networkAclsPerVpc: 200,
  /** Per direction and family; the `*` entry counts. */
  entriesPerAcl: 20,
  securityGroupsPerRegion: 2500,
  /** Per direction and family; a group as peer counts in both families. */
  rulesPerSecurityGroup: 60,
  securityGroupsPerInterface: 5,
  interfacesPerRegion: 5000,
  /** AWS counts vCPUs and raises its limit with use; this keeps one call from filling the machine with processes. */
  runningInstancesPerRegion: 256,
  flowLogsPerResource: 250,
  elasticIpsPerRegion: 5,
  /** `pending`, `available` and `deleting` ones count. */
  natGatewaysPerZone: 5,
  elasticIpsPerNatGateway: 2,
  addressesPerNatGateway: 8,
  egressOnlyGatewaysPerRegion: 5,
  activePeeringsPerVpc: 50,
  outstandingPeeringsPerVpc: 25,
  gatewayEndpointsPerRegion: 20,
  publicAccessExclusionsPerRegion: 50,
  prefixListsPerRegion: 100,
  entriesPerPrefixList: 1000,
  versionsPerPrefixList: 1000,
};

export type Quotas = Readonly<typeof AWS_QUOTAS>;

export function quotaOf(call: Readonly<{ quotas?: Partial<Quotas> }>, name: keyof Quotas): number {
  return call.quotas?.[name] ?? AWS_QUOTAS[name];
}
