/**
 * THE TABLE of API errors: every code that OpenVPC can answer, its HTTP status, and what the caller should do. Tests hold
 * it equal to docs/errors.md and to the codes that the source throws. Codes and statuses are AWS's (EC2 API Reference,
 * "Error codes"; CloudWatch Logs API Reference, "Common Error Types").
 */
export type ErrorFamily = Readonly<{ title: string; errors: readonly ErrorRow[] }>;
export type ErrorRow = readonly [code: string, status: number, advice: string];

/** The status of a code. Codes that the table lacks are the client's mistakes until it says otherwise. */
export function statusOf(code: string): number {
  return STATUS.get(code) ?? 400;
}

export function isKnown(code: string): boolean {
  return STATUS.has(code);
}

const WAIT = 'Wait a little and try again.';
const CHECK_ID = 'Check the id, the account and the region; it may have been deleted.';
const ID_FORM = 'Give an id as OpenVPC made it: a prefix and 17 lower-case hex digits.';
const QUOTA = 'Delete what is no longer used, or raise the quota.';
const IN_USE = 'Take away what uses it first; the message names it.';

export const ERROR_FAMILIES: readonly ErrorFamily[] = [
  {
    title: 'Who calls',
    errors: [
      ['MissingAuthenticationToken', 403, 'Sign the request (EC2).'],
      ['MissingAuthenticationTokenException', 400, 'Sign the request (JSON services).'],
      ['IncompleteSignature', 400, 'The Authorization header is malformed; the message says where (EC2).'],
      [
        'IncompleteSignatureException',
        400,
        'The Authorization header is malformed; the message says where (JSON services).',
      ],
      ['AuthFailure', 401, 'Check the access key, the secret, the region and the clock (EC2).'],
      [
        'UnrecognizedClientException',
        400,
        'The access key is unknown; `openvpc env` prints the right one (JSON services).',
      ],
      ['InvalidSignatureException', 400, 'Check the secret, the region and the clock (JSON services).'],
      ['RequestExpired', 400, 'The presigned request is too old; sign it again.'],
      ['UnauthorizedOperation', 403, 'Ask for a policy that allows the action on that resource (EC2).'],
      ['AccessDeniedException', 400, 'Ask for a policy that allows the action on that resource (JSON services).'],
      ['OperationNotPermitted', 400, 'The resource belongs to a service or to another account; change it there.'],
    ],
  },
  {
    title: 'The form of the request',
    errors: [
      ['DryRunOperation', 412, 'Nothing: the call would have been allowed; leave DryRun out to make it.'],
      ['MissingAction', 400, 'Give the parameter Action.'],
      ['InvalidAction', 400, 'The action does not exist, or OpenVPC does not have it yet.'],
      ['UnknownOperationException', 400, 'The action does not exist, or OpenVPC does not have it yet (JSON services).'],
      ['NoSuchVersion', 400, 'Use API version 2016-11-15.'],
      ['MethodNotAllowed', 405, 'Use POST, or GET for EC2.'],
      ['MalformedQueryString', 400, 'Encode the parameters as UTF-8 and percent signs.'],
      ['InvalidQueryParameter', 400, 'Give each parameter once, not nested too deeply, and not too many.'],
      ['InvalidCharacter', 400, 'Leave out control characters.'],
      ['SerializationException', 400, 'Send JSON with members of the right types.'],
      ['MissingParameter', 400, 'Give the parameter that the message names.'],
      ['UnknownParameter', 400, 'Leave out the parameter, or correct its spelling.'],
      ['InvalidParameter', 400, 'Correct the parameter that the message names.'],
      ['InvalidParameterValue', 400, 'Correct the value that the message names.'],
      ['InvalidParameterCombination', 400, 'Give only one of the parameters that the message names.'],
      ['InvalidParameterException', 400, 'Correct the value that the message names (JSON services).'],
      ['ValidationException', 400, 'Correct the value that the message names (JSON services).'],
      ['InvalidInput', 400, 'Correct the value that the message names.'],
      ['MissingInput', 400, 'Give the parameter that the message names.'],
      ['FilterLimitExceeded', 400, 'Use fewer filters, or fewer values in them.'],
      ['InvalidFilter', 400, 'Use a filter that the action has.'],
      ['InvalidMaxResults', 400, 'Ask for a number of results within the limits.'],
      ['InvalidNextToken', 400, 'Use the token of the last answer, with the same parameters.'],
      ['InvalidPaginationToken', 400, 'Use the token of the last answer, with the same parameters.'],
      ['IdempotentParameterMismatch', 400, 'Use a new client token for another request.'],
      ['UnsupportedOperation', 400, 'OpenVPC, or the resource in its state, cannot do this; the message says which.'],
      ['UnsupportedMediaType', 415, 'Send the body as it is, without Content-Encoding (EC2).'],
      ['UnsupportedMediaTypeException', 415, 'Send the body as it is, without Content-Encoding (JSON services).'],
      ['RequestEntityTooLarge', 413, 'Send less in one request (EC2).'],
      ['RequestEntityTooLargeException', 413, 'Send less in one request (JSON services).'],
      ['RequestTimeout', 408, 'Send the whole request faster.'],
      ['BadRequest', 400, 'Send well-formed HTTP/1.1.'],
      ['RequestHeaderFieldsTooLarge', 431, 'Send smaller headers.'],
    ],
  },
  {
    title: 'OpenVPC itself',
    errors: [
      ['InternalError', 500, 'Try again; if it stays, the log tells the operator more under the request id (EC2).'],
      [
        'InternalFailure',
        500,
        'Try again; if it stays, the log tells the operator more under the request id (JSON services).',
      ],
      ['Unavailable', 503, WAIT],
      ['ServiceUnavailableException', 503, WAIT],
      ['RequestLimitExceeded', 503, WAIT],
      ['ThrottlingException', 400, WAIT],
      ['InsufficientInstanceCapacity', 500, 'The machine cannot hold another instance; end some, or try later.'],
      ['InsufficientAddressCapacity', 500, 'No address is left in the pool; give some back.'],
      ['ConcurrentModification', 400, WAIT],
    ],
  },
  {
    title: 'Any resource',
    errors: [
      ['DependencyViolation', 400, IN_USE],
      ['CannotDelete', 400, 'Defaults stay as long as what they are the default of.'],
      ['IncorrectState', 400, 'Wait until the resource is in the state that the message asks for.'],
      ['InvalidState', 400, 'Wait until the resource is in the state that the message asks for.'],
      ['InvalidStateTransition', 400, 'Wait until the resource is in the state that the message asks for.'],
      ['Resource.AlreadyAssociated', 400, 'Take away the old association first.'],
      ['InvalidAssociationID.NotFound', 400, CHECK_ID],
      ['InvalidAssociationId.Malformed', 400, ID_FORM],
      ['InvalidID', 400, ID_FORM],
      ['TagLimitExceeded', 400, 'A resource has at most 50 tags.'],
      ['InvalidTagKey.Malformed', 400, 'Tag keys have 1 to 128 characters and do not begin with aws:.'],
      ['InvalidZone.NotFound', 400, 'Use a zone that DescribeAvailabilityZones lists.'],
    ],
  },
  {
    title: 'VPCs, subnets and DHCP options',
    errors: [
      ['InvalidVpcID.NotFound', 400, CHECK_ID],
      ['InvalidVpcID.Malformed', 400, ID_FORM],
      ['InvalidVpcId.Malformed', 400, ID_FORM],
      ['InvalidVpc.Range', 400, 'A VPC has a block of /16 to /28.'],
      ['InvalidVpcRange', 400, 'A VPC has a block of /16 to /28.'],
      ['VpcLimitExceeded', 400, QUOTA],
      ['VPCIdNotSpecified', 400, 'Name a VPC: the account has no default one.'],
      ['DefaultVpcAlreadyExists', 400, 'Use the default VPC that is there.'],
      ['DefaultVpcDoesNotExist', 400, 'Make it with CreateDefaultVpc.'],
      ['DefaultSubnetAlreadyExistsInAvailabilityZone', 400, 'Use the default subnet that is there.'],
      ['InsufficientFreeAddressesInVpc', 400, 'Add a block, or use a smaller one.'],
      ['InvalidSubnetID.NotFound', 400, CHECK_ID],
      ['InvalidSubnetID.Malformed', 400, ID_FORM],
      ['InvalidSubnet', 400, 'Name a subnet of the same VPC and zone.'],
      ['InvalidSubnet.Range', 400, "A subnet's block lies within the VPC's and is of /16 to /28."],
      ['InvalidSubnet.Conflict', 400, 'Choose a block that no other subnet of the VPC overlaps.'],
      ['SubnetLimitExceeded', 400, QUOTA],
      ['MissingDefaultSubnet', 400, 'Name a subnet, or make a default one with CreateDefaultSubnet.'],
      ['InsufficientFreeAddressesInSubnet', 400, 'Use another subnet, or free addresses.'],
      ['InvalidDhcpOptionID.NotFound', 400, CHECK_ID],
      ['InvalidDhcpOptionsID.NotFound', 400, CHECK_ID],
      ['InvalidDhcpOptionsId.Malformed', 400, ID_FORM],
    ],
  },
  {
    title: 'Gateways and routes',
    errors: [
      ['InvalidInternetGatewayID.NotFound', 400, CHECK_ID],
      ['InvalidInternetGatewayId.Malformed', 400, ID_FORM],
      ['InternetGatewayLimitExceeded', 400, QUOTA],
      ['Gateway.NotAttached', 400, 'Attach the gateway to that VPC first.'],
      ['InvalidGatewayID.NotFound', 400, CHECK_ID],
      ['InvalidNatGatewayID.NotFound', 400, CHECK_ID],
      ['InvalidNatGatewayID.Malformed', 400, ID_FORM],
      ['NatGatewayNotFound', 400, CHECK_ID],
      ['NatGatewayMalformed', 400, ID_FORM],
      ['InvalidVpcPeeringConnectionID.NotFound', 400, CHECK_ID],
      ['InvalidVpcPeeringConnectionId.Malformed', 400, ID_FORM],
      ['InvalidVpcEndpointId.NotFound', 400, CHECK_ID],
      ['InvalidVpcEndpointId.Malformed', 400, ID_FORM],
      ['InvalidTransitGatewayID.NotFound', 400, CHECK_ID],
      ['InvalidLocalGatewayID.NotFound', 400, CHECK_ID],
      ['InvalidCarrierGatewayID.NotFound', 400, CHECK_ID],
      ['InvalidRouteTableID.NotFound', 400, CHECK_ID],
      ['InvalidRouteTableId.Malformed', 400, ID_FORM],
      ['RouteTableLimitExceeded', 400, QUOTA],
      ['InvalidRoute.NotFound', 400, 'Check the destination: it must be written as the route has it.'],
      ['RouteAlreadyExists', 400, 'Use ReplaceRoute.'],
      ['RouteLimitExceeded', 400, QUOTA],
    ],
  },
  {
    title: 'Security groups and prefix lists',
    errors: [
      ['InvalidGroup.NotFound', 400, CHECK_ID],
      ['InvalidGroupId.Malformed', 400, ID_FORM],
      ['InvalidSecurityGroupID.NotFound', 400, CHECK_ID],
      ['InvalidSecurityGroupId.Malformed', 400, ID_FORM],
      ['InvalidGroup.Duplicate', 400, 'Choose a name that no group of the VPC has; case does not count.'],
      ['InvalidGroup.InUse', 400, IN_USE],
      ['InvalidGroup.Reserved', 400, 'Choose another name.'],
      ['InvalidPermission.Duplicate', 400, 'The rule is there already.'],
      ['InvalidPermission.NotFound', 400, 'Name a rule exactly as it is, or by its id.'],
      ['InvalidPermission.Malformed', 400, 'Correct the rule: protocol, ports and one peer.'],
      ['InvalidSecurityGroupRuleId.NotFound', 400, CHECK_ID],
      ['InvalidSecurityGroupRuleId.Malformed', 400, ID_FORM],
      ['RulesPerSecurityGroupLimitExceeded', 400, QUOTA],
      ['SecurityGroupLimitExceeded', 400, QUOTA],
      ['SecurityGroupsPerInterfaceLimitExceeded', 400, QUOTA],
      ['SecurityGroupsPerInstanceLimitExceeded', 400, QUOTA],
      ['InvalidPrefixListID.NotFound', 400, CHECK_ID],
      ['InvalidPrefixListId.NotFound', 400, CHECK_ID],
      ['InvalidPrefixListId.Malformed', 400, ID_FORM],
    ],
  },
  {
    title: 'Network ACLs',
    errors: [
      ['InvalidNetworkAclID.NotFound', 400, CHECK_ID],
      ['InvalidNetworkAclId.Malformed', 400, ID_FORM],
      ['NetworkAclLimitExceeded', 400, QUOTA],
      ['InvalidNetworkAclEntry.NotFound', 400, 'Check the rule number and the direction.'],
      ['NetworkAclEntryAlreadyExists', 400, 'Choose another number, or use ReplaceNetworkAclEntry.'],
      ['NetworkAclEntryLimitExceeded', 400, QUOTA],
    ],
  },
  {
    title: 'Network interfaces and addresses',
    errors: [
      ['InvalidNetworkInterfaceID.NotFound', 400, CHECK_ID],
      ['InvalidNetworkInterfaceId.Malformed', 400, ID_FORM],
      ['InvalidNetworkInterfaceID.Malformed', 400, ID_FORM],
      ['InvalidNetworkInterface.InUse', 400, IN_USE],
      ['NetworkInterfaceLimitExceeded', 400, QUOTA],
      ['InvalidAttachmentID.NotFound', 400, CHECK_ID],
      ['InvalidNetworkInterfaceAttachmentId.Malformed', 400, ID_FORM],
      ['InvalidNetworkInterfaceAttachmentID.Malformed', 400, ID_FORM],
      ['AttachmentLimitExceeded', 400, 'The instance type takes no more interfaces.'],
      ['InvalidIPAddress.InUse', 400, 'Choose an address that no interface has.'],
      ['PrivateIpAddressLimitExceeded', 400, QUOTA],
      ['InvalidAllocationID.NotFound', 400, CHECK_ID],
      ['InvalidAddress.NotFound', 400, CHECK_ID],
      ['AddressLimitExceeded', 400, QUOTA],
    ],
  },
  {
    title: 'Instances and images',
    errors: [
      ['InvalidInstanceID.NotFound', 400, CHECK_ID],
      ['InvalidInstanceID.Malformed', 400, ID_FORM],
      ['IncorrectInstanceState', 400, 'Wait until the instance is in the state that the message asks for.'],
      ['InstanceLimitExceeded', 400, QUOTA],
      ['InvalidInstanceType', 400, 'Use a type that DescribeInstanceTypes lists.'],
      ['InvalidInstanceAttributeValue', 400, 'Correct the value that the message names.'],
      ['InvalidAMIID.NotFound', 400, 'Use an image that DescribeImages lists.'],
      ['InvalidAMIID.Malformed', 400, 'Use an image that DescribeImages lists.'],
      ['InvalidAMIID.Unavailable', 400, 'Use an image that DescribeImages lists.'],
      ['InvalidUserData.Malformed', 400, 'Encode user data as base64, at most 16 KiB before.'],
      ['InvalidKeyPair.NotFound', 400, CHECK_ID],
      ['OperationNotPermittedException', 400, 'Turn off the protection of the instance first.'],
      ['UnsupportedInstanceAttribute', 400, 'Use an attribute that OpenVPC has.'],
    ],
  },
  {
    title: 'Flow logs',
    errors: [
      ['InvalidFlowLogId.NotFound', 400, CHECK_ID],
      ['InvalidFlowLogId.Malformed', 400, ID_FORM],
      ['FlowLogAlreadyExists', 400, 'The resource has a flow log of that name or destination already.'],
      ['FlowLogsLimitExceeded', 400, QUOTA],
      ['LogDestinationNotFoundException', 400, 'Make the destination first.'],
      ['LogDestinationPermissionIssueException', 400, 'Let the delivery write to the destination.'],
    ],
  },
  {
    title: 'CloudWatch Logs',
    errors: [
      ['ResourceNotFoundException', 400, 'Check the name of the log group or stream.'],
      ['ResourceAlreadyExistsException', 400, 'The log group or stream is there already.'],
      ['LimitExceededException', 400, QUOTA],
      ['OperationAbortedException', 400, WAIT],
      ['InvalidSequenceTokenException', 400, 'Leave the token out: it means nothing any more.'],
      ['DataAlreadyAcceptedException', 400, 'Nothing: the events are there.'],
    ],
  },
];

const STATUS: ReadonlyMap<string, number> = new Map(
  ERROR_FAMILIES.flatMap(({ errors }) => errors.map(([code, status]) => [code, status] as const)),
);
