import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';

let harness: Harness;
let VpcId: string;
let NetworkAclId: string;

beforeEach(() => {
  harness = createHarness();
  VpcId = harness.call('CreateVpc', { CidrBlock: '10.0.0.0/16' }).Vpc.VpcId;
  NetworkAclId = harness.call('CreateNetworkAcl', { VpcId }).NetworkAcl.NetworkAclId;
});

const ENTRY = { RuleNumber: 100, Protocol: '6', RuleAction: 'allow', Egress: false, CidrBlock: '0.0.0.0/0' };
const WEB = { ...ENTRY, PortRange: { From: 80, To: 80 } };
const add = (input: object) => harness.call('CreateNetworkAclEntry', { NetworkAclId, ...input });
const shown = (id = NetworkAclId) => harness.call('DescribeNetworkAcls', { NetworkAclIds: [id] }).NetworkAcls[0];
/** Those that users made. */
const entries = () => shown().Entries.filter((entry: { RuleNumber: number }) => entry.RuleNumber < 32767);
const defaultAcl = () =>
  harness.call('DescribeNetworkAcls', { Filters: [{ Name: 'default', Values: ['true'] }] }).NetworkAcls[0];
const subnet = (CidrBlock = '10.0.1.0/24', vpc = VpcId) =>
  harness.call('CreateSubnet', { VpcId: vpc, CidrBlock }).Subnet.SubnetId as string;

describe('CreateNetworkAcl', () => {
  const denials = (more: object) =>
    [true, false].map((Egress) => ({ Protocol: '-1', RuleAction: 'deny', Egress, ...more }));

  it('denies everything until entries are added', () => {
    expect(shown()).toEqual({
      NetworkAclId: expect.stringMatching(/^acl-[0-9a-f]{17}$/),
      VpcId,
      OwnerId: '111122223333',
      IsDefault: false,
      Entries: denials({ RuleNumber: 32767, CidrBlock: '0.0.0.0/0' }),
      Associations: [],
      Tags: [],
    });
  });

  it('denies IPv6 too where there is IPv6', () => {
    const vpc = harness.call('CreateVpc', { CidrBlock: '10.1.0.0/16', AmazonProvidedIpv6CidrBlock: true }).Vpc.VpcId;
    const { Entries } = harness.call('CreateNetworkAcl', { VpcId: vpc }).NetworkAcl;
    expect(Entries).toHaveLength(4);
    expect(Entries).toEqual(
      expect.arrayContaining([
        ...denials({ RuleNumber: 32767, CidrBlock: '0.0.0.0/0' }),
        ...denials({ RuleNumber: 32768, Ipv6CidrBlock: '::/0' }),
      ]),
    );
  });

  it('makes nothing twice for one client token', () => {
    const input = { VpcId, ClientToken: 'once' };
    const first = harness.call('CreateNetworkAcl', input);
    expect(first.ClientToken).toBe('once');
    expect(harness.call('CreateNetworkAcl', input)).toEqual(first);
    const other = harness.call('CreateVpc', { CidrBlock: '10.1.0.0/16' }).Vpc.VpcId;
    expect(harness.refusal('CreateNetworkAcl', { ...input, VpcId: other })).toMatch(/^IdempotentParameterMismatch/);
  });

  it('is refused beyond the quota, and for an unknown VPC', () => {
    const quotas = { networkAclsPerVpc: 2 };
    expect(harness.refusal('CreateNetworkAcl', { VpcId }, { quotas })).toMatch(/^NetworkAclLimitExceeded/);
    expect(harness.refusal('CreateNetworkAcl', { VpcId: 'vpc-0123456789abcdef0' })).toMatch(/^InvalidVpcID.NotFound/);
  });
});

