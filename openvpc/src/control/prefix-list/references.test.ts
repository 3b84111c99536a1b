import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';
import { compile } from '../../compile/compile.ts';
import type { Instant } from '../../name/scope.ts';
import { explain } from '../explain.ts';

let harness: Harness;
let VpcId: string;
let GroupId: string;
let PrefixListId: string;

beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  GroupId = harness.call('CreateSecurityGroup', { GroupName: 'web', Description: 'x', VpcId }).GroupId;
  PrefixListId = create('clients', '10.0.1.0/24');
});

function create(PrefixListName: string, Cidr: string, MaxEntries = 10): string {
  const AddressFamily = Cidr.includes(':') ? 'IPv6' : 'IPv4';
  const input = { PrefixListName, MaxEntries, AddressFamily, Entries: [{ Cidr }] };
  return harness.call('CreateManagedPrefixList', input).PrefixList.PrefixListId;
}
const from = (list: string, Description?: string) => ({
  GroupId,
  IpPermissions: [
    {
      IpProtocol: 'tcp',
      FromPort: 80,
      ToPort: 80,
      PrefixListIds: [{ PrefixListId: list, ...(Description && { Description }) }],
    },
  ],
});
const allow = (list = PrefixListId) => harness.call('AuthorizeSecurityGroupIngress', from(list)).SecurityGroupRules[0];
const group = () => harness.call('DescribeSecurityGroups', { GroupIds: [GroupId] }).SecurityGroups[0];
const list = (of = PrefixListId) => harness.call('DescribeManagedPrefixLists', { PrefixListIds: [of] }).PrefixLists[0];
const references = () => harness.call('GetManagedPrefixListAssociations', { PrefixListId }).PrefixListAssociations;

/** A route by the list, in the VPC's main table. */
function putRoute(): string {
  return harness.transact((tx) => {
    const [table] = tx.view.routeTables.values();
    if (table === undefined) throw new Error('there is no table');
    const target = { kind: 'virtual-private-gateway', gateway: 'vgw-0' } as const;
    const destination = { prefixList: PrefixListId as never };
    tx.put({ ...table, routes: [...table.routes, { destination, target, origin: 'CreateRoute' }] });
    return table.id;
  });
}

describe('a rule by prefix list', () => {
  it('is shown in both views, and by the filters', () => {
    const rule = harness.call('AuthorizeSecurityGroupIngress', from(PrefixListId, 'them')).SecurityGroupRules[0];
    expect(rule).toMatchObject({ PrefixListId, FromPort: 80, Description: 'them' });
    expect(rule).not.toHaveProperty('CidrIpv4');
    expect(group().IpPermissions).toEqual([
      {
        IpProtocol: 'tcp',
        FromPort: 80,
        ToPort: 80,
        IpRanges: [],
        Ipv6Ranges: [],
        PrefixListIds: [{ PrefixListId, Description: 'them' }],
        UserIdGroupPairs: [],
      },
    ]);
    const Filters = [{ Name: 'ip-permission.prefix-list-id', Values: [PrefixListId] }];
    expect(harness.call('DescribeSecurityGroups', { Filters }).SecurityGroups).toHaveLength(1);
  });

  it('is a duplicate, is revoked by value, and changes to another list alone', () => {
    const { SecurityGroupRuleId } = allow();
    expect(harness.refusal('AuthorizeSecurityGroupIngress', from(PrefixListId))).toBe(
      `InvalidPermission.Duplicate: the specified rule "peer: ${PrefixListId}, TCP, from port: 80, to port: 80, ALLOW" already exists`,
    );
    const other = create('others', '10.0.2.0/24');
    const change = (peer: object) => ({
      GroupId,
      SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule: { IpProtocol: '-1', ...peer } }],
    });
    harness.call('ModifySecurityGroupRules', change({ PrefixListId: other }));
    expect(group().IpPermissions[0]).toMatchObject({ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: other }] });
    expect(harness.refusal('ModifySecurityGroupRules', change({ CidrIpv4: '0.0.0.0/0' }))).toBe(
      `InvalidParameterValue: Invalid rule type for security group rule '${SecurityGroupRuleId}'. You may not specify CidrIpv4 for an existing prefix list rule.`,
    );
    const revoked = harness.call('RevokeSecurityGroupIngress', {
      GroupId,
      IpPermissions: [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: other }] }],
    });
    expect(revoked.RevokedSecurityGroupRules).toMatchObject([{ PrefixListId: other }]);
  });

  it('may be by a list of AWS, which counts as its weight', () => {
    const aws = (name: string) =>
      harness.call('DescribeManagedPrefixLists', { Filters: [{ Name: 'prefix-list-name', Values: [name] }] })
        .PrefixLists[0].PrefixListId;
    allow(aws('com.amazonaws.us-east-1.s3'));
    allow(aws('com.amazonaws.global.cloudfront.origin-facing'));
    expect(harness.refusal('AuthorizeSecurityGroupIngress', from(create('five', '10.0.0.0/8', 5)))).toMatch(
      /^RulesPerSecurityGroupLimitExceeded/, // 1 + 55 + 5
    );
    allow(create('four', '10.0.0.0/8', 4));
    allow(create('six', '2001:db8::/32', 60)); // of the other family, in one direction
  });

  it('counts as many rules as the list may have entries, also when it is modified into one', () => {
    expect(harness.refusal('AuthorizeSecurityGroupIngress', from(create('big', '10.0.0.0/8', 61)))).toBe(
      'RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached.',
    );
    const { SecurityGroupRuleId } = allow();
    const SecurityGroupRule = { IpProtocol: '-1', PrefixListId: create('big', '10.0.0.0/8', 61) };
    const input = { GroupId, SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }] };
    expect(harness.refusal('ModifySecurityGroupRules', input)).toMatch(/^RulesPerSecurityGroupLimitExceeded/);
  });

  it('means the newest version to packets', () => {
    const SubnetId = harness.call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' }).Subnet.SubnetId;
    const [client, server] = [putEni(harness, SubnetId, '10.0.1.10'), putEni(harness, SubnetId, '10.0.1.20')];
    harness.call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: server, Groups: [GroupId] });
    const passes = () => {
      const view = harness.view();
      const question = { from: client, to: server, protocol: 'tcp', port: 80 } as const;
      return explain(view, compile(view), question, 0 as Instant);
    };
    expect(passes().allowed).toBe(false);
    const { SecurityGroupRuleId } = allow();
    expect(passes().allowed).toBe(true);
    expect(passes().request.steps.at(-1)?.text).toBe(
      `${SecurityGroupRuleId} in ${GroupId} (web): tcp 80 from ${PrefixListId} (clients)`,
    );
    const RemoveEntries = [{ Cidr: '10.0.1.0/24' }];
    harness.call('ModifyManagedPrefixList', { PrefixListId, CurrentVersion: 1, RemoveEntries });
    expect(passes().allowed).toBe(false);
    const restored = { PrefixListId, CurrentVersion: 2, PreviousVersion: 1 };
    harness.call('RestoreManagedPrefixListVersion', restored);
    expect(passes().allowed).toBe(true);
  });
});

