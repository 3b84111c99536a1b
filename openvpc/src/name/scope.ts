/** Whose and where: every resource has an owner account and a region from the start. */
export type AccountId = string & { readonly kind: 'account' };
export type Region = string & { readonly kind: 'region' };
/** `us-east-1a`. */
export type ZoneName = string & { readonly kind: 'zone' };
/** The store's revision: grows by one with each commit. */
export type Revision = number & { readonly kind: 'revision' };
/** Milliseconds since the Unix epoch. */
export type Instant = number & { readonly kind: 'instant-ms' };

export type Zone = Readonly<{ name: ZoneName; id: string }>;

/** The three zones a region has here. Zone ids shorten the region as AWS does: `us-east-1` gives `use1-az1`. */
export function zonesOf(region: Region): readonly Zone[] {
  return ['a', 'b', 'c'].map((letter, i) => ({
    name: `${region}${letter}` as ZoneName,
    id: `${shortRegion(region)}-az${i + 1}`,
  }));
}

function shortRegion(region: Region): string {
  const [area = '', ...rest] = region.split('-');
  const number = rest.pop() ?? '';
  const short: Record<string, string> = { northeast: 'ne', southeast: 'se', northwest: 'nw', southwest: 'sw' };
  return area + rest.map((word) => short[word] ?? word[0] ?? '').join('') + number;
}
