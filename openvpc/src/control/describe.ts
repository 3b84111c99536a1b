import type { Filter } from '../aws/ec2.types.ts';
import type { Tag } from '../model/resource.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { filterPattern } from './filter-pattern.ts';
import { ApiError } from './operation.ts';
import { makePageToken, readPageToken } from './page-token.ts';
import { invalidValue, missingParameter } from './required.ts';

/** Filter name to the values an item has for it; the filter holds when one of them matches. */
export type FilterTable<T> = Readonly<Record<string, (item: T, view: Snapshot) => readonly string[]>>;

/** A few SDK inputs call the list `Filter`; their operations pass it as `Filters`. */
export type PageRequest = Readonly<{
  Filters?: readonly Filter[] | undefined;
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
}>;
export type Page<T> = Readonly<{ items: readonly T[]; nextToken?: string }>;

type How<T> = Readonly<{
  filters: FilterTable<T>;
  view: Snapshot;
  /** Makes `tag:<key>` and `tag-key` known filters. */
  tagsOf?: (item: T) => readonly Tag[];
  /** Of MaxResults; AWS's usual range when absent. */
  limits?: Limits;
  /** Tells items apart and orders the pages; `id` when absent. */
  keyOf?: (item: T) => string;
}>;
type Limits = Readonly<{ least: number; most: number }>;

const USUAL: Limits = { least: 5, most: 1000 };
/** Amazon EC2 User Guide, "List and filter using the API". */
const MAX_FILTERS = 50;
const MAX_FILTER_VALUES = 200;

/** One page of the items that pass all filters: filters are AND-ed, the values of one OR-ed. */
export function describePage<T>(items: readonly T[], request: PageRequest, how: How<T>): Page<T> {
  const passing = passingAll(items, request.Filters ?? [], how);
  const question = JSON.stringify([Object.keys(how.filters), request.Filters ?? []]);
  return page(passing, request, question, how);
}

/** The same for calls that have no filters. `question` tells their tokens from other calls'. */
export function pageOnly<T>(
  items: readonly T[],
  request: PageRequest,
  question: string,
  how: Pick<How<T>, 'limits' | 'keyOf'> = {},
): Page<T> {
  return page(items, request, question, how);
}

/** The response member: absent on the last page. */
export function nextTokenOf(page: Page<unknown>): Readonly<{ NextToken?: string }> {
  return page.nextToken === undefined ? {} : { NextToken: page.nextToken };
}

function passingAll<T>(items: readonly T[], filters: readonly Filter[], how: How<T>): readonly T[] {
  checkFilterLimits(filters);
  const tests = filters.map((filter) => testOf(filter, how));
  return items.filter((item) => tests.every((passes) => passes(item)));
}

function testOf<T>(filter: Filter, how: How<T>): (item: T) => boolean {
  if (filter.Name === undefined) throw missingParameter('Filter.Name');
  const valuesOf = filterNamed(filter.Name, how);
  if (filter.Values === undefined || filter.Values.length === 0) throw missingParameter('Filter.Value');
  const patterns = filter.Values.map(filterPattern);
  return (item) => valuesOf(item, how.view).some((value) => patterns.some((matches) => matches(value)));
}

function filterNamed<T>(name: string, how: How<T>): FilterTable<T>[string] {
  const known = Object.hasOwn(how.filters, name) ? how.filters[name] : undefined;
  if (known !== undefined) return known;
  const { tagsOf } = how;
  if (tagsOf !== undefined && name === 'tag-key') return (item) => tagsOf(item).map((tag) => tag.key);
  if (tagsOf !== undefined && name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return (item) => tagsOf(item).flatMap((tag) => (tag.key === key ? [tag.value] : []));
  }
  throw new ApiError('InvalidParameterValue', `The filter '${name}' is invalid`);
}

function checkFilterLimits(filters: readonly Filter[]): void {
  if (filters.length > MAX_FILTERS) {
    throw new ApiError(
      'FilterLimitExceeded',
      `The maximum number of filters specified on a single call is ${MAX_FILTERS}`,
    );
  }
  if (filters.some((filter) => (filter.Values?.length ?? 0) > MAX_FILTER_VALUES)) {
    throw new ApiError(
      'FilterLimitExceeded',
      `The maximum number of filter values specified on a single call is ${MAX_FILTER_VALUES}`,
    );
  }
}

/**
 * Without MaxResults and NextToken everything comes, in the order given. Pages go in the order of keys, which stays the
 * same whatever is made or deleted between two calls: nothing that stays is skipped or comes twice.
 */
function page<T>(
  items: readonly T[],
  request: PageRequest,
  question: string,
  how: Pick<How<T>, 'limits' | 'keyOf'>,
): Page<T> {
  const { MaxResults: most, NextToken: token } = request;
  checkRange(most, how.limits ?? USUAL);
  if (most === undefined && (token === undefined || token === '')) return { items };
  const keyOf = how.keyOf ?? idOf;
  const after = token === undefined || token === '' ? undefined : readPageToken(question, token);
  const rest = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const shown = rest.slice(0, most ?? rest.length);
  const last = shown.at(-1);
  return {
    items: shown.map(({ item }) => item),
    ...(last !== undefined && shown.length < rest.length ? { nextToken: makePageToken(question, last.key) } : {}),
  };
}

function checkRange(most: number | undefined, { least, most: limit }: Limits): void {
  if (most === undefined || (most >= least && most <= limit)) return;
  const why =
    most < least
      ? `Expecting a value greater than or equal to ${least}.`
      : `Expecting a value less than or equal to ${limit}.`;
  throw invalidValue(` ${most} `, 'maxResults', why);
}

function idOf(item: unknown): string {
  if (typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string') return item.id;
  throw new Error('items without an id need keyOf to be paged');
}