describe('entries', () => {
  const ICMP = { IcmpTypeCode: { Type: 8, Code: -1 } };
  const PORTS = { PortRange: { From: 1024, To: 65535 } };
  const V6 = { CidrBlock: undefined, Ipv6CidrBlock: '2001:db8::/32' };
  /** What is sent beside the common members, and what of it is kept (network ACL entries, by protocol). */
  const KEPT: ReadonlyArray<readonly [protocol: string, sent: object, kept: object]> = [
    ['-1', {}, {}],
    ['-1', { ...PORTS, ...ICMP }, {}],
    ['6', { ...PORTS, ...ICMP }, PORTS],
    ['17', PORTS, PORTS],
    ['1', { ...PORTS, ...ICMP }, ICMP],
    ['1', { ...ICMP, ...V6 }, { ...ICMP, Ipv6CidrBlock: '2001:db8::/32' }],
    ['1', { IcmpTypeCode: { Type: -1, Code: -1 } }, { IcmpTypeCode: { Type: -1, Code: -1 } }],
    ['58', { ...ICMP, ...V6 }, { ...ICMP, Ipv6CidrBlock: '2001:db8::/32' }],
    ['58', ICMP, {}],
    ['58', {}, {}],
    ['50', PORTS, {}],
    ['0', {}, {}],
    ['255', {}, {}],
  ];
  it.each(KEPT)('of protocol %s given %j keep %j', (Protocol, sent, kept) => {
    add({ ...ENTRY, Protocol, ...sent });
    const cidr = 'Ipv6CidrBlock' in kept ? {} : { CidrBlock: '0.0.0.0/0' };
    expect(entries()).toEqual([{ RuleNumber: 100, RuleAction: 'allow', Egress: false, Protocol, ...cidr, ...kept }]);
  });

  it('are canonical', () => {
    add({ ...WEB, CidrBlock: '100.68.0.18/18' });
    expect(entries()[0].CidrBlock).toBe('100.68.0.0/18');
  });

  it('are listed in order of evaluation', () => {
    for (const RuleNumber of [200, 1, 32766, 50]) add({ ...WEB, RuleNumber });
    expect(entries().map((entry: { RuleNumber: number }) => entry.RuleNumber)).toEqual([1, 50, 200, 32766]);
  });

  it('have numbers of their own in each direction, shared by the families', () => {
    add(WEB);
    add({ ...WEB, Egress: true });
    const taken = 'NetworkAclEntryAlreadyExists: The network acl entry identified by 100 already exists.';
    expect(harness.refusal('CreateNetworkAclEntry', { NetworkAclId, ...WEB })).toBe(taken);
    const v6 = { ...WEB, CidrBlock: undefined, Ipv6CidrBlock: '::/0' };
    expect(harness.refusal('CreateNetworkAclEntry', { NetworkAclId, ...v6 })).toBe(taken);
  });

  it('are replaced whole', () => {
    add(WEB);
    add({ ...WEB, Egress: true });
    const next = { RuleNumber: 100, Protocol: '1', RuleAction: 'deny', CidrBlock: '10.0.0.0/8', ...ICMP };
    harness.call('ReplaceNetworkAclEntry', { NetworkAclId, ...next }); // no Egress: ingress
    expect(entries()).toEqual([
      { ...WEB, Egress: true },
      { ...next, Egress: false },
    ]);
  });

  it('are deleted by number and direction', () => {
    add(WEB);
    add({ ...WEB, Egress: true });
    harness.call('DeleteNetworkAclEntry', { NetworkAclId, RuleNumber: 100, Egress: true });
    expect(entries()).toEqual([WEB]);
  });

  const REFUSED: ReadonlyArray<readonly [input: object, words: string | RegExp]> = [
    [
      { NetworkAclId: 'acl-0123456789abcdef0' },
      "InvalidNetworkAclID.NotFound: The networkAcl ID 'acl-0123456789abcdef0' does not exist",
    ],
    [{ NetworkAclId: 'acl' }, /^InvalidNetworkAclId.Malformed/],
    ...[0, -1, 32767, 32768, 65536, 1.5].map(
      (RuleNumber) => [{ RuleNumber }, /^InvalidParameterValue: .*ruleNumber/] as const,
    ),
    [{ Protocol: 'tcp' }, "InvalidParameterValue: Invalid value 'tcp' for IP protocol. Unknown protocol."],
    [{ Protocol: '256' }, "InvalidParameterValue: Invalid value '256' for IP protocol. Unknown protocol."],
    [{ Protocol: '' }, /^MissingParameter/],
    [{ Protocol: '1' }, 'MissingParameter: The request must contain the parameter icmpTypeCode.type'],
    [
      { Protocol: '1', IcmpTypeCode: { Type: 8 } },
      'MissingParameter: The request must contain the parameter icmpTypeCode.code',
    ],
    [
      { Protocol: '58', CidrBlock: undefined, Ipv6CidrBlock: '::/0' },
      'MissingParameter: The request must contain the parameter icmpTypeCode.type',
    ],
    [{ Protocol: '1', IcmpTypeCode: { Type: 256, Code: 0 } }, 'InvalidParameterValue: ICMP type (256) out of range'],
    [{ Protocol: '1', IcmpTypeCode: { Type: 8, Code: -2 } }, 'InvalidParameterValue: ICMP code (-2) out of range'],
    [{ Protocol: '1', IcmpTypeCode: { Type: -1, Code: 0 } }, /^InvalidParameterValue: .*icmpTypeCode.code/],
    [{ PortRange: undefined }, 'MissingParameter: The request must contain the parameter portRange'],
    [{ PortRange: { To: 80 } }, 'MissingParameter: The request must contain the parameter portRange.from'],
    [{ PortRange: { From: 80 } }, 'MissingParameter: The request must contain the parameter portRange.to'],
    [{ PortRange: { From: -1, To: -1 } }, 'InvalidParameterValue: TCP/UDP (from) port (-1) out of range'],
    [{ PortRange: { From: 0, To: 65536 } }, 'InvalidParameterValue: TCP/UDP (to) port (65536) out of range'],
    [{ PortRange: { From: 81, To: 80 } }, /^InvalidParameterValue: .*81:80/],
    [{ CidrBlock: undefined }, 'MissingParameter: The request must contain the parameter cidrBlock'],
    [{ Ipv6CidrBlock: '::/0' }, /^InvalidParameterCombination/],
    [
      { CidrBlock: '10.0.0.0' },
      'InvalidParameterValue: Value (10.0.0.0) for parameter cidrBlock is invalid. This is not a valid CIDR block.',
    ],
    [
      { CidrBlock: undefined, Ipv6CidrBlock: '10.0.0.0/8' },
      'InvalidParameterValue: Value (10.0.0.0/8) for parameter ipv6CidrBlock is invalid. This is not a valid CIDR block.',
    ],
    [{ RuleAction: 'Allow' }, /^InvalidParameterValue: Value \(Allow\) for parameter ruleAction/],
    [{ RuleAction: '' }, /^MissingParameter/],
  ];
  it.each(REFUSED)('given %j are refused', (input, words) => {
    for (const action of ['CreateNetworkAclEntry', 'ReplaceNetworkAclEntry']) {
      const said = harness.refusal(action, { NetworkAclId, ...WEB, ...input });
      if (typeof words === 'string') expect(said).toBe(words);
      else expect(said).toMatch(words);
    }
  });

  it('that are not there are neither replaced nor deleted', () => {
    add({ ...WEB, Egress: true });
    const none = `InvalidNetworkAclEntry.NotFound: no ingress entry with number 100 in network acl ${NetworkAclId}`;
    expect(harness.refusal('ReplaceNetworkAclEntry', { NetworkAclId, ...WEB })).toBe(none);
    expect(harness.refusal('DeleteNetworkAclEntry', { NetworkAclId, RuleNumber: 100, Egress: false })).toBe(none);
    expect(harness.refusal('DeleteNetworkAclEntry', { NetworkAclId, RuleNumber: 99, Egress: true })).toMatch(
      /: no egress entry with number 99 /,
    );
  });

  it('of AWS stay', () => {
    for (const Egress of [true, false]) {
      expect(harness.refusal('DeleteNetworkAclEntry', { NetworkAclId, RuleNumber: 32767, Egress })).toMatch(
        /^InvalidParameterValue/,
      );
    }
  });

  it('are twenty per direction and family, the last one included', () => {
    for (let i = 1; i <= 19; i++) add({ ...WEB, RuleNumber: i });
    const full = 'NetworkAclEntryLimitExceeded: The maximum number of network acl entries has been reached.';
    const next = { NetworkAclId, ...WEB, RuleNumber: 20 };
    expect(harness.refusal('CreateNetworkAclEntry', next)).toBe(full);
    add({ ...WEB, Egress: true });
    add({ ...next, CidrBlock: undefined, Ipv6CidrBlock: '::/0' });
    expect(harness.refusal('ReplaceNetworkAclEntry', next)).toBe(full); // IPv6 to IPv4
    harness.call('ReplaceNetworkAclEntry', { ...next, RuleNumber: 1 });
    harness.call('CreateNetworkAclEntry', { ...next, RuleNumber: 21 }, { quotas: { entriesPerAcl: 40 } });
  });

  it('of the default ACL can be changed', () => {
    const id = defaultAcl().NetworkAclId;
    harness.call('DeleteNetworkAclEntry', { NetworkAclId: id, RuleNumber: 100, Egress: false });
    add({ NetworkAclId: id, ...WEB });
    expect(shown(id).Entries.filter((entry: { Egress: boolean }) => !entry.Egress)).toMatchObject([
      WEB,
      { RuleNumber: 32767 },
    ]);
  });
});

