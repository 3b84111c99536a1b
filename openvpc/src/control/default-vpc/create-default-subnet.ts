import type { CreateDefaultSubnetRequest, CreateDefaultSubnetResult } from '../../aws/ec2.types.ts';
import { onAnything } from '../access.ts';
import { ApiError, type Operation } from '../operation.ts';
import { missingParameter, refuseUnsupported } from '../required.ts';
import { showSubnet } from '../subnet/show.ts';
import { chosenZone } from '../subnet/zone.ts';
import { defaultVpcOf } from './find.ts';
import { makeDefaultSubnet } from './make.ts';

export const createDefaultSubnet: Operation<CreateDefaultSubnetRequest, CreateDefaultSubnetResult> = {
  action: 'ec2:CreateDefaultSubnet',
  access: () => onAnything('ec2:CreateDefaultSubnet'),
  run(tx, input, call) {
    refuseUnsupported(input, ['Ipv6Native']);
    if (input.AvailabilityZone === undefined && input.AvailabilityZoneId === undefined) {
      throw missingParameter('availabilityZone');
    }
    const zone = chosenZone(input, call.region);
    const vpc = defaultVpcOf(tx.view, call);
    if (vpc === undefined) {
      throw new ApiError('DefaultVpcDoesNotExist', 'No default VPC exists for this account in this region.');
    }
    for (const subnet of tx.view.subnets.values()) {
      if (subnet.vpc === vpc.id && subnet.zone === zone && subnet.defaultForAz) {
        throw new ApiError(
          'DefaultSubnetAlreadyExistsInAvailabilityZone',
          `'${subnet.id}' is already the default subnet in ${zone}.`,
        );
      }
    }
    return { Subnet: showSubnet(makeDefaultSubnet(tx, call, vpc, zone), tx.view) };
  },
};
