import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';
import { DEFAULT_FORMAT } from '../../flowlog/format.ts';
import type { Region } from '../../name/scope.ts';
import { createFlowLogs } from './create.ts';

const ROLE = 'arn:aws:iam::111122223333:role/flow-logs';
const GROUP_ARN = 'arn:aws:logs:us-east-1:111122223333:log-group:/vpc/flows';

let harness: Harness;
let VpcId: string;
beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
});

const usual = () => ({
  ResourceIds: [VpcId],
  ResourceType: 'VPC',
  TrafficType: 'ALL',
  LogGroupName: '/vpc/flows',
  DeliverLogsPermissionArn: ROLE,
});
const create = (more: object = {}) => harness.call('CreateFlowLogs', { ...usual(), ...more });
const refusal = (more: object = {}) => harness.refusal('CreateFlowLogs', { ...usual(), ...more });
const shown = (input: object = {}) => harness.call('DescribeFlowLogs', input).FlowLogs;

describe('CreateFlowLogs', () => {
  it('makes a flow log with AWS’s defaults', () => {
    const { FlowLogIds, ClientToken, Unsuccessful } = create();
    expect(Unsuccessful).toEqual([]);
    expect(ClientToken).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(shown()).toEqual([
      {
        CreationTime: new Date(1_700_000_000_000),
        DeliverLogsPermissionArn: ROLE,
        DeliverLogsStatus: 'SUCCESS',
        FlowLogId: FlowLogIds[0],
        FlowLogStatus: 'ACTIVE',
        LogGroupName: '/vpc/flows',
        ResourceId: VpcId,
        TrafficType: 'ALL',
        LogDestinationType: 'cloud-watch-logs',
        LogFormat: DEFAULT_FORMAT,
        Tags: [],
        MaxAggregationInterval: 600,
      },
    ]);
    expect(FlowLogIds[0]).toMatch(/^fl-[0-9a-f]{17}$/);
  });

  it('shows what was given', () => {
    create({
      LogGroupName: undefined,
      LogDestination: `${GROUP_ARN}:*`, // as many tools hand it out
      LogDestinationType: 'cloud-watch-logs',
      LogFormat: '${version} ${vpc-id} ${action}',
      MaxAggregationInterval: 60,
      TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags: [{ Key: 'Name', Value: 'x' }] }],
    });
    expect(shown()).toMatchObject([
      {
        LogGroupName: '/vpc/flows',
        LogDestination: GROUP_ARN,
        LogFormat: '${version} ${vpc-id} ${action}',
        MaxAggregationInterval: 60,
        Tags: [{ Key: 'Name', Value: 'x' }],
      },
    ]);
  });

  it('makes one for each resource, in order, or none', () => {
    const other = harness.call('CreateVpc', { CidrBlock: '10.1.0.0/16' }).Vpc.VpcId;
    const unknown = 'vpc-0123456789abcdef0';
    expect(refusal({ ResourceIds: [VpcId, unknown] })).toBe(
      `InvalidVpcID.NotFound: The vpc ID '${unknown}' does not exist`,
    );
    expect(shown()).toEqual([]);
    const { FlowLogIds } = create({ ResourceIds: [other, VpcId] });
    expect(shown().map((log: { FlowLogId: string; ResourceId: string }) => [log.FlowLogId, log.ResourceId])).toEqual([
      [FlowLogIds[0], other],
      [FlowLogIds[1], VpcId],
    ]);
  });

  it('covers subnets', () => {
    const { SubnetId } = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' }).Subnet;
    create({ ResourceType: 'Subnet', ResourceIds: [SubnetId] });
    expect(harness.view().flowLogs.values().next().value?.resource).toEqual({ kind: 'subnet', id: SubnetId });
  });

  it.each([
    [{ ResourceIds: [] }, 'MissingParameter: The request must contain the parameter ResourceId'],
    [{ ResourceType: undefined }, 'MissingParameter: The request must contain the parameter ResourceType'],
    [{ TrafficType: undefined }, 'MissingParameter: The request must contain the parameter TrafficType'],
    [{ ResourceType: 'Vpc' }, /^InvalidParameterValue: Value \(Vpc\)/],
    [{ ResourceType: 'TransitGateway' }, /^UnsupportedOperation: .*TransitGateway/],
    [{ TrafficType: 'all' }, /^InvalidParameterValue: Value \(all\)/],
    [{ LogDestinationType: 'file' }, /^InvalidParameterValue/],
    [{ ResourceIds: Array.from({ length: 301 }, () => 'vpc-1') }, /^InvalidParameterValue: At most 300/],
    [{ ResourceIds: ['vpc-1'] }, /^InvalidVpcID\.Malformed/],
    [{ ResourceType: 'Subnet', ResourceIds: ['subnet-0123456789abcdef0'] }, /^InvalidSubnetID\.NotFound/],
    [
      { ResourceType: 'NetworkInterface', ResourceIds: ['eni-0123456789abcdef0'] },
      /^InvalidNetworkInterfaceID\.NotFound/,
    ],
    [
      { DeliverLogsPermissionArn: undefined },
      "InvalidParameter: DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
    ],
    [{ DeliverLogsPermissionArn: 'role' }, /^InvalidParameter: Unable to assume given IAM role/],
    [{ LogGroupName: undefined }, "InvalidParameter: LogDestination can't be empty if LogGroupName is not provided."],
    [
      { LogDestination: GROUP_ARN },
      'InvalidParameter: Please only provide LogGroupName or only provide LogDestination.',
    ],
    [
      { LogDestinationType: 's3' },
      'InvalidParameter: LogDestination type must be cloud-watch-logs if LogGroupName is provided.',
    ],
    [
      { LogDestinationType: 's3', LogGroupName: undefined, LogDestination: 'arn:aws:s3:::b' },
      'InvalidParameter: DeliverLogsPermissionArn is not applicable for s3 delivery',
    ],
    [
      {
        LogDestinationType: 's3',
        LogGroupName: undefined,
        LogDestination: 'arn:aws:s3:::b',
        DeliverLogsPermissionArn: undefined,
      },
      'UnsupportedOperation: Flow logs to s3 are not supported yet; LogDestinationType cloud-watch-logs is.',
    ],
    [
      {
        LogDestinationType: 'kinesis-data-firehose',
        LogGroupName: undefined,
        LogDestination: 'arn:aws:firehose:us-east-1:111122223333:deliverystream/x',
        DeliverLogsPermissionArn: undefined,
      },
      /^UnsupportedOperation: Flow logs to kinesis-data-firehose/,
    ],
    [
      { LogGroupName: undefined, LogDestination: 'arn:aws:s3:::b' },
      /^InvalidParameter: LogDestination: arn:aws:s3:::b is not/,
    ],
    [
      { LogGroupName: undefined, LogDestination: 'arn:aws:logs:eu-west-1:111122223333:log-group:g' },
      /^InvalidParameter: LogDestination: .* is not the ARN of a log group of this account and region/,
    ],
    [{ LogGroupName: 'a b' }, /^InvalidParameter: LogGroupName/],
    [{ MaxAggregationInterval: 61 }, 'InvalidParameter: Invalid Flow Log Max Aggregation Interval'],
    [{ DestinationOptions: { FileFormat: 'parquet' } }, /^InvalidParameter: DestinationOptions/],
    [
      { TagFieldSpecifications: [{ ResourceType: 'instance', TagKeys: ['Name'] }] },
      /^UnsupportedOperation: .*TagFieldSpecifications/,
    ],
    [{ DeliverCrossAccountRole: ROLE }, /^UnsupportedOperation: .*DeliverCrossAccountRole/],
    [
      { LogFormat: '${version} ${srcaddr} ' },
      "InvalidParameter: 1 validation error detected: Value '${version} ${srcaddr} ' at 'logFormat' has an invalid format",
    ],
    [
      { LogFormat: '${version} ${tcp-flags} ${pkt-src-aws-service}' },
      'UnsupportedOperation: OpenVPC cannot fill these fields of flow logs yet: tcp-flags, pkt-src-aws-service.',
    ],
    [
      { TagSpecifications: [{ ResourceType: 'vpc', Tags: [] }] },
      /^InvalidParameterValue: 'vpc' is not a valid taggable/,
    ],
  ])('refuses %j', (more, expected) => {
    if (typeof expected === 'string') expect(refusal(more)).toBe(expected);
    else expect(refusal(more)).toMatch(expected);
    expect(shown()).toEqual([]);
  });

  it('makes the same flow log of a resource once', () => {
    const exists =
      'FlowLogAlreadyExists: Error. There is an existing Flow Log with the same configuration and log destination.';
    expect(refusal({ ResourceIds: [VpcId, VpcId] })).toBe(exists);
    create();
    expect(refusal()).toBe(exists);
    expect(refusal({ LogFormat: DEFAULT_FORMAT, MaxAggregationInterval: 600 })).toBe(exists);
    expect(refusal({ LogGroupName: undefined, LogDestination: GROUP_ARN })).toBe(exists);
    for (const other of [
      { TrafficType: 'REJECT' },
      { LogGroupName: 'x' },
      { MaxAggregationInterval: 60 },
      { LogFormat: '${action}' },
    ]) {
      create(other);
    }
    expect(shown()).toHaveLength(5);
  });

  it('makes so many for a resource and no more', () => {
    const quotas = { flowLogsPerResource: 1 };
    harness.call('CreateFlowLogs', usual(), { quotas });
    expect(harness.refusal('CreateFlowLogs', { ...usual(), TrafficType: 'REJECT' }, { quotas })).toMatch(
      /^FlowLogsLimitExceeded/,
    );
  });

  it('answers a retry with the same token as before, and makes nothing', () => {
    const other = harness.call('CreateVpc', { CidrBlock: '10.1.0.0/16' }).Vpc.VpcId;
    const both = { ResourceIds: [VpcId, other], ClientToken: 't' };
    const first = create(both);
    expect(first.ClientToken).toBe('t');
    expect(create(both)).toEqual(first);
    expect(create({ ...both, ResourceIds: [other, VpcId] }).FlowLogIds).toEqual(first.FlowLogIds.toReversed());
    for (const more of [
      { TrafficType: 'REJECT' },
      { ResourceIds: [VpcId] },
      { DeliverLogsPermissionArn: `${ROLE}2` },
    ]) {
      expect(refusal({ ...both, ...more })).toMatch(/^IdempotentParameterMismatch/);
      expect(refusal({ ...both, ClientToken: 'x'.repeat(65) })).toMatch(/^InvalidClientToken/);
    }
    expect(shown()).toHaveLength(2);
  });

  it('asks for the flow log, what it monitors, its tags, and to pass the role', () => {
    const TagSpecifications = [{ ResourceType: 'vpc-flow-log', Tags: [{ Key: 'a', Value: 'b' }] }];
    const asked = harness.transact((tx, call) =>
      createFlowLogs.access({ ...usual(), TagSpecifications }, tx.view, call),
    );
    expect(asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      'ec2:CreateFlowLogs arn:aws:ec2:us-east-1:111122223333:vpc-flow-log/*',
      `ec2:CreateFlowLogs arn:aws:ec2:us-east-1:111122223333:vpc/${VpcId}`,
      'ec2:CreateTags arn:aws:ec2:us-east-1:111122223333:vpc-flow-log/*',
      `iam:PassRole ${ROLE}`,
    ]);
    expect(asked.at(-1)?.context.get('iam:PassedToService')).toEqual(['vpc-flow-logs.amazonaws.com']);
  });
});

