import { createHash } from 'node:crypto';
import { difference } from './difference.ts';
import { ARP_TABLE, FLOW_TABLE, IP_TABLE } from './names.ts';
import type { NftDialogue, NftObject } from './nft-dialogue.ts';
import type { Ruleset } from './ruleset.ts';

/**
 * Our table as the kernel lists it, and what our note in it says: which ruleset was loaded, and how the kernel listed it
 * right after. If it lists the same now, that ruleset is in force, whoever loaded it; if not, someone has been at it.
 */
export type ObservedRules = Readonly<{
  /** Digest of the ruleset in force; undefined when nobody can tell. */
  digest?: string;
  /** Whether the table that counts flows is whole. */
  counting: boolean;
}>;

/** A chain that no rule calls. Its one rule's comment is the note. */
const NOTE = 'note';

export async function observeRules(nft: NftDialogue): Promise<ObservedRules> {
  const flows = await nft.list(`list chain ${FLOW_TABLE} current`);
  const counting = flows?.some((object) => 'rule' in object) === true;
  const listing = await listRules(nft);
  if (listing === undefined) return { counting };
  const note = listing.flatMap((object) => (isNote(object) ? [commentOf(object)] : []))[0] ?? '';
  const [digest = '', listed = ''] = note.split(' ');
  return listed !== '' && listed === listingDigest(listing) ? { digest, counting } : { counting };
}

/** To be written right after that ruleset was loaded. Without it, or with a wrong one, the rules are only loaded again. */
export async function writeNote(nft: NftDialogue, ruleset: Ruleset): Promise<void> {
  const listing = await listRules(nft);
  if (listing === undefined) throw new Error('the rules were gone as soon as they were loaded');
  const note = `${rulesetDigest(ruleset)} ${listingDigest(listing)}`;
  await nft.transact([
    `add chain ${IP_TABLE} ${NOTE}`,
    `flush chain ${IP_TABLE} ${NOTE}`,
    `add rule ${IP_TABLE} ${NOTE} return comment "${note}"`,
  ]);
}

/** Undefined when one of the two tables is not there. */
export async function listRules(nft: NftDialogue): Promise<readonly NftObject[] | undefined> {
  const [ip, arp] = await Promise.all([IP_TABLE, ARP_TABLE].map((table) => nft.list(`list table ${table}`)));
  return ip && arp && [...ip, ...arp];
}

export function rulesetDigest(ruleset: Ruleset): string {
  return digestOf(difference(undefined, ruleset).flat());
}

function isNote(object: NftObject): boolean {
  return (object['rule'] as NftObject | undefined)?.['chain'] === NOTE;
}

function commentOf(object: NftObject): string {
  const comment = (object['rule'] as NftObject)['comment'];
  return typeof comment === 'string' ? comment : '';
}

/** Without what may differ between listings of the same: handles, and the order of everything but a chain's rules. */
export function listingDigest(listing: readonly NftObject[]): string {
  const ours = listing.filter((object) => !isNote(object) && nameOf(object, 'chain') !== NOTE);
  const chainOf = (object: NftObject): string => String((object['rule'] as NftObject)['chain']);
  const rules = ours.filter((object) => 'rule' in object);
  return digestOf([
    ...ours
      .filter((object) => !('rule' in object))
      .map(normalText)
      .sort(),
    ...[...rules].sort((a, b) => (chainOf(a) < chainOf(b) ? -1 : chainOf(a) > chainOf(b) ? 1 : 0)).map(normalText),
  ]);
}

function nameOf(object: NftObject, kind: string): unknown {
  return (object[kind] as NftObject | undefined)?.['name'];
}

function normalText(object: NftObject): string {
  return JSON.stringify(object, (key, value: unknown) => {
    if (key === 'handle') return undefined;
    return key === 'elem' && Array.isArray(value) ? value.map((element) => JSON.stringify(element)).sort() : value;
  });
}

function digestOf(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line).update('\n');
  return hash.digest('hex').slice(0, 48);
}