describe('associations', () => {
  it('move with a new id', () => {
    const SubnetId = subnet();
    let [association] = defaultAcl().Associations;
    for (const id of [NetworkAclId, NetworkAclId, defaultAcl().NetworkAclId]) {
      const old = association.NetworkAclAssociationId;
      const input = { AssociationId: old, NetworkAclId: id };
      const { NewAssociationId } = harness.call('ReplaceNetworkAclAssociation', input);
      expect(NewAssociationId).toMatch(/^aclassoc-[0-9a-f]{17}$/);
      expect(NewAssociationId).not.toBe(old);
      [association] = shown(id).Associations;
      expect(association).toEqual({ NetworkAclAssociationId: NewAssociationId, NetworkAclId: id, SubnetId });
      expect(harness.refusal('ReplaceNetworkAclAssociation', input)).toBe(
        `InvalidAssociationID.NotFound: The association ID '${old}' does not exist`,
      );
    }
    expect(shown().Associations).toEqual([]);
  });

  it('stay within one network, and need an ACL', () => {
    subnet();
    const AssociationId = defaultAcl().Associations[0].NetworkAclAssociationId;
    const other = harness.call('CreateVpc', { CidrBlock: '10.1.0.0/16' }).Vpc.VpcId;
    const foreign = harness.call('CreateNetworkAcl', { VpcId: other }).NetworkAcl.NetworkAclId;
    expect(harness.refusal('ReplaceNetworkAclAssociation', { AssociationId, NetworkAclId: foreign })).toMatch(
      /^InvalidParameterValue: .* belong to different networks$/,
    );
    expect(
      harness.refusal('ReplaceNetworkAclAssociation', { AssociationId, NetworkAclId: 'acl-0123456789abcdef0' }),
    ).toMatch(/^InvalidNetworkAclID.NotFound/);
  });
});

