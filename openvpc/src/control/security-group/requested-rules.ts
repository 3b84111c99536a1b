import type { Direction } from '../../contract/flow-event.ts';
import type * as ec2 from '../../aws/ec2.types.ts';
import { ALL_PORTS } from '../../net/port-range.ts';
import { ApiError } from '../operation.ts';
import { given, missingParameter, unsupported } from '../required.ts';
import { type FindPeers, type RuleBody, rulesOf } from './permission.ts';

/** What authorize and revoke calls of both directions have in common. */
export type RulesInput = Pick<
  ec2.AuthorizeSecurityGroupIngressRequest,
  | 'IpPermissions'
  | 'CidrIp'
  | 'IpProtocol'
  | 'FromPort'
  | 'ToPort'
  | 'SourceSecurityGroupName'
  | 'SourceSecurityGroupOwnerId'
>;

const FLAT = [
  'CidrIp',
  'IpProtocol',
  'FromPort',
  'ToPort',
  'SourceSecurityGroupName',
  'SourceSecurityGroupOwnerId',
] as const;

/**
 * The rules that a call names by value: IpPermissions, or for ingress the flat form of EC2-Classic times. A call that
 * names none gets `none`'s error.
 */
export function requestedRules(
  input: RulesInput,
  direction: Direction,
  find: FindPeers,
  none: () => ApiError = () => missingParameter('ipPermissions'),
): readonly RuleBody[] {
  const permissions = input.IpPermissions ?? [];
  const [flat] = given(input, FLAT);
  if (flat !== undefined && direction === 'egress') {
    // The service model calls these "not supported" for egress.
    throw unsupported(`The parameter ${flat} is not supported for egress rules; use IpPermissions.`);
  }
  if (flat !== undefined && permissions.length > 0) throw cannotCombine(flat, 'IpPermissions');
  if (flat !== undefined) return rulesOf(flatPermissions(input), find);
  if (permissions.length === 0) throw none();
  return rulesOf(permissions, find);
}

/** A CIDR block with protocol and ports, or a group by name, which gets all of TCP, UDP and ICMP. */
function flatPermissions(input: RulesInput): readonly ec2.IpPermission[] {
  const { CidrIp, IpProtocol, FromPort, ToPort, SourceSecurityGroupName: GroupName } = input;
  if (GroupName === undefined || GroupName === '') {
    if (input.SourceSecurityGroupOwnerId !== undefined) throw missingParameter('sourceSecurityGroupName');
    return [{ IpProtocol, FromPort, ToPort, IpRanges: CidrIp === undefined ? [] : [{ CidrIp }] }];
  }
  const [other] = given(input, ['CidrIp', 'IpProtocol', 'FromPort', 'ToPort']);
  if (other !== undefined) throw cannotCombine('SourceSecurityGroupName', other);
  const UserIdGroupPairs = [{ GroupName, UserId: input.SourceSecurityGroupOwnerId }];
  const ports = { FromPort: ALL_PORTS.first, ToPort: ALL_PORTS.last };
  return [
    { IpProtocol: 'tcp', ...ports, UserIdGroupPairs },
    { IpProtocol: 'udp', ...ports, UserIdGroupPairs },
    { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, UserIdGroupPairs },
  ];
}

function cannotCombine(first: string, second: string): ApiError {
  return new ApiError(
    'InvalidParameterCombination',
    `The parameter ${second} cannot be used with the parameter ${first}`,
  );
}
