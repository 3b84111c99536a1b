import type * as ec2 from '../../aws/ec2.types.ts';
import type { SecurityGroup } from '../../model/security-group.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import type { GroupId } from '../../name/id.ts';
import { zonesOf } from '../../name/scope.ts';
import { defaultVpcOf } from '../default-vpc/find.ts';
import { mustExist } from '../missing.ts';
import { groupsFor } from '../network-interface/groups.ts';
import { ApiError, type Call } from '../operation.ts';
import { invalidValue } from '../required.ts';
import { groupOfDefaultVpc } from '../security-group/find.ts';

/** The subnet a launch names, or a default subnet of the default VPC, in the zone that the placement names if any. */
export function launchSubnet(
  view: Snapshot,
  call: Call,
  id: string | undefined,
  placement: ec2.Placement | undefined,
): Subnet {
  const zone = zoneNamed(call, placement);
  if (id === undefined || id === '') return defaultSubnet(view, call, zone);
  const subnet = mustExist(view, call, 'subnet', id);
  if (zone !== undefined && zone !== subnet.zone) {
    throw invalidValue(zone, 'availabilityZone', `The subnet ${subnet.id} is in ${subnet.zone}.`);
  }
  return subnet;
}

/** The groups a launch names by id or, without a subnet, by name; the default group when it names none. */
export function launchGroups(view: Snapshot, call: Call, input: ec2.RunInstancesRequest, subnet: Subnet) {
  const names = input.SecurityGroups ?? [];
  if (names.length > 0 && input.SubnetId !== undefined && input.SubnetId !== '') {
    throw new ApiError(
      'InvalidParameterCombination',
      'The parameter groupName cannot be used with the parameter subnet',
    );
  }
  const byName = names.map((name) => groupOfDefaultVpc(view, call, name).id);
  return groupsOf(view, call, subnet, [...(input.SecurityGroupIds ?? []), ...byName]);
}

/** A group of another VPC has words of its own here. */
export function groupsOf(
  view: Snapshot,
  call: Call,
  subnet: Subnet,
  ids: readonly string[] | undefined,
): readonly GroupId[] {
  const foreign = (group: SecurityGroup) =>
    new ApiError(
      'InvalidParameter',
      `Security group ${group.id} and subnet ${subnet.id} belong to different networks.`,
    );
  return groupsFor(view, call, subnet.vpc, ids, foreign);
}

function defaultSubnet(view: Snapshot, call: Call, zone: string | undefined): Subnet {
  const vpc = defaultVpcOf(view, call);
  if (vpc === undefined) throw new ApiError('VPCIdNotSpecified', 'No default VPC for this user');
  const subnets = [...view.subnets.values()]
    .filter((subnet) => subnet.vpc === vpc.id && subnet.defaultForAz)
    .sort((a, b) => (a.zone < b.zone ? -1 : 1));
  const [first] = subnets;
  if (first === undefined) {
    throw new ApiError('MissingInput', `No subnets found for the default VPC '${vpc.id}'. Please specify a subnet.`);
  }
  if (zone === undefined) return first;
  const there = subnets.find((subnet) => subnet.zone === zone);
  if (there === undefined) {
    throw new ApiError('MissingInput', `No default subnet for availability zone: '${zone}'.`);
  }
  return there;
}

function zoneNamed(call: Call, placement: ec2.Placement | undefined): string | undefined {
  const name = placement?.AvailabilityZone ?? ''; // Terraform sends an empty one with every launch
  const id = placement?.AvailabilityZoneId ?? '';
  if (name === '' && id === '') return undefined;
  const zone = zonesOf(call.region).find((one) => (name === '' ? one.id === id : one.name === name));
  if (zone === undefined) {
    throw name === '' ? invalidValue(id, 'availabilityZoneId') : invalidValue(name, 'availabilityZone');
  }
  return zone.name;
}
