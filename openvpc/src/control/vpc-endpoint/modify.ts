import type { ModifyVpcEndpointRequest, ModifyVpcEndpointResult } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { refuseUnsupported } from '../required.ts';
import { policyOf } from './policy.ts';
import { checkAddressType, refuseOfInterfaces } from './refuse-interface.ts';
import { addRoutes, removeRoutes, tablesNamed } from './routes.ts';

/** Its policy, and the tables that lead to it. */
export const modifyVpcEndpoint: Operation<ModifyVpcEndpointRequest, ModifyVpcEndpointResult> = {
  action: 'ec2:ModifyVpcEndpoint',
  access: (input, _view, call) =>
    onResources('ec2:ModifyVpcEndpoint', call, [
      ['vpc-endpoint', input.VpcEndpointId],
      ...[...(input.AddRouteTableIds ?? []), ...(input.RemoveRouteTableIds ?? [])].map(
        (id) => ['route-table', id] as const,
      ),
    ]),
  run(tx, input, call) {
    refuseUnsupported(input, ['DnsOptions']);
    refuseOfInterfaces(input, [
      'AddSubnetIds',
      'RemoveSubnetIds',
      'AddSecurityGroupIds',
      'RemoveSecurityGroupIds',
      'PrivateDnsEnabled',
      'SubnetConfigurations',
    ]);
    checkAddressType(input.IpAddressType);
    const endpoint = mustExist(tx.view, call, 'vpc-endpoint', input.VpcEndpointId);
    const { policy: before, ...rest } = endpoint;
    if (input.ResetPolicy === true && policyOf(input.PolicyDocument).policy !== undefined) {
      throw new ApiError(
        'InvalidParameterCombination',
        'The parameter policyDocument cannot be used with the parameter resetPolicy',
      );
    }
    const kept = before === undefined ? {} : { policy: before };
    const policy = input.PolicyDocument === undefined ? kept : policyOf(input.PolicyDocument);
    tx.put({ ...rest, ...(input.ResetPolicy === true ? {} : policy) });
    removeRoutes(tx, endpoint, tablesNamed(tx.view, call, endpoint, input.RemoveRouteTableIds ?? []));
    addRoutes(tx, call, endpoint, input.AddRouteTableIds ?? []);
    return { Return: true };
  },
};
