import { accountOperations } from './account/index.ts';
import { defaultVpcOperations } from './default-vpc/index.ts';
import { dhcpOptionsOperations } from './dhcp-options/index.ts';
import { egressOnlyGatewayOperations } from './egress-only-gateway/index.ts';
import { elasticIpOperations } from './elastic-ip/index.ts';
import type { AnyOperation } from './execute.ts';
import { flowLogOperations } from './flow-log/index.ts';
import { imageOperations } from './image/index.ts';
import { instanceOperations } from './instance/index.ts';
import { internetGatewayOperations } from './internet-gateway/index.ts';
import { logsOperations as logs } from './logs/index.ts';
import { natGatewayOperations } from './nat-gateway/index.ts';
import { networkAclOperations } from './network-acl/index.ts';
import { networkInterfaceOperations } from './network-interface/index.ts';
import { prefixListOperations } from './prefix-list/index.ts';
import { publicAccessOperations } from './public-access/index.ts';
import { regionOperations } from './region/index.ts';
import { routeTableOperations } from './route-table/index.ts';
import { securityGroupOperations } from './security-group/index.ts';
import { subnetOperations } from './subnet/index.ts';
import { tagOperations } from './tags/index.ts';
import { vpcEndpointOperations } from './vpc-endpoint/index.ts';
import { vpcPeeringOperations } from './vpc-peering/index.ts';
import { vpcOperations } from './vpc/index.ts';

/** Every EC2 action by its name on the wire. A folder per resource; each lists its own. */
export const ec2Operations: ReadonlyMap<string, AnyOperation> = byName([
  ...accountOperations,
  ...defaultVpcOperations,
  ...dhcpOptionsOperations,
  ...egressOnlyGatewayOperations,
  ...elasticIpOperations,
  ...flowLogOperations,
  ...imageOperations,
  ...instanceOperations,
  ...internetGatewayOperations,
  ...natGatewayOperations,
  ...networkAclOperations,
  ...networkInterfaceOperations,
  ...prefixListOperations,
  ...publicAccessOperations,
  ...regionOperations,
  ...routeTableOperations,
  ...securityGroupOperations,
  ...subnetOperations,
  ...tagOperations,
  ...vpcEndpointOperations,
  ...vpcOperations,
  ...vpcPeeringOperations,
]);

/** Every CloudWatch Logs action by its name. */
export const logsOperations: ReadonlyMap<string, AnyOperation> = byName(logs);

function byName(operations: readonly AnyOperation[]): ReadonlyMap<string, AnyOperation> {
  const named = new Map<string, AnyOperation>();
  for (const operation of operations) {
    const name = operation.action.slice(operation.action.indexOf(':') + 1);
    if (named.has(name)) throw new Error(`two operations are called ${name}`);
    named.set(name, operation);
  }
  return named;
}
