import { describe, expect, it } from 'vitest';
import { EMPTY_SNAPSHOT } from '../model/snapshot.ts';
import { describePage, type FilterTable, pageOnly } from './describe.ts';
import { ApiError } from './operation.ts';

type Item = Readonly<{ id: string; color: string; tags: ReadonlyArray<Readonly<{ key: string; value: string }>> }>;

const ITEMS: readonly Item[] = [
  { id: 'c', color: 'red', tags: [{ key: 'Name', value: 'web' }] },
  {
    id: 'a',
    color: 'green',
    tags: [
      { key: 'Name', value: 'db' },
      { key: 'env', value: '' },
    ],
  },
  { id: 'b', color: 'red', tags: [] },
  { id: 'e', color: 'blue', tags: [{ key: 'name', value: 'web' }] },
  { id: 'd', color: 'blue', tags: [{ key: 'Name', value: 'web-2' }] },
];
const FILTERS: FilterTable<Item> = { id: (item) => [item.id], color: (item) => [item.color] };
const how = { filters: FILTERS, view: EMPTY_SNAPSHOT, tagsOf: (item: Item) => item.tags };

function idsFor(...filters: ReadonlyArray<readonly [name: string, ...values: string[]]>): string {
  const Filters = filters.map(([Name, ...Values]) => ({ Name, Values }));
  return describePage(ITEMS, { Filters }, how)
    .items.map(({ id }) => id)
    .join('');
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('was not refused');
}

describe('filters', () => {
  it('all pass without any, in the order given', () => expect(idsFor()).toBe('cabed'));
  it('OR the values of one', () => expect(idsFor(['color', 'green', 'blue'])).toBe('aed'));
  it('AND one another', () => expect(idsFor(['color', 'red', 'blue'], ['id', 'b', 'a', 'd'])).toBe('bd'));
  it('take wildcards', () => expect(idsFor(['color', '*e*'])).toBe('cabed'));
  it('by tag', () => expect(idsFor(['tag:Name', 'web*'])).toBe('cd'));
  it('by tag with an empty value', () => expect(idsFor(['tag:env', ''])).toBe('a'));
  it('by tag key, whose case counts', () => expect(idsFor(['tag-key', 'Name'])).toBe('cad'));

  it.each([
    ['unknown', "InvalidParameterValue: The filter 'unknown' is invalid"],
    ['toString', "InvalidParameterValue: The filter 'toString' is invalid"],
    ['Color', "InvalidParameterValue: The filter 'Color' is invalid"],
  ])('refuse the name %s', (name, refusal) => expect(codeOf(() => idsFor([name, 'x']))).toBe(refusal));

  it('know no tags where there are none', () => {
    const request = { Filters: [{ Name: 'tag-key', Values: ['x'] }] };
    expect(codeOf(() => describePage(ITEMS, request, { filters: FILTERS, view: EMPTY_SNAPSHOT }))).toBe(
      "InvalidParameterValue: The filter 'tag-key' is invalid",
    );
  });

  it('need a name and a value', () => {
    expect(codeOf(() => describePage(ITEMS, { Filters: [{ Values: ['x'] }] }, how))).toMatch(
      /^MissingParameter: .*Name/,
    );
    expect(codeOf(() => idsFor(['color']))).toMatch(/^MissingParameter: .*Value/);
  });

  it('are limited in number', () => {
    const values = Array.from({ length: 201 }, String);
    expect(codeOf(() => idsFor(['color', ...values]))).toMatch(/^FilterLimitExceeded: .* 200$/);
    expect(codeOf(() => idsFor(...Array.from({ length: 51 }, () => ['color', 'x'] as const)))).toMatch(
      /^FilterLimitExceeded/,
    );
  });
});

describe('pages', () => {
  const limits = { least: 1, most: 10 };
  const paged = { ...how, limits };

  function allPages(first: number, items: () => readonly Item[] = () => ITEMS): string[] {
    const pages: string[] = [];
    let token: string | undefined;
    do {
      const page = describePage(items(), { MaxResults: first, NextToken: token }, paged);
      pages.push(page.items.map(({ id }) => id).join(''));
      token = page.nextToken;
    } while (token !== undefined);
    return pages;
  }

  it('go through everything once, in a stable order', () => expect(allPages(2)).toEqual(['ab', 'cd', 'e']));
  it('end without a token when the last one is full', () => expect(allPages(5)).toEqual(['abcde']));

  it('skip and repeat nothing when others come and go between them', () => {
    let items = ITEMS;
    const pages = allPages(2, () => {
      const now = items;
      items = [{ id: '0', color: 'red', tags: [] }, ...items.filter(({ id }) => id !== 'b')];
      return now;
    });
    expect(pages).toEqual(['ab', 'cd', 'e']);
  });

  it('without MaxResults a token gives all the rest', () => {
    const { nextToken } = describePage(ITEMS, { MaxResults: 2 }, paged);
    expect(describePage(ITEMS, { NextToken: nextToken }, paged).items.map(({ id }) => id)).toEqual(['c', 'd', 'e']);
  });

  it('refuse tokens that are none, and those of other questions', () => {
    const { nextToken } = describePage(ITEMS, { MaxResults: 2 }, paged);
    const other = [{ Name: 'color', Values: ['blue'] }];
    for (const NextToken of ['x', 'bm9uZQ==', btoa('[1]'), btoa('[1,"a"]')]) {
      expect(codeOf(() => describePage(ITEMS, { MaxResults: 2, NextToken }, paged))).toMatch(/^InvalidNextToken: /);
    }
    expect(codeOf(() => describePage(ITEMS, { NextToken: nextToken, Filters: other }, paged))).toMatch(
      /^InvalidNextToken/,
    );
    expect(codeOf(() => pageOnly(ITEMS, { NextToken: nextToken }, 'other call'))).toMatch(/^InvalidNextToken/);
  });

  it.each([
    [4, 'Expecting a value greater than or equal to 5.'],
    [0, 'Expecting a value greater than or equal to 5.'],
    [-1, 'Expecting a value greater than or equal to 5.'],
    [1001, 'Expecting a value less than or equal to 1000.'],
    [Number.NaN, 'Expecting a value less than or equal to 1000.'],
  ])('refuse a MaxResults of %d', (MaxResults, why) => {
    expect(codeOf(() => describePage(ITEMS, { MaxResults }, how))).toBe(
      `InvalidParameterValue: Value ( ${MaxResults} ) for parameter maxResults is invalid. ${why}`,
    );
  });

  it('take the limits themselves', () => {
    expect(describePage(ITEMS, { MaxResults: 5 }, how).items).toHaveLength(5);
    expect(describePage(ITEMS, { MaxResults: 1000 }, how).items).toHaveLength(5);
  });

  it('of items without an id go by the given key', () => {
    const page = pageOnly([{ n: 'y' }, { n: 'x' }], { MaxResults: 1 }, 'q', { limits, keyOf: ({ n }) => n });
    expect(page.items).toEqual([{ n: 'x' }]);
    expect(page.nextToken).toBeDefined();
  });
});
