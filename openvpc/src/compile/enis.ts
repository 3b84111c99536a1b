import { DEFAULT_TIMEOUTS, type EniProgram, type PublicAddress } from '../contract/program.ts';
import type { Eni } from '../model/eni.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { EniId, NatGatewayId } from '../name/id.ts';
import { type Address, compareAddresses, sameAddress } from '../net/address.ts';
import { comparePrefixes } from '../net/prefix.ts';
import { rememberedBy } from './remembered.ts';
import { sortedById } from './sorted.ts';

export function eniPrograms(snapshot: Snapshot): ReadonlyMap<EniId, EniProgram> {
  const elastic = elasticAddresses(snapshot);
  const gateways = new Map([...snapshot.natGateways.values()].map(({ eni, id }) => [eni, id] as const));
  return sortedById(
    [...snapshot.enis.values()].map((eni) => {
      const own = elastic.get(eni.id);
      const gateway = eni.interfaceType === 'nat-gateway' ? gateways.get(eni.id) : undefined;
      return [eni.id, own || gateway ? eniProgram(eni, own ?? [], gateway) : plainEniProgram(eni)];
    }),
  );
}

/** Of one about which nothing else says more. */
const plainEniProgram = rememberedBy((eni: Eni) => eniProgram(eni, [], undefined));

function eniProgram(eni: Eni, elastic: readonly PublicAddress[], natGateway: NatGatewayId | undefined): EniProgram {
  const publicAddresses = [...elastic, ...autoPublicOf(eni, elastic)].sort((a, b) =>
    compareAddresses(a.private, b.private),
  );
  const { prefixes = [] } = eni;
  const timeouts = otherTimeouts(eni);
  return {
    vpc: eni.vpc,
    subnet: eni.subnet,
    mac: eni.mac.toLowerCase(),
    addresses: addressesOf(eni),
    ...(prefixes.length > 0 && { prefixes: [...prefixes].sort(comparePrefixes) }),
    sourceDestCheck: eni.sourceDestCheck,
    groups: [...eni.groups].sort(),
    ...(natGateway && { natGateway }),
    ...(publicAddresses.length > 0 && { publicAddresses }),
    ...(Object.keys(timeouts).length > 0 && { timeouts }),
  };
}

function otherTimeouts({ trackingTimeouts = {} }: Eni): NonNullable<EniProgram['timeouts']> {
  const names = ['tcpEstablished', 'udp', 'udpStream'] as const;
  const other = names.filter((name) => (trackingTimeouts[name] ?? DEFAULT_TIMEOUTS[name]) !== DEFAULT_TIMEOUTS[name]);
  return Object.fromEntries(other.map((name) => [name, trackingTimeouts[name]]));
}

function elasticAddresses(snapshot: Snapshot): ReadonlyMap<EniId, readonly PublicAddress[]> {
  const found = new Map<EniId, PublicAddress[]>();
  for (const { association, public: outside } of snapshot.elasticIps.values()) {
    if (association === undefined) continue;
    const own = found.get(association.eni) ?? [];
    own.push({ private: association.private, public: outside });
    found.set(association.eni, own);
  }
  return found;
}

/** An Elastic IP on the primary address takes the place of the one that came with the launch. */
function autoPublicOf(
  { ipv4: [primary], autoPublic }: Eni,
  elastic: readonly PublicAddress[],
): readonly PublicAddress[] {
  if (primary === undefined || autoPublic === undefined) return [];
  return elastic.some((one) => sameAddress(one.private, primary)) ? [] : [{ private: primary, public: autoPublic }];
}

/** Primary IPv4 first: drivers name the ENI by it. */
export function addressesOf(eni: Eni): readonly Address[] {
  const [primary, ...secondary] = eni.ipv4;
  const others = [...secondary, ...eni.ipv6].sort(compareAddresses);
  return primary === undefined ? others : [primary, ...others];
}
