import type { CreateSubnetRequest, CreateSubnetResult } from '../../aws/ec2.types.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Vpc } from '../../model/vpc.ts';
import { formatPrefix, type Prefix, prefixCovers, prefixesOverlap } from '../../net/prefix.ts';
import { onCreation } from '../access.ts';
import { cidrOf } from '../cidr.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { quotaOf } from '../quota.ts';
import { refuseUnsupported, unsupported } from '../required.ts';
import { tagsFor } from '../tag-specifications.ts';
import { makeSubnet } from './make.ts';
import { showSubnet } from './show.ts';
import { chosenZone } from './zone.ts';

export const createSubnet: Operation<CreateSubnetRequest, CreateSubnetResult> = {
  action: 'ec2:CreateSubnet',
  access: (input, _view, call) =>
    onCreation('ec2:CreateSubnet', call, 'subnet', input.TagSpecifications, [['vpc', input.VpcId]]),
  run(tx, input, call) {
    refuseIpv6Native(input);
    refuseUnsupported(input, [
      'Ipv4IpamPoolId',
      'Ipv4NetmaskLength',
      'Ipv6IpamPoolId',
      'Ipv6NetmaskLength',
      'OutpostArn',
    ]);
    const tags = tagsFor(input.TagSpecifications, 'subnet');
    const vpc = mustExist(tx.view, call, 'vpc', input.VpcId);
    const zone = chosenZone(input, call.region);
    const ipv4 = ipv4Block(tx.view, vpc, input.CidrBlock);
    const ipv6 = ipv6Block(tx.view, vpc, input.Ipv6CidrBlock);
    if (subnetsOf(tx.view, vpc).length >= quotaOf(call, 'subnetsPerVpc')) {
      throw new ApiError('SubnetLimitExceeded', 'The maximum number of subnets has been reached.');
    }
    const subnet = makeSubnet(tx, call, { vpc, zone, ipv4, ipv6, isDefault: false, tags });
    return { Subnet: showSubnet(subnet, tx.view) };
  },
};

/** IPv4: /16 to /28, within one block of the VPC, on no other subnet's addresses (Amazon VPC User Guide, subnet CIDR blocks). */
function ipv4Block(view: Snapshot, vpc: Vpc, text: string | undefined): Prefix {
  if (text === undefined || text === '') {
    throw new ApiError('MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
  }
  const block = cidrOf(text, 4, 'cidrBlock');
  if (block.length < 16 || block.length > 28 || !vpc.ipv4.some(({ prefix }) => prefixCovers(prefix, block))) {
    throw outOfRange(block);
  }
  if (subnetsOf(view, vpc).some((other) => prefixesOverlap(other.ipv4, block))) throw conflict(block);
  return block;
}

/** IPv6: exactly a /64 of the VPC's block. */
function ipv6Block(view: Snapshot, vpc: Vpc, text: string | undefined): Prefix | undefined {
  if (text === undefined || text === '') return undefined;
  const block = cidrOf(text, 6, 'ipv6CidrBlock');
  if (block.length !== 64 || !vpc.ipv6.some(({ prefix }) => prefixCovers(prefix, block))) throw outOfRange(block);
  const others = subnetsOf(view, vpc).flatMap((other) => (other.ipv6 === undefined ? [] : [other.ipv6.prefix]));
  if (others.some((other) => prefixesOverlap(other, block))) throw conflict(block);
  return block;
}

function subnetsOf(view: Snapshot, vpc: Vpc) {
  return [...view.subnets.values()].filter((subnet) => subnet.vpc === vpc.id);
}

function outOfRange(block: Prefix): ApiError {
  return new ApiError('InvalidSubnet.Range', `The CIDR '${formatPrefix(block)}' is invalid.`);
}

function conflict(block: Prefix): ApiError {
  return new ApiError('InvalidSubnet.Conflict', `The CIDR '${formatPrefix(block)}' conflicts with another subnet`);
}

/** AWS's own checks first, then the honest answer: subnets here have IPv4. */
function refuseIpv6Native(input: CreateSubnetRequest): void {
  if (input.Ipv6Native !== true) return;
  const { CidrBlock: ipv4, Ipv6CidrBlock: ipv6, Ipv6IpamPoolId: pool } = input;
  if (ipv6 === undefined && pool === undefined) {
    throw new ApiError('MissingParameter', "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided.");
  }
  if (ipv4 !== undefined || input.Ipv4IpamPoolId !== undefined) {
    throw new ApiError(
      'InvalidParameterCombination',
      'When specifying ipv4 parameters, cidrBlock or ipv4IpamPoolId, you cannot set ipv6Native to true.',
    );
  }
  throw unsupported('IPv6-only subnets are not supported yet.');
}
