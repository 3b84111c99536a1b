import { formatAddress, parseAddress } from '../net/address.ts';
import type { Resource } from '../model/snapshot.ts';

/** Resources as JSON text. Addresses hold bigints, which JSON lacks: each is written `{"address": "10.0.0.1"}`. */
export function resourceToText(resource: Resource): string {
  return JSON.stringify(resource, (_key, value: unknown) =>
    isAddress(value) ? { address: formatAddress(value) } : value,
  );
}

/** The reverse; throws on text that `resourceToText` did not write. */
export function resourceFromText(text: string): Resource {
  return JSON.parse(text, (_key, value: unknown) => {
    if (!isRecord(value) || typeof value['address'] !== 'string' || Object.keys(value).length !== 1) return value;
    const address = parseAddress(value['address']);
    if (address === undefined) throw new Error(`stored address is unreadable: ${value['address']}`);
    return address;
  }) as Resource; // what the store wrote, it may trust
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAddress(value: unknown): value is { family: 4 | 6; bits: bigint } {
  return isRecord(value) && typeof value['bits'] === 'bigint';
}
