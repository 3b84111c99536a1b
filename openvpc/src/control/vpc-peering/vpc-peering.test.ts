import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness, putEni } from '../../../../test/control-harness.ts';
import { compile } from '../../compile/compile.ts';
import type { Instant } from '../../name/scope.ts';
import { explain } from '../explain.ts';

let harness: Harness;
let VpcId: string;
let PeerVpcId: string;
const OWNER = '111122223333';
const START = 1_700_000_000_000;
const HOUR = 3_600_000;
const after = (hours: number) => ({ now: (START + hours * HOUR) as Instant });

beforeEach(() => {
  harness = createHarness();
  VpcId = vpc('10.0.0.0/16');
  PeerVpcId = vpc('10.1.0.0/16');
});

const vpc = (CidrBlock: string): string => harness.call('CreateVpc', { CidrBlock }).Vpc.VpcId;
const request = (more: object = {}) =>
  harness.call('CreateVpcPeeringConnection', { VpcId, PeerVpcId, ...more }).VpcPeeringConnection;
const create = (more: object = {}): string => request(more).VpcPeeringConnectionId;
const act = (verb: string, id: string, hours = 0) =>
  harness.call(`${verb}VpcPeeringConnection`, { VpcPeeringConnectionId: id }, after(hours));
const refused = (verb: string, id: string, hours = 0) =>
  harness.refusal(`${verb}VpcPeeringConnection`, { VpcPeeringConnectionId: id }, after(hours));
const all = (hours = 0) => harness.call('DescribeVpcPeeringConnections', {}, after(hours)).VpcPeeringConnections;
const shown = (id: string, hours = 0) =>
  harness.call('DescribeVpcPeeringConnections', { VpcPeeringConnectionIds: [id] }, after(hours))
    .VpcPeeringConnections[0];
const status = (id: string, hours = 0) => Object.values(shown(id, hours).Status);
const active = (): string => {
  const id = create();
  act('Accept', id);
  return id;
};
const options = {
  AllowDnsResolutionFromRemoteVpc: false,
  AllowEgressFromLocalClassicLinkToRemoteVpc: false,
  AllowEgressFromLocalVpcToRemoteClassicLink: false,
};
const requesterInfo = () => ({
  VpcId,
  OwnerId: OWNER,
  Region: 'us-east-1',
  CidrBlock: '10.0.0.0/16',
  CidrBlockSet: [{ CidrBlock: '10.0.0.0/16' }],
  PeeringOptions: options,
});

