import { beforeEach, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../../../test/control-harness.ts';

let harness: Harness;
let id: string;

beforeEach(() => {
  harness = createHarness();
  id = create();
});

const cidrs = (...texts: string[]) => texts.map((Cidr) => ({ Cidr }));
const many = (count: number) => cidrs(...Array.from({ length: count }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`));
const base = () => ({ PrefixListName: 'office', MaxEntries: 5, AddressFamily: 'IPv4', Entries: cidrs('10.0.0.0/8') });
const create = (more: object = {}): string =>
  harness.call('CreateManagedPrefixList', { ...base(), ...more }).PrefixList.PrefixListId;
const shown = (of = id) => harness.call('DescribeManagedPrefixLists', { PrefixListIds: [of] }).PrefixLists[0];
const entries = (more: object = {}) =>
  harness
    .call('GetManagedPrefixListEntries', { PrefixListId: id, ...more })
    .Entries.map(({ Cidr, Description }: { Cidr: string; Description?: string }) =>
      Description ? `${Cidr} ${Description}` : Cidr,
    );
const modify = (input: object, of = id) =>
  harness.call('ModifyManagedPrefixList', { PrefixListId: of, ...input }).PrefixList;
const refused = (input: object, of = id) => harness.refusal('ModifyManagedPrefixList', { PrefixListId: of, ...input });
const awsList = (name: string): string =>
  harness.call('DescribeManagedPrefixLists', { Filters: [{ Name: 'prefix-list-name', Values: [`*.${name}`] }] })
    .PrefixLists[0].PrefixListId;

describe('CreateManagedPrefixList', () => {
  it('answers that it is in progress; the next call sees it complete', () => {
    const input = { ...base(), TagSpecifications: [{ ResourceType: 'prefix-list', Tags: [{ Key: 'k', Value: 'v' }] }] };
    const { PrefixList } = harness.call('CreateManagedPrefixList', input);
    expect(PrefixList).toEqual({
      PrefixListId: expect.stringMatching(/^pl-[0-9a-f]{17}$/),
      PrefixListName: 'office',
      PrefixListArn: `arn:aws:ec2:us-east-1:111122223333:prefix-list/${PrefixList.PrefixListId}`,
      AddressFamily: 'IPv4',
      State: 'create-in-progress',
      MaxEntries: 5,
      Version: 1,
      OwnerId: '111122223333',
      Tags: [{ Key: 'k', Value: 'v' }],
    });
    expect(shown(PrefixList.PrefixListId)).toEqual({ ...PrefixList, State: 'create-complete' });
  });

  it('clears host bits, keeps descriptions, and takes no entries at all', () => {
    id = create({ Entries: [{ Cidr: '10.1.2.3/8', Description: 'ten' }] });
    expect(entries()).toEqual(['10.0.0.0/8 ten']);
    id = create({ Entries: undefined });
    expect(entries()).toEqual([]);
  });

  it('makes one list of one token', () => {
    const ClientToken = 'x'.repeat(255);
    expect(create({ ClientToken })).toBe(create({ ClientToken }));
    expect(harness.refusal('CreateManagedPrefixList', { ...base(), ClientToken, MaxEntries: 6 })).toMatch(
      /^IdempotentParameterMismatch/,
    );
  });

  it.each([
    [{ MaxEntries: 0 }, 'InvalidParameterValue: Must specify a max size between 1 and 1000'],
    [{ MaxEntries: 1001 }, 'InvalidParameterValue: Must specify a max size between 1 and 1000'],
    [{ MaxEntries: 1, Entries: cidrs('10.0.0.0/8', '11.0.0.0/8') }, /^PrefixListMaxEntriesExceeded/],
    [
      { MaxEntries: 200, Entries: many(101) },
      'InvalidParameterValue: The number of entries per request cannot exceeds limit (100).',
    ],
    [{ Entries: cidrs('2001:db8::/32') }, /^InvalidParameterValue: Value \(2001:db8::\/32\) for parameter cidr/],
    [
      { Entries: cidrs('10.0.0.0/8', '10.9.9.9/8') },
      /^InvalidParameterValue: Value \(10.0.0.0\/8\) for parameter entry/,
    ],
    [{ Entries: [{ Cidr: '10.0.0.0/8', Description: 'x'.repeat(256) }] }, /^InvalidParameterValue/],
    [{ AddressFamily: 'IPv5' }, /^InvalidParameterValue: Value \(IPv5\) for parameter addressFamily/],
    [{ PrefixListName: 'com.amazonaws.x' }, /^InvalidParameterValue: .* prefixListName/],
    [{ PrefixListName: 'x'.repeat(256) }, /^InvalidParameterValue: .* prefixListName/],
    [{ PrefixListName: '' }, 'MissingParameter: The request must contain the parameter prefixListName'],
    [{ TagSpecifications: [{ ResourceType: 'vpc' }] }, /^InvalidParameterValue/],
    [{ ClientToken: 'x'.repeat(256) }, /^InvalidClientToken/],
  ])('refuses %j', (more, words) => {
    const said = harness.refusal('CreateManagedPrefixList', { ...base(), ...more });
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('makes no more than the quota', () => {
    const quotas = { prefixListsPerRegion: 1 };
    expect(harness.refusal('CreateManagedPrefixList', base(), { quotas })).toMatch(/^PrefixListLimitExceeded/);
  });
});

describe('ModifyManagedPrefixList', () => {
  it('makes a version of each change of entries, and none of a name or size', () => {
    expect(modify({ CurrentVersion: 1, AddEntries: cidrs('11.0.0.0/8') })).toMatchObject({
      State: 'modify-in-progress',
      Version: 2,
    });
    expect(shown()).toMatchObject({ State: 'modify-complete', Version: 2 });
    modify({ PrefixListName: 'renamed' });
    modify({ MaxEntries: 9 });
    expect(shown()).toMatchObject({ PrefixListName: 'renamed', MaxEntries: 9, Version: 2 });
    modify({ CurrentVersion: 2, RemoveEntries: cidrs('10.0.0.0/8') });
    expect(entries()).toEqual(['11.0.0.0/8']);
    expect([1, 2, 3].map((TargetVersion) => entries({ TargetVersion }))).toEqual([
      ['10.0.0.0/8'],
      ['10.0.0.0/8', '11.0.0.0/8'],
      ['11.0.0.0/8'],
    ]);
  });

  it('removes first, so that a block gets another description', () => {
    modify({
      CurrentVersion: 1,
      RemoveEntries: cidrs('10.0.0.0/8'),
      AddEntries: [{ Cidr: '10.0.0.0/8', Description: 'ten' }],
    });
    expect(entries()).toEqual(['10.0.0.0/8 ten']);
  });

  it('forgets the oldest version when there are too many', () => {
    const quotas = { versionsPerPrefixList: 2 };
    const add = (CurrentVersion: number, cidr: string) =>
      harness.call(
        'ModifyManagedPrefixList',
        { PrefixListId: id, CurrentVersion, AddEntries: cidrs(cidr) },
        { quotas },
      );
    add(1, '11.0.0.0/8');
    add(2, '12.0.0.0/8');
    expect(entries({ TargetVersion: 2 })).toHaveLength(2);
    expect(harness.refusal('GetManagedPrefixListEntries', { PrefixListId: id, TargetVersion: 1 })).toMatch(
      /^PrefixListVersionNotFound/,
    );
  });

  it.each([
    [{}, /^MissingParameter/],
    [{ AddEntries: cidrs('11.0.0.0/8') }, 'MissingParameter: The request must contain the parameter currentVersion'],
    [
      { CurrentVersion: 2, AddEntries: cidrs('11.0.0.0/8') },
      'PrefixListVersionMismatch: The prefix list has the incorrect version number.',
    ],
    [
      { CurrentVersion: 0, AddEntries: cidrs('11.0.0.0/8') },
      'InvalidParameterValue: The specified value for version is not valid. The value must be greater than (1).',
    ],
    [
      { CurrentVersion: 1, AddEntries: cidrs('11.0.0.0/8'), MaxEntries: 9 },
      'InvalidParameterCombination: You cannot modify the entries and the maximum entries for the prefix list in the same request.',
    ],
    [
      { CurrentVersion: 1, AddEntries: cidrs('10.0.0.0/8') },
      'InvalidPrefixListModification: The entry 10.0.0.0/8 already exists.',
    ],
    [
      { CurrentVersion: 1, RemoveEntries: cidrs('11.0.0.0/8') },
      'InvalidPrefixListModification: The entry 11.0.0.0/8 does not exist.',
    ],
    [{ CurrentVersion: 1, AddEntries: cidrs('::/0') }, /^InvalidParameterValue/],
    [{ CurrentVersion: 1, AddEntries: many(5) }, /^PrefixListMaxEntriesExceeded/],
    [{ CurrentVersion: 1, RemoveEntries: many(101) }, /^InvalidParameterValue: The number of entries per request/],
    [{ MaxEntries: 0 }, /^InvalidParameterValue: Must specify/],
    [{ PrefixListName: 'com.amazonaws' }, /^InvalidParameterValue/],
    [{ IpamPrefixListResolverSyncEnabled: true }, /^UnsupportedOperation/],
  ])('refuses %j', (input, words) => {
    const said = refused(input);
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('does not shrink below the entries', () => {
    modify({ CurrentVersion: 1, AddEntries: cidrs('11.0.0.0/8') });
    expect(refused({ MaxEntries: 1 })).toMatch(/^InvalidParameterValue: The prefix list has 2 entries/);
    modify({ MaxEntries: 2 });
  });
});

describe('RestoreManagedPrefixListVersion', () => {
  const restore = (PreviousVersion: number, CurrentVersion: number) => ({
    PrefixListId: id,
    PreviousVersion,
    CurrentVersion,
  });

  it('copies the old entries into a new version', () => {
    modify({ CurrentVersion: 1, RemoveEntries: cidrs('10.0.0.0/8') });
    const { PrefixList } = harness.call('RestoreManagedPrefixListVersion', restore(1, 2));
    expect(PrefixList).toMatchObject({ State: 'restore-in-progress', Version: 3 });
    expect(shown()).toMatchObject({ State: 'restore-complete', Version: 3 });
    expect(entries()).toEqual(['10.0.0.0/8']);
  });

  it('refuses versions that are not, and entries that no longer fit', () => {
    const said = (previous: number, current: number) =>
      harness.refusal('RestoreManagedPrefixListVersion', restore(previous, current));
    expect(said(1, 2)).toMatch(/^PrefixListVersionMismatch/);
    expect(said(0, 1)).toMatch(/^InvalidParameterValue/);
    expect(said(2, 1)).toBe(`PrefixListVersionNotFound: The prefix list ${id} has no version 2.`);
    modify({ CurrentVersion: 1, AddEntries: cidrs('11.0.0.0/8') });
    modify({ CurrentVersion: 2, RemoveEntries: cidrs('11.0.0.0/8') });
    modify({ MaxEntries: 1 });
    expect(said(2, 3)).toMatch(/^PrefixListMaxEntriesExceeded/);
  });
});

describe('lists of AWS', () => {
  it('are there for everybody, without version and size', () => {
    const [list] = harness.call('DescribeManagedPrefixLists', {
      Filters: [{ Name: 'prefix-list-name', Values: ['com.amazonaws.us-east-1.s3'] }],
    }).PrefixLists;
    expect(list).toEqual({
      PrefixListId: expect.stringMatching(/^pl-[0-9a-f]{8}$/),
      PrefixListName: 'com.amazonaws.us-east-1.s3',
      PrefixListArn: `arn:aws:ec2:us-east-1:aws:prefix-list/${list.PrefixListId}`,
      AddressFamily: 'IPv4',
      State: 'create-complete',
      OwnerId: 'AWS',
      Tags: [],
    });
    id = list.PrefixListId;
    expect(entries()).toContain('52.216.0.0/15');
  });

  it('are those that the older call knows, with their blocks', () => {
    const { PrefixLists } = harness.call('DescribePrefixLists', {
      Filters: [{ Name: 'prefix-list-name', Values: ['com.amazonaws.us-east-1.dynamodb'] }],
    });
    expect(PrefixLists).toEqual([
      {
        PrefixListId: awsList('dynamodb'),
        PrefixListName: 'com.amazonaws.us-east-1.dynamodb',
        Cidrs: ['3.218.180.0/22', '52.94.0.0/22', '52.119.224.0/20'],
      },
    ]);
    expect(harness.refusal('DescribePrefixLists', { PrefixListIds: [id] })).toMatch(/^InvalidPrefixListID.NotFound/);
    expect(harness.call('DescribePrefixLists', { PrefixListIds: [awsList('s3')] }).PrefixLists).toHaveLength(1);
  });

  it('cannot be changed, tagged or looked behind', () => {
    const PrefixListId = awsList('s3');
    const changes: ReadonlyArray<readonly [string, object]> = [
      ['ModifyManagedPrefixList', { PrefixListName: 'x' }],
      ['DeleteManagedPrefixList', {}],
      ['RestoreManagedPrefixListVersion', { PreviousVersion: 1, CurrentVersion: 1 }],
      ['GetManagedPrefixListAssociations', {}],
    ];
    for (const [action, input] of changes) {
      expect(harness.refusal(action, { PrefixListId, ...input })).toMatch(/^UnsupportedOperation: .* managed by AWS/);
    }
    const tag = { Resources: [PrefixListId], Tags: [{ Key: 'k', Value: 'v' }] };
    expect(harness.refusal('CreateTags', tag)).toMatch(/^InvalidPrefixListID.NotFound/);
  });
});

describe('lists that are not there', () => {
  const unknown = 'pl-0123456789abcdef0';
  it.each([
    ['ModifyManagedPrefixList', { PrefixListName: 'x' }],
    ['DeleteManagedPrefixList', {}],
    ['RestoreManagedPrefixListVersion', { PreviousVersion: 1, CurrentVersion: 1 }],
    ['GetManagedPrefixListEntries', {}],
    ['GetManagedPrefixListAssociations', {}],
  ])('%s', (action, input) => {
    expect(harness.refusal(action, { PrefixListId: unknown, ...input })).toBe(
      `InvalidPrefixListID.NotFound: The prefix list ID '${unknown}' does not exist`,
    );
    expect(harness.refusal(action, { PrefixListId: 'pl-x', ...input })).toMatch(/^InvalidPrefixListId.Malformed/);
  });

  it('are another account’s and another Region’s', () => {
    const elsewhere = { region: 'eu-west-1' as never };
    expect(harness.refusal('GetManagedPrefixListEntries', { PrefixListId: id }, elsewhere)).toMatch(/NotFound/);
  });
});

describe('pages', () => {
  it('of lists have 1 to 100, of entries too, of associations 5 to 255', () => {
    const first = harness.call('DescribeManagedPrefixLists', { MaxResults: 1 });
    expect(first.PrefixLists).toHaveLength(1);
    expect(first.NextToken).toBeDefined();
    expect(harness.refusal('DescribeManagedPrefixLists', { MaxResults: 101 })).toMatch(/^InvalidParameterValue/);
    modify({ CurrentVersion: 1, AddEntries: cidrs('11.0.0.0/8') });
    const page = harness.call('GetManagedPrefixListEntries', { PrefixListId: id, MaxResults: 1 });
    expect(entries({ MaxResults: 1, NextToken: page.NextToken })).toEqual(['11.0.0.0/8']);
    const few = { PrefixListId: id, MaxResults: 4 };
    expect(harness.refusal('GetManagedPrefixListAssociations', few)).toMatch(/^InvalidParameterValue/);
  });

  it('filter by owner, id and name', () => {
    const ids = (Name: string, value: string) =>
      harness
        .call('DescribeManagedPrefixLists', { Filters: [{ Name, Values: [value] }] })
        .PrefixLists.map((list: { PrefixListId: string }) => list.PrefixListId);
    expect(ids('owner-id', '111122223333')).toEqual([id]);
    expect(ids('owner-id', 'AWS').length).toBeGreaterThan(5);
    expect(ids('prefix-list-id', id)).toEqual([id]);
    expect(ids('prefix-list-name', 'office')).toEqual([id]);
  });
});