describe('DescribeFlowLogs', () => {
  it('leaves out ids that are not there, and refuses those that are none', () => {
    const [id] = create().FlowLogIds;
    expect(shown({ FlowLogIds: ['fl-0123456789abcdef0'] })).toEqual([]);
    expect(shown({ FlowLogIds: ['fl-0123456789abcdef0', id] })).toHaveLength(1);
    expect(harness.refusal('DescribeFlowLogs', { FlowLogIds: ['x'] })).toMatch(/^InvalidParameterValue: Value \(x\)/);
  });

  it('finds by filters', () => {
    create({ TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags: [{ Key: 'team', Value: 'net' }] }] });
    const [reject] = create({ TrafficType: 'REJECT', LogGroupName: 'other' }).FlowLogIds;
    const count = (Name: string, value: string) => shown({ Filter: [{ Name, Values: [value] }] }).length;
    expect(count('deliver-log-status', 'SUCCESS')).toBe(2);
    expect(count('deliver-log-status', 'FAILED')).toBe(0);
    expect(count('log-destination-type', 'cloud-watch-logs')).toBe(2);
    expect(count('flow-log-id', reject)).toBe(1);
    expect(count('log-group-name', '/vpc/*')).toBe(1);
    expect(count('resource-id', VpcId)).toBe(2);
    expect(count('traffic-type', 'REJECT')).toBe(1);
    expect(count('tag:team', 'net')).toBe(1);
    expect(count('tag-key', 'team')).toBe(1);
    expect(harness.refusal('DescribeFlowLogs', { Filter: [{ Name: 'x', Values: ['y'] }] })).toMatch(
      /^InvalidParameterValue/,
    );
  });

  it('pages from one on', () => {
    create();
    create({ TrafficType: 'REJECT' });
    const first = harness.call('DescribeFlowLogs', { MaxResults: 1 });
    const second = harness.call('DescribeFlowLogs', { MaxResults: 1, NextToken: first.NextToken });
    expect([...first.FlowLogs, ...second.FlowLogs]).toEqual(shown());
    expect(second).not.toHaveProperty('NextToken');
  });

  it('shows those of the region called', () => {
    create();
    expect(harness.call('DescribeFlowLogs', {}, { region: 'eu-west-1' as Region }).FlowLogs).toEqual([]);
  });
});

describe('DeleteFlowLogs', () => {
  const unknown = 'fl-0123456789abcdef0';

  it('deletes all that are named, or none', () => {
    const [id] = create().FlowLogIds;
    expect(harness.refusal('DeleteFlowLogs', { FlowLogIds: [id, unknown] })).toBe(
      `InvalidFlowLogId.NotFound: These flow log ids in the input list are not found: [TotalCount: 1] ${unknown}`,
    );
    expect(shown()).toHaveLength(1);
    expect(harness.call('DeleteFlowLogs', { FlowLogIds: [id, id] })).toEqual({ Unsuccessful: [] });
    expect(shown()).toEqual([]);
  });

  it('wants ids', () => {
    expect(harness.refusal('DeleteFlowLogs', { FlowLogIds: [] })).toBe(
      'MissingParameter: The request must contain the parameter FlowLogId',
    );
    expect(harness.refusal('DeleteFlowLogs', { FlowLogIds: ['x'] })).toMatch(/^InvalidFlowLogId\.Malformed/);
  });

  it('is done by deleting what is monitored', () => {
    create();
    harness.call('DeleteVpc', { VpcId });
    expect(shown()).toEqual([]);
  });
});