describe('what refers to a list', () => {
  it('is told, once each', () => {
    expect(references()).toEqual([]);
    allow();
    harness.call('AuthorizeSecurityGroupEgress', from(PrefixListId));
    const table = putRoute();
    const ResourceOwner = '111122223333';
    expect(references()).toEqual([
      { ResourceId: GroupId, ResourceOwner },
      { ResourceId: table, ResourceOwner },
    ]);
  });

  it('keeps it from going, which the call does not say', () => {
    allow();
    const { PrefixList } = harness.call('DeleteManagedPrefixList', { PrefixListId });
    expect(PrefixList.State).toBe('delete-in-progress');
    expect(list()).toMatchObject({
      State: 'delete-failed',
      StateMessage: `The prefix list is referenced by [${GroupId}].`,
    });
    harness.call('RevokeSecurityGroupIngress', from(PrefixListId));
    harness.call('DeleteManagedPrefixList', { PrefixListId });
    expect(harness.refusal('GetManagedPrefixListEntries', { PrefixListId })).toMatch(/^InvalidPrefixListID.NotFound/);
  });

  it('must have room when the list grows; if not, the old size stays', () => {
    allow();
    harness.call('ModifyManagedPrefixList', { PrefixListId, MaxEntries: 61 });
    expect(list()).toMatchObject({
      MaxEntries: 10,
      State: 'modify-failed',
      StateMessage: `Unable to modify maximum entries from (10) to (61). The following VPC Security Group resources do not have sufficient capacity [${GroupId}].`,
    });
    harness.call('ModifyManagedPrefixList', { PrefixListId, MaxEntries: 60 });
    expect(list()).toMatchObject({ MaxEntries: 60, State: 'modify-complete' });
    expect(list()).not.toHaveProperty('StateMessage');
  });

  it('may be a route table, which must have room too', () => {
    const table = putRoute();
    harness.call('ModifyManagedPrefixList', { PrefixListId, MaxEntries: 50 });
    expect(list().StateMessage).toContain(`VPC Route Table resources do not have sufficient capacity [${table}]`);
    harness.call('ModifyManagedPrefixList', { PrefixListId, MaxEntries: 49 });
    expect(list().State).toBe('modify-complete');
    harness.call('DeleteManagedPrefixList', { PrefixListId });
    expect(list().StateMessage).toContain(table);
  });
});

describe('Terraform', () => {
  it('aws_ec2_managed_prefix_list: creates, waits, reads, resizes, changes entries, deletes', () => {
    const made = create('tf', '10.0.0.0/8', 1);
    expect(list(made).State).toBe('create-complete');
    expect(harness.call('GetManagedPrefixListEntries', { PrefixListId: made, MaxResults: 100 }).Entries).toHaveLength(
      1,
    );
    harness.call('ModifyManagedPrefixList', { PrefixListId: made, MaxEntries: 2 });
    expect(list(made).State).toBe('modify-complete');
    harness.call('ModifyManagedPrefixList', {
      PrefixListId: made,
      PrefixListName: 'tf2',
      CurrentVersion: list(made).Version,
      AddEntries: [{ Cidr: '192.168.0.0/16', Description: 'new' }],
      RemoveEntries: [],
    });
    expect(list(made)).toMatchObject({ State: 'modify-complete', Version: 2, PrefixListName: 'tf2' });
    harness.call('CreateTags', { Resources: [made], Tags: [{ Key: 'Name', Value: 'tf' }] });
    expect(list(made).Tags).toEqual([{ Key: 'Name', Value: 'tf' }]);
    expect(harness.call('DeleteManagedPrefixList', { PrefixListId: made }).PrefixList.State).toBe('delete-in-progress');
    expect(harness.refusal('DescribeManagedPrefixLists', { PrefixListIds: [made] })).toMatch(/^InvalidPrefixListID/);
  });
});
