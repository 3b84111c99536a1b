import type { Entry } from '../contract/verdict.ts';
import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Address, address, type Family, parseAddress, sameAddress } from '../net/address.ts';
import { elasticIpsOf, publicOf } from './elastic-ip/public-of.ts';
import { findEni } from './find-eni.ts';
import { ApiError } from './operation.ts';

/** One end of a packet that a person names: an ENI, or somebody on the internet. */
export type NamedEnd = Readonly<{ entry: Entry; eni?: Eni; address: Address }>;

/** Hosts of the internet that nobody owns, for those who name none (RFC 5737, RFC 3849). */
const SOMEBODY: Readonly<Record<Family, Address>> = { 4: address('203.0.113.5'), 6: address('2001:db8:ffff::5') };

/** `internet`, or `internet:198.51.100.7` for one particular host. */
function hostIn(name: string, family: Family): Address | undefined {
  if (name === 'internet') return SOMEBODY[family];
  if (!name.startsWith('internet:')) return undefined;
  const host = parseAddress(name.slice('internet:'.length));
  if (host === undefined) throw new ApiError('InvalidParameterValue', `'${name}' has no address behind internet:`);
  return host;
}

/** Who sends: an instance or ENI by its primary address, or a host of the internet. */
export function sourceEnd(snapshot: Snapshot, name: string, family: Family): NamedEnd {
  const host = hostIn(name, family);
  if (host !== undefined) return { entry: { kind: 'internet' }, address: host };
  const eni = findEni(snapshot, name);
  return { entry: { kind: 'eni', eni: eni.id }, eni, address: ownAddress(eni, family, name) };
}

/** Who is meant: an address as it stands; from the internet an instance by its public address, else by its own. */
export function destinationOf(
  snapshot: Snapshot,
  source: NamedEnd,
  name: string,
  family: Family,
): Readonly<{ eni?: Eni; address: Address }> {
  const given = hostIn(name, family) ?? parseAddress(name);
  if (given !== undefined) {
    const near = source.eni;
    const owner = [...snapshot.enis.values()].find(
      (eni) => eni.vpc === near?.vpc && [...eni.ipv4, ...eni.ipv6].some((own) => sameAddress(own, given)),
    );
    return { ...(owner && { eni: owner }), address: given };
  }
  const eni = findEni(snapshot, name);
  if (source.eni !== undefined || family === 6) return { eni, address: ownAddress(eni, family, name) };
  const outside = publicAddressOf(snapshot, eni);
  if (outside === undefined) {
    throw new ApiError('InvalidParameterValue', `${name} has no public address: nobody on the internet can name it`);
  }
  return { eni, address: outside };
}

/** The family that is meant when none is said: that of an address that was given. */
export function familyOf(...names: readonly string[]): Family {
  const given = names.map((name) => parseAddress(name.replace(/^internet:/, ''))).find((one) => one !== undefined);
  return given?.family ?? 4;
}

function ownAddress(eni: Eni, family: Family, name: string): Address {
  const own = family === 4 ? eni.ipv4[0] : eni.ipv6[0];
  if (own === undefined) throw new ApiError('InvalidParameterValue', `${name} has no IPv${family} address`);
  return own;
}

function publicAddressOf(snapshot: Snapshot, eni: Eni): Address | undefined {
  const [primary] = eni.ipv4;
  const ofPrimary = primary && publicOf(snapshot, eni, primary)?.address;
  return ofPrimary ?? elasticIpsOf(snapshot, eni.id)[0]?.public;
}
