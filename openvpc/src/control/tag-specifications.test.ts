import { describe, expect, it } from 'vitest';
import type { Tag, TagSpecification } from '../aws/ec2.types.ts';
import { ApiError } from './operation.ts';
import { tagList, tagsFor } from './tag-specifications.ts';

const vpc = (...Tags: Tag[]): TagSpecification[] => [{ ResourceType: 'vpc', Tags }];

describe('tags at creation', () => {
  it('are those of the type asked for', () => {
    const specifications = [
      { ResourceType: 'instance', Tags: [{ Key: 'a', Value: '1' }] },
      { ResourceType: 'volume', Tags: [{ Key: 'b', Value: '2' }] },
    ];
    expect(tagsFor(specifications, 'instance', ['instance', 'volume'])).toEqual([{ key: 'a', value: '1' }]);
    expect(tagsFor(undefined, 'instance')).toEqual([]);
  });

  it('keep order, case and empty values, and come out as they went in', () => {
    const tags = [
      { Key: 'b', Value: 'B' },
      { Key: 'B', Value: '' },
      { Key: 'k'.repeat(128), Value: 'v'.repeat(256) },
    ];
    expect(tagList(tagsFor(vpc(...tags), 'vpc'))).toEqual(tags);
    expect(tagsFor(vpc({ Key: 'x' }), 'vpc')).toEqual([{ key: 'x', value: '' }]);
  });

  it('may be 50', () => {
    const fifty = Array.from({ length: 50 }, (_, i) => ({ Key: String(i), Value: '' }));
    expect(tagsFor(vpc(...fifty), 'vpc')).toHaveLength(50);
  });

  const REFUSED: ReadonlyArray<readonly [why: string, specifications: TagSpecification[], refusal: string | RegExp]> = [
    [
      'another type',
      [{ ResourceType: 'subnet', Tags: [] }],
      "InvalidParameterValue: 'subnet' is not a valid taggable resource type for this operation.",
    ],
    ['no type', [{ Tags: [] }], /^MissingParameter/],
    ['a type twice', [...vpc({ Key: 'a' }), ...vpc({ Key: 'b' })], /^InvalidParameterValue: .*more than once/],
    ['a key twice', vpc({ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }), /^InvalidParameterValue: .*'a'/],
    ['no key', vpc({ Value: '1' }), /^MissingParameter/],
    ['an empty key', vpc({ Key: '' }), /^InvalidParameterValue/],
    ['a long key', vpc({ Key: 'k'.repeat(129) }), /^InvalidParameterValue: .* 128 /],
    ['a long value', vpc({ Key: 'k', Value: 'v'.repeat(257) }), /^InvalidParameterValue: .* 256 /],
    [
      'a reserved key',
      vpc({ Key: 'aws:x' }),
      "InvalidParameterValue: Value ( aws:x ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use",
    ],
    ['a reserved key in capitals', vpc({ Key: 'AWS:x' }), /^InvalidParameterValue: .*reserved/],
    ['51 tags', vpc(...Array.from({ length: 51 }, (_, i) => ({ Key: String(i) }))), /^TagLimitExceeded/],
  ];
  it.each(REFUSED)('refuse %s', (_why, specifications, refusal) => {
    let words = '';
    try {
      tagsFor(specifications, 'vpc');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      words = `${error.code}: ${error.message}`;
    }
    if (typeof refusal === 'string') expect(words).toBe(refusal);
    else expect(words).toMatch(refusal);
  });
});