describe('a request', () => {
  it('waits, and tells nothing of the accepter', () => {
    const TagSpecifications = [{ ResourceType: 'vpc-peering-connection', Tags: [{ Key: 'k', Value: 'v' }] }];
    const made = request({ TagSpecifications });
    const id = made.VpcPeeringConnectionId;
    const pending = {
      VpcPeeringConnectionId: expect.stringMatching(/^pcx-[0-9a-f]{17}$/),
      Status: { Code: 'initiating-request', Message: `Initiating Request to ${OWNER}` },
      ExpirationTime: new Date(START + 7 * 24 * HOUR),
      RequesterVpcInfo: requesterInfo(),
      AccepterVpcInfo: { VpcId: PeerVpcId, OwnerId: OWNER, Region: 'us-east-1' },
      Tags: [{ Key: 'k', Value: 'v' }],
    };
    expect(made).toEqual(pending);
    const Status = { Code: 'pending-acceptance', Message: `Pending Acceptance by ${OWNER}` };
    expect(shown(id)).toEqual({ ...pending, Status });
  });

  it('expires after seven days, and is shown two more', () => {
    const id = create();
    const week = 7 * 24;
    expect(status(id, week - 0.1)[0]).toBe('pending-acceptance');
    expect(status(id, week)).toEqual(['expired', 'Expired']);
    expect(shown(id, week)).not.toHaveProperty('ExpirationTime');
    expect(refused('Accept', id, week)).toMatch(/^InvalidStateTransition: .* from expired to active$/);
    expect(refused('Delete', id, week)).toMatch(/^InvalidStateTransition/);
    expect(all(week + 47)).toHaveLength(1);
    expect(all(week + 48)).toEqual([]);
    expect(refused('Accept', id, week + 48)).toMatch(/^InvalidVpcPeeringConnectionID.NotFound/);
    harness.call('CreateVpcPeeringConnection', { VpcId, PeerVpcId }, after(week + 48));
    expect([...harness.view().peerings.keys()]).not.toContain(id);
  });

  it('that is rejected is shown for two hours', () => {
    const id = create();
    expect(act('Reject', id)).toEqual({ Return: true });
    expect(status(id)).toEqual(['rejected', `Rejected by ${OWNER}`]);
    for (const verb of ['Accept', 'Reject', 'Delete']) expect(refused(verb, id)).toMatch(/^InvalidStateTransition/);
    expect(all(1.9)).toHaveLength(1);
    expect(all(2)).toEqual([]);
  });

  it.each([
    ['overlaps', () => ({ PeerVpcId: vpc('10.0.128.0/17') })],
    ['is to itself', () => ({ PeerVpcId: VpcId })],
    ['is to a VPC that is not there', () => ({ PeerVpcId: 'vpc-0123456789abcdef0' })],
    ['is to another account', () => ({ PeerOwnerId: '999999999999' })],
    ['is to another Region', () => ({ PeerRegion: 'eu-west-1' })],
  ])('that %s fails, not the call', (_, more) => {
    const made = request(more());
    expect(made.Status.Code).toBe('initiating-request');
    const id = made.VpcPeeringConnectionId;
    expect(status(id)).toEqual(['failed', 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range']);
    for (const verb of ['Accept', 'Reject', 'Delete']) expect(refused(verb, id)).toMatch(/^InvalidStateTransition/);
    expect(all(2)).toEqual([]);
  });

  it.each([
    [{ PeerVpcId: undefined }, 'MissingParameter: The request must contain the parameter peerVpcId'],
    [{ PeerVpcId: 'x' }, /^InvalidVpcID.Malformed/],
    [{ VpcId: 'vpc-0123456789abcdef0' }, /^InvalidVpcID.NotFound/],
    [{ TagSpecifications: [{ ResourceType: 'vpc' }] }, /^InvalidParameterValue/],
  ])('with %j is refused', (more, words) => {
    expect(harness.refusal('CreateVpcPeeringConnection', { VpcId, PeerVpcId, ...more })).toMatch(words);
  });

  it('is one between two VPCs, whoever asks', () => {
    const id = create();
    const words = `VpcPeeringConnectionAlreadyExists: A VPC peering connection between ${PeerVpcId} and ${VpcId} already exists: ${id}`;
    const back = { VpcId: PeerVpcId, PeerVpcId: VpcId };
    expect(harness.refusal('CreateVpcPeeringConnection', back)).toBe(words);
    act('Accept', id);
    expect(harness.refusal('CreateVpcPeeringConnection', back)).toBe(words);
    act('Delete', id);
    harness.call('CreateVpcPeeringConnection', back);
  });

  it('is one of so many', () => {
    create();
    const more = { VpcId, PeerVpcId: vpc('10.2.0.0/16') };
    const quotas = { outstandingPeeringsPerVpc: 1, activePeeringsPerVpc: 0 };
    expect(harness.refusal('CreateVpcPeeringConnection', more, { quotas })).toMatch(/^OutstandingVpcPeering/);
    const id = create({ PeerVpcId: more.PeerVpcId });
    expect(harness.refusal('AcceptVpcPeeringConnection', { VpcPeeringConnectionId: id }, { quotas })).toMatch(
      /^ActiveVpcPeeringConnectionPerVpcLimitExceeded/,
    );
  });
});

describe('a connection', () => {
  it('is provisioning once, then active, and knows both sides', () => {
    const id = create();
    const accepted = act('Accept', id).VpcPeeringConnection;
    expect(accepted.Status).toEqual({ Code: 'provisioning', Message: 'Provisioning' });
    expect(shown(id)).toEqual({
      VpcPeeringConnectionId: id,
      Status: { Code: 'active', Message: 'Active' },
      RequesterVpcInfo: requesterInfo(),
      AccepterVpcInfo: {
        ...requesterInfo(),
        VpcId: PeerVpcId,
        CidrBlock: '10.1.0.0/16',
        CidrBlockSet: [{ CidrBlock: '10.1.0.0/16' }],
      },
      Tags: [],
    });
    expect(refused('Accept', id)).toBe(
      `InvalidStateTransition: Invalid state transition for ${id}, attempted to transition from active to active`,
    );
    expect(status(id, 24 * 365)[0]).toBe('active');
  });

  it('is shown for two hours after it was deleted', () => {
    const id = active();
    expect(act('Delete', id)).toEqual({ Return: true });
    expect(act('Delete', id)).toEqual({ Return: true });
    expect(status(id, 1)).toEqual(['deleted', `Deleted by ${OWNER}`]);
    expect(all(2)).toEqual([]);
    const waiting = create();
    act('Delete', waiting);
    expect(status(waiting)[0]).toBe('deleted');
  });

  it('goes with either VPC', () => {
    const id = active();
    harness.call('DeleteVpc', { VpcId: PeerVpcId });
    expect(status(id)[0]).toBe('deleted');
    expect(shown(id).AccepterVpcInfo).not.toHaveProperty('CidrBlock');
  });

  it('fails when its accepter went before it accepted', () => {
    const id = create();
    harness.transact((tx, call) => {
      const [peering] = tx.view.peerings.values();
      if (peering !== undefined) tx.put({ ...peering, accepter: call.mint('vpc') });
    });
    expect(act('Accept', id).VpcPeeringConnection.Status.Code).toBe('failed');
  });

  it('is accepted where the accepter is', () => {
    const id = create();
    harness.transact((tx) => {
      const [peering] = tx.view.peerings.values();
      if (peering !== undefined) tx.put({ ...peering, accepterRegion: 'eu-west-1' as never });
    });
    expect(refused('Accept', id)).toBe(
      `OperationNotPermitted: Incorrect region (us-east-1) specified for this request. VPC peering connection ${id} must be accepted in region eu-west-1`,
    );
  });

  it('that is not there', () => {
    const unknown = 'pcx-0123456789abcdef0';
    const words = `InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID '${unknown}' does not exist`;
    for (const verb of ['Accept', 'Reject', 'Delete']) expect(refused(verb, unknown)).toBe(words);
    expect(refused('Delete', 'pcx-x')).toMatch(/^InvalidVpcPeeringConnectionId.Malformed/);
  });

  it('is found by its filters', () => {
    const id = active();
    create({ PeerVpcId: vpc('10.2.0.0/16') });
    const ROWS: ReadonlyArray<readonly [string, string, number]> = [
      ['accepter-vpc-info.cidr-block', '10.1.0.0/16', 1],
      ['accepter-vpc-info.owner-id', OWNER, 2],
      ['accepter-vpc-info.vpc-id', PeerVpcId, 1],
      ['requester-vpc-info.cidr-block', '10.0.0.0/16', 2],
      ['requester-vpc-info.owner-id', OWNER, 2],
      ['requester-vpc-info.vpc-id', VpcId, 2],
      ['expiration-time', '2023*', 1],
      ['status-code', 'active', 1],
      ['status-message', 'Active', 1],
      ['vpc-peering-connection-id', id, 1],
      ['tag-key', '*', 0],
    ];
    for (const [Name, value, count] of ROWS) {
      const input = { Filters: [{ Name, Values: [value] }], MaxResults: 5 };
      expect([Name, harness.call('DescribeVpcPeeringConnections', input).VpcPeeringConnections.length]).toEqual([
        Name,
        count,
      ]);
    }
  });
});

describe('options', () => {
  const modify = (VpcPeeringConnectionId: string, more: object) => ({ VpcPeeringConnectionId, ...more });
  const dns = (AllowDnsResolutionFromRemoteVpc: boolean) => ({ AllowDnsResolutionFromRemoteVpc });

  it('are of each side', () => {
    const id = active();
    const input = modify(id, { AccepterPeeringConnectionOptions: dns(true) });
    expect(harness.call('ModifyVpcPeeringConnectionOptions', input)).toEqual({
      AccepterPeeringConnectionOptions: { ...options, ...dns(true) },
    });
    expect(shown(id).AccepterVpcInfo.PeeringOptions).toMatchObject(dns(true));
    expect(shown(id).RequesterVpcInfo.PeeringOptions).toMatchObject(dns(false));
    const both = { AccepterPeeringConnectionOptions: dns(false), RequesterPeeringConnectionOptions: dns(true) };
    harness.call('ModifyVpcPeeringConnectionOptions', modify(id, both));
    expect(shown(id).AccepterVpcInfo.PeeringOptions).toMatchObject(dns(false));
    expect(shown(id).RequesterVpcInfo.PeeringOptions).toMatchObject(dns(true));
  });

  it('are refused while it waits, none, and of EC2-Classic', () => {
    const id = create();
    const input = modify(id, { AccepterPeeringConnectionOptions: dns(true) });
    expect(harness.refusal('ModifyVpcPeeringConnectionOptions', input)).toBe(
      `OperationNotPermitted: Peering ${id} is not active. Peering options can be added only to active peerings.`,
    );
    act('Accept', id);
    expect(harness.refusal('ModifyVpcPeeringConnectionOptions', modify(id, {}))).toMatch(/^MissingParameter/);
    for (const name of ['AllowEgressFromLocalClassicLinkToRemoteVpc', 'AllowEgressFromLocalVpcToRemoteClassicLink']) {
      const classic = modify(id, { RequesterPeeringConnectionOptions: { [name]: true } });
      expect(harness.refusal('ModifyVpcPeeringConnectionOptions', classic)).toMatch(/^UnsupportedOperation/);
    }
  });
});

describe('groups across a connection', () => {
  const group = (of: string, GroupName: string): string =>
    harness.call('CreateSecurityGroup', { VpcId: of, GroupName, Description: 'x' }).GroupId;
  const permission = (pair: object) => [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [pair] }];
  let web: string;
  let peer: string;
  beforeEach(() => {
    web = group(VpcId, 'web');
    peer = group(PeerVpcId, 'peer');
  });
  const allow = (pair: object) =>
    harness.call('AuthorizeSecurityGroupIngress', { GroupId: web, IpPermissions: permission(pair) });
  const refusedPair = (pair: object) =>
    harness.refusal('AuthorizeSecurityGroupIngress', { GroupId: web, IpPermissions: permission(pair) });
  const pairs = () =>
    harness.call('DescribeSecurityGroups', { GroupIds: [web] }).SecurityGroups[0].IpPermissions[0].UserIdGroupPairs;
  const stale = () => harness.call('DescribeStaleSecurityGroups', { VpcId }).StaleSecurityGroupSet;
  const different = 'InvalidGroup.NotFound: You have specified two resources that belong to different networks.';

  it('can be peers while it is active, and are shown with it', () => {
    const waiting = create();
    expect(refusedPair({ GroupId: peer })).toBe(different);
    act('Accept', waiting);
    const [rule] = allow({ GroupId: peer, UserId: OWNER, VpcId: PeerVpcId }).SecurityGroupRules;
    const reference = { GroupId: peer, UserId: OWNER, VpcId: PeerVpcId, VpcPeeringConnectionId: waiting };
    expect(rule.ReferencedGroupInfo).toEqual({ ...reference, PeeringStatus: 'active' });
    expect(pairs()).toEqual([{ ...reference, PeeringStatus: 'active' }]);
    const { SecurityGroupReferenceSet } = harness.call('DescribeSecurityGroupReferences', { GroupId: [peer, web] });
    expect(SecurityGroupReferenceSet).toEqual([
      { GroupId: peer, ReferencingVpcId: VpcId, VpcPeeringConnectionId: waiting },
    ]);
    expect(stale()).toEqual([]);
  });

  it('are refused with another connection, VPC or account', () => {
    const id = active();
    const third = vpc('10.2.0.0/16');
    const other = create({ PeerVpcId: third });
    act('Accept', other);
    expect(refusedPair({ GroupId: peer, VpcPeeringConnectionId: other })).toBe(different);
    expect(refusedPair({ GroupId: peer, VpcId: third })).toBe(different);
    expect(refusedPair({ GroupId: peer, UserId: '999999999999' })).toMatch(/^InvalidGroup.NotFound/);
    expect(refusedPair({ GroupId: group(vpc('10.3.0.0/16'), 'far') })).toBe(different);
    expect(refusedPair({ GroupId: peer, VpcPeeringConnectionId: 'pcx-x' })).toMatch(/Malformed/);
    allow({ GroupId: peer, VpcPeeringConnectionId: id });
  });

  it('leave stale rules, which go like any other', () => {
    const id = active();
    allow({ GroupId: peer });
    act('Delete', id);
    const UserIdGroupPairs = [
      { GroupId: peer, UserId: OWNER, VpcId: PeerVpcId, VpcPeeringConnectionId: id, PeeringStatus: 'deleted' },
    ];
    const permissions = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [], PrefixListIds: [] };
    expect(stale()).toEqual([
      {
        GroupId: web,
        GroupName: 'web',
        Description: 'x',
        VpcId,
        StaleIpPermissions: [{ ...permissions, UserIdGroupPairs }],
        StaleIpPermissionsEgress: [],
      },
    ]);
    harness.call('DeleteSecurityGroup', { GroupId: peer });
    expect(pairs()[0]).not.toHaveProperty('UserId');
    harness.call('UpdateSecurityGroupRuleDescriptionsIngress', {
      GroupId: web,
      IpPermissions: permission({ GroupId: peer, Description: 'old' }),
    });
    harness.call('RevokeSecurityGroupIngress', { GroupId: web, IpPermissions: permission({ GroupId: peer }) });
    expect(stale()).toEqual([]);
    expect(harness.refusal('DescribeStaleSecurityGroups', { VpcId, MaxResults: 256 })).toMatch(/^InvalidParameter/);
    expect(harness.refusal('DescribeSecurityGroupReferences', { GroupId: [] })).toMatch(/^MissingParameter/);
  });

  it('let packets through while it is active', () => {
    const id = active();
    const eni = (of: string, block: string, at: string, GroupId: string): string => {
      const { SubnetId } = harness.call('CreateSubnet', { VpcId: of, CidrBlock: block }).Subnet;
      const NetworkInterfaceId = putEni(harness, SubnetId, at);
      harness.call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Groups: [GroupId] });
      return NetworkInterfaceId;
    };
    const server = eni(VpcId, '10.0.0.0/24', '10.0.0.10', web);
    const client = eni(PeerVpcId, '10.1.0.0/24', '10.1.0.10', peer);
    allow({ GroupId: peer });
    harness.transact((tx) => {
      for (const table of tx.view.routeTables.values()) {
        const [far] = [...tx.view.vpcs.values()].filter(({ id: of }) => of !== table.vpc);
        const [block] = far?.ipv4 ?? [];
        if (block === undefined) throw new Error('no VPC on the other side');
        const target = { kind: 'vpc-peering', peering: id as never } as const;
        tx.put({ ...table, routes: [...table.routes, { destination: block.prefix, target, origin: 'CreateRoute' }] });
      }
    });
    const ask = () => {
      const view = harness.view();
      const question = { from: client, to: server, protocol: 'tcp', port: 80 } as const;
      return explain(view, compile(view), question, 0 as Instant);
    };
    expect(ask().allowed).toBe(true);
    act('Delete', id);
    expect(ask()).toMatchObject({ allowed: false, request: { disposition: 'blackhole' } });
  });
});

describe('Terraform', () => {
  it('aws_vpc_peering_connection with auto_accept, options, and _accepter', () => {
    const id = create();
    expect(status(id)[0]).toBe('pending-acceptance');
    act('Accept', id);
    expect(status(id)[0]).toBe('active');
    harness.call('ModifyVpcPeeringConnectionOptions', {
      VpcPeeringConnectionId: id,
      AccepterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
    });
    harness.call('CreateTags', { Resources: [id], Tags: [{ Key: 'Side', Value: 'Accepter' }] });
    expect(shown(id).Tags).toEqual([{ Key: 'Side', Value: 'Accepter' }]);
    act('Delete', id);
    expect(['deleted', 'rejected', 'failed', 'expired']).toContain(status(id)[0]);
  });
});