describe('DeleteNetworkAcl', () => {
  it('takes the entries along', () => {
    add(WEB);
    harness.call('DeleteNetworkAcl', { NetworkAclId });
    expect(harness.refusal('DeleteNetworkAcl', { NetworkAclId })).toBe(
      `InvalidNetworkAclID.NotFound: The networkAcl ID '${NetworkAclId}' does not exist`,
    );
  });

  it('leaves the default one, and those in use', () => {
    subnet();
    const id = defaultAcl().NetworkAclId;
    expect(harness.refusal('DeleteNetworkAcl', { NetworkAclId: id })).toBe(
      `InvalidParameterValue: cannot delete default network ACL ${id}`,
    );
    const AssociationId = defaultAcl().Associations[0].NetworkAclAssociationId;
    harness.call('ReplaceNetworkAclAssociation', { AssociationId, NetworkAclId });
    expect(harness.refusal('DeleteNetworkAcl', { NetworkAclId })).toBe(
      `DependencyViolation: The networkAcl '${NetworkAclId}' has dependencies and cannot be deleted.`,
    );
  });
});

describe('DescribeNetworkAcls filters', () => {
  it('by everything', () => {
    const SubnetId = subnet();
    add(WEB);
    add({
      ...ENTRY,
      RuleNumber: 7,
      Egress: true,
      Protocol: '1',
      IcmpTypeCode: { Type: 8, Code: 3 },
      CidrBlock: '10.0.0.0/8',
    });
    add({ ...ENTRY, RuleNumber: 8, Protocol: '50', CidrBlock: undefined, Ipv6CidrBlock: '2001:db8::/32' });
    const { NetworkAclId: main, Associations } = defaultAcl();
    const ROWS: ReadonlyArray<readonly [name: string, value: string, own: boolean, isMain: boolean]> = [
      ['association.association-id', Associations[0].NetworkAclAssociationId, false, true],
      ['association.network-acl-id', main, false, true],
      ['association.subnet-id', SubnetId, false, true],
      ['default', 'false', true, false],
      ['entry.cidr', '10.0.0.0/8', true, false],
      ['entry.egress', 'true', true, true],
      ['entry.icmp.code', '3', true, false],
      ['entry.icmp.type', '8', true, false],
      ['entry.ipv6-cidr', '2001:db8::/32', true, false],
      ['entry.port-range.from', '80', true, false],
      ['entry.port-range.to', '80', true, false],
      ['entry.protocol', 'tcp', true, false],
      ['entry.protocol', '6', true, false],
      ['entry.protocol', '50', true, false],
      ['entry.protocol', '-1', true, true],
      ['entry.rule-action', 'deny', true, true],
      ['entry.rule-number', '7', true, false],
      ['network-acl-id', NetworkAclId, true, false],
      ['owner-id', '111122223333', true, true],
      ['vpc-id', VpcId, true, true],
    ];
    for (const [Name, value, own, isMain] of ROWS) {
      const { NetworkAcls } = harness.call('DescribeNetworkAcls', { Filters: [{ Name, Values: [value] }] });
      const ids = NetworkAcls.map((acl: { NetworkAclId: string }) => acl.NetworkAclId);
      expect([Name, value, ids]).toEqual([Name, value, [...(isMain ? [main] : []), ...(own ? [NetworkAclId] : [])]]);
    }
  });
});
