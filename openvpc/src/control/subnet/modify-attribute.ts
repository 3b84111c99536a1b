import type { ModifySubnetAttributeRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { exactlyOneAttribute } from '../attribute.ts';
import { mustExist } from '../missing.ts';
import { type Operation } from '../operation.ts';
import { invalidValue, required, unsupported } from '../required.ts';

export const modifySubnetAttribute: Operation<ModifySubnetAttributeRequest, void> = {
  action: 'ec2:ModifySubnetAttribute',
  access: (input, _view, call) => onResources('ec2:ModifySubnetAttribute', call, [['subnet', input.SubnetId]]),
  run(tx, input, call) {
    const subnet = mustExist(tx.view, call, 'subnet', input.SubnetId);
    const name = exactlyOneAttribute(input, ATTRIBUTES);
    if (name === 'MapPublicIpOnLaunch') {
      tx.put({ ...subnet, mapPublicIpOnLaunch: required(input[name]?.Value, `${name}.Value`) });
    } else if (name === 'AssignIpv6AddressOnCreation') {
      const value = required(input[name]?.Value, `${name}.Value`);
      if (value && subnet.ipv6 === undefined) {
        throw invalidValue('true', 'assignIpv6AddressOnCreation', 'The subnet has no IPv6 CIDR block.');
      }
      tx.put({ ...subnet, assignIpv6OnCreation: value });
    } else if (!isAsEver(input, name)) throw unsupported(`The parameter ${name} is not supported yet.`);
  },
};

const ATTRIBUTES = [
  'MapPublicIpOnLaunch',
  'AssignIpv6AddressOnCreation',
  'MapCustomerOwnedIpOnLaunch',
  'CustomerOwnedIpv4Pool',
  'EnableDns64',
  'PrivateDnsHostnameTypeOnLaunch',
  'EnableResourceNameDnsARecordOnLaunch',
  'EnableResourceNameDnsAAAARecordOnLaunch',
  'EnableLniAtDeviceIndex',
  'DisableLniAtDeviceIndex',
] as const;

/** Setting an attribute that never changes here to the value it has is no request for anything. */
function isAsEver(input: ModifySubnetAttributeRequest, name: (typeof ATTRIBUTES)[number]): boolean {
  const value = input[name];
  if (name === 'PrivateDnsHostnameTypeOnLaunch') return value === 'ip-name';
  return typeof value === 'object' && value.Value === false;
}
