import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { VpcId } from '../name/id.ts';
import { type Address, address, sameAddress } from '../net/address.ts';
import { prefix, prefixHolds } from '../net/prefix.ts';
import { ownerOf } from './owner.ts';

/** The private address of an ENI that a public one stands for. */
export type Named = Readonly<{ eni: Eni; private: Address }>;

/**
 * The public address of one of an ENI's private ones: the Elastic IP that is associated with it, else, of the primary, the
 * one that came with the launch (EC2 User Guide, "IP addressing", "Elastic IP addresses").
 */
export function publicOf(snapshot: Snapshot, eni: Eni, own: Address): Address | undefined {
  for (const { association, public: outside } of snapshot.elasticIps.values()) {
    if (association?.eni === eni.id && sameAddress(association.private, own)) return outside;
  }
  const isPrimary = eni.ipv4[0] !== undefined && sameAddress(eni.ipv4[0], own);
  return isPrimary ? eni.autoPublic : undefined;
}

/** What the source is on the internet: the public address of that private one; for IPv6, itself, if an ENI has it. */
export function publicSource(snapshot: Snapshot, vpc: VpcId, source: Address): Address | undefined {
  const owner = ownerOf(snapshot, vpc, source);
  if (owner === undefined) return undefined;
  return source.family === 4 ? publicOf(snapshot, owner, source) : source;
}

/** Whose public address it is. */
export function ownerOfPublic(snapshot: Snapshot, outside: Address): Named | undefined {
  for (const eni of snapshot.enis.values()) {
    for (const own of eni.ipv4) {
      const named = publicOf(snapshot, eni, own);
      if (named !== undefined && sameAddress(named, outside)) return { eni, private: own };
    }
  }
  return undefined;
}

export function hasPublicAddress(snapshot: Snapshot, eni: Eni): boolean {
  return eni.ipv4.some((own) => publicOf(snapshot, eni, own) !== undefined);
}

/**
 * Ranges that are nowhere on the internet: RFC 1918, RFC 6598, IPv6's unique local addresses; loopback, link-local,
 * multicast and reserved ones, and those that stand for IPv4 addresses.
 */
const PRIVATE_RANGES = [
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
  ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'],
  ['::/64', '64:ff9b::/96', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
]
  .flat()
  .map(prefix);

export function isPrivateRange(one: Address): boolean {
  return PRIVATE_RANGES.some((range) => prefixHolds(range, one));
}

/** "64:ff9b::/96" holds IPv4 addresses for NAT64 (VPC User Guide, "DNS64 and NAT64"). */
export const NAT64_PREFIX = { base: address('64:ff9b::'), length: 96 } as const;
