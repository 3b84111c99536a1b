import type { ModifyVpcAttributeRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { exactlyOneAttribute } from '../attribute.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { required, unsupported } from '../required.ts';

export const modifyVpcAttribute: Operation<ModifyVpcAttributeRequest, void> = {
  action: 'ec2:ModifyVpcAttribute',
  access: (input, _view, call) => onResources('ec2:ModifyVpcAttribute', call, [['vpc', input.VpcId]]),
  run(tx, input, call) {
    const vpc = mustExist(tx.view, call, 'vpc', input.VpcId);
    const name = exactlyOneAttribute(input, [
      'EnableDnsSupport',
      'EnableDnsHostnames',
      'EnableNetworkAddressUsageMetrics',
    ]);
    const value = required(input[name]?.Value, `${name}.Value`);
    switch (name) {
      case 'EnableDnsSupport':
        tx.put({ ...vpc, dnsSupport: value });
        break;
      case 'EnableDnsHostnames':
        // API Reference, ModifyVpcAttribute: "You can only enable DNS hostnames if you've enabled DNS support."
        if (value && !vpc.dnsSupport) {
          throw new ApiError(
            'InvalidParameterCombination',
            'DNS hostnames can be enabled only when DNS support is enabled.',
          );
        }
        tx.put({ ...vpc, dnsHostnames: value });
        break;
      case 'EnableNetworkAddressUsageMetrics':
        if (value) throw unsupported('Network address usage metrics are not supported yet.');
        break;
    }
  },
};
