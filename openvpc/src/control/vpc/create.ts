import type { CreateVpcRequest, CreateVpcResult } from '../../aws/ec2.types.ts';
import { prefix, type Prefix, prefixesOverlap, formatPrefix } from '../../net/prefix.ts';
import { onCreation } from '../access.ts';
import { cidrOf } from '../cidr.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { invalidValue, oneOf, refuseUnsupported } from '../required.ts';
import { tagsFor } from '../tag-specifications.ts';
import { makeVpc } from './make.ts';
import { showVpc } from './show.ts';

export const createVpc: Operation<CreateVpcRequest, CreateVpcResult> = {
  action: 'ec2:CreateVpc',
  access: (input, _view, call) => onCreation('ec2:CreateVpc', call, 'vpc', input.TagSpecifications),
  run(tx, input, call) {
    refuseUnsupported(input, [
      'Ipv4IpamPoolId',
      'Ipv4NetmaskLength',
      'Ipv6CidrBlock',
      'Ipv6IpamPoolId',
      'Ipv6NetmaskLength',
      'Ipv6Pool',
      'VpcEncryptionControl',
    ]);
    checkBorderGroup(input, call);
    const wanted = {
      prefix: vpcPrefix(input.CidrBlock),
      ipv6: input.AmazonProvidedIpv6CidrBlock === true,
      isDefault: false,
      tenancy: oneOf(input.InstanceTenancy ?? 'default', ['default', 'dedicated'], 'instanceTenancy'),
      tags: tagsFor(input.TagSpecifications, 'vpc'),
    };
    if (visible(tx.view.vpcs, call).length >= quotaOf(call, 'vpcsPerRegion')) {
      throw new ApiError('VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
    }
    return { Vpc: showVpc(makeVpc(tx, call, wanted), 'pending') };
  },
};

/** Where a host's own network cannot be a VPC: "this network", loopback, link-local, multicast and beyond. */
const UNUSABLE = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'].map(prefix);

/** A VPC's IPv4 block: /16 to /28 (Amazon VPC User Guide, VPC CIDR blocks). */
function vpcPrefix(text: string | undefined): Prefix {
  if (text === undefined || text === '') {
    throw new ApiError('MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
  }
  const block = cidrOf(text, 4, 'cidrBlock');
  if (block.length < 16 || block.length > 28 || UNUSABLE.some((unusable) => prefixesOverlap(unusable, block))) {
    throw new ApiError('InvalidVpc.Range', `The CIDR '${formatPrefix(block)}' is invalid.`);
  }
  return block;
}

/** There is one border group here, as in most regions: the region's own. It means nothing without an IPv6 block. */
function checkBorderGroup(input: CreateVpcRequest, call: Call): void {
  const group = input.Ipv6CidrBlockNetworkBorderGroup;
  if (group === undefined) return;
  if (input.AmazonProvidedIpv6CidrBlock !== true) {
    throw new ApiError(
      'InvalidParameterCombination',
      'The parameter ipv6CidrBlockNetworkBorderGroup requires amazonProvidedIpv6CidrBlock to be true',
    );
  }
  if (group !== call.region) throw invalidValue(group, 'ipv6CidrBlockNetworkBorderGroup');
}
