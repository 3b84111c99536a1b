import { formatAddress, sameAddress } from '../net/address.ts';
import { formatPrefix, prefixesOverlap } from '../net/prefix.ts';
import { firstRepeated, type Invariant, invariant } from './invariant.ts';
import { homeless } from './network-invariants.ts';
import type { Snapshot } from './snapshot.ts';

/** Gateways, public addresses, prefix lists, and what blocks the way to the internet. */
export const GATEWAY_INVARIANTS: readonly Invariant[] = [
  invariant('egress-only-gateway-in-vpc', 'egress-only-internet-gateway', ['vpc'], ({ vpc }, view) =>
    homeless(view, vpc),
  ),
  invariant('nat-gateway-has-its-interface', 'nat-gateway', ['eni'], (gateway, view) => {
    const { state, eni: id, vpc, subnet, failure } = gateway;
    if (state === 'deleted' || state === 'failed' || failure !== undefined) return undefined;
    const eni = view.enis.get(id);
    const isThere = eni?.interfaceType === 'nat-gateway' && eni.vpc === vpc && eni.subnet === subnet;
    return isThere ? undefined : `has ${id}, which is no gateway's interface in ${subnet}`;
  }),
  invariant('gateway-interface-is-a-gateways', 'eni', ['nat-gateway'], ({ id, interfaceType, groups }, view) => {
    if (interfaceType === undefined) return undefined;
    if (groups.length > 0) return 'has security groups, and is a gateway’s';
    const isWanted = [...view.natGateways.values()].some(({ eni, state }) => eni === id && state !== 'deleted');
    return isWanted ? undefined : 'is of a NAT gateway that does not exist';
  }),
  invariant('endpoint-in-vpc', 'vpc-endpoint', ['vpc', 'prefix-list'], ({ vpc, prefixList }, view) =>
    view.prefixLists.has(prefixList) ? homeless(view, vpc) : `has ${prefixList}, which does not exist`,
  ),
  invariant('peers-exist', 'vpc-peering', ['vpc'], ({ status, requester, accepter }, view) => {
    if (status !== 'active') return undefined;
    return requester === accepter
      ? 'connects a VPC with itself'
      : (homeless(view, requester) ?? homeless(view, accepter));
  }),
  invariant('peers-do-not-overlap', 'vpc-peering', ['vpc'], ({ status, requester, accepter }, view) => {
    if (status !== 'active') return undefined;
    const blocks = blocksOf(view, requester);
    const shared = blocksOf(view, accepter).find((block) => blocks.some((other) => prefixesOverlap(other, block)));
    return shared && `connects VPCs that both have ${formatPrefix(shared)}`;
  }),
  invariant('prefix-list-well-formed', 'prefix-list', [], ({ family, maxEntries, entries }) => {
    if (entries.length > maxEntries) return `has more than ${maxEntries} entries`;
    if (entries.some(({ prefix }) => prefix.base.family !== family)) return `has an entry that is not IPv${family}`;
    const repeated = firstRepeated(entries.map(({ prefix }) => formatPrefix(prefix)));
    return repeated && `has ${repeated} twice`;
  }),
  invariant('elastic-ip-association-exists', 'elastic-ip', ['eni'], ({ association }, view) => {
    if (association === undefined) return undefined;
    const has = view.enis.get(association.eni)?.ipv4.some((own) => sameAddress(own, association.private));
    const what = `${formatAddress(association.private)} of ${association.eni}`;
    return has === true ? undefined : `is associated with ${what}, which does not exist`;
  }),
  invariant(
    'public-addresses-unique',
    'elastic-ip',
    ['eni', 'elastic-ip'],
    ({ id, public: own, association }, view) => {
      const others = [...view.elasticIps.values()].filter((other) => other.id !== id);
      const isElsewhere =
        others.some((other) => sameAddress(other.public, own)) ||
        [...view.enis.values()].some(({ autoPublic }) => autoPublic !== undefined && sameAddress(autoPublic, own));
      if (isElsewhere) return `is ${formatAddress(own)}, which is another's too`;
      const rival = others.find(
        ({ association: other }) =>
          association && other?.eni === association.eni && sameAddress(other.private, association.private),
      );
      return rival && `and ${rival.id} are associated with one address`;
    },
  ),
  invariant(
    'one-public-access-block',
    'public-access-block',
    ['public-access-block'],
    ({ id, owner, region }, view) => {
      const others = [...view.publicAccessBlocks.values()].filter((other) => other.id !== id);
      const rival = others.find((other) => other.owner === owner && other.region === region);
      return rival && `and ${rival.id} are of one account and Region`;
    },
  ),
  invariant(
    'one-public-access-exclusion',
    'public-access-exclusion',
    ['public-access-exclusion'],
    ({ id, of, deletedAt }, view) => {
      const rival = [...view.publicAccessExclusions.values()].find(
        (other) => other.id !== id && other.of === of && (other.deletedAt ?? deletedAt) === undefined,
      );
      return rival && `and ${rival.id} are both of ${of}`;
    },
  ),
];

function blocksOf(view: Snapshot, id: Parameters<Snapshot['vpcs']['get']>[0]) {
  const vpc = view.vpcs.get(id);
  return [...(vpc?.ipv4 ?? []), ...(vpc?.ipv6 ?? [])].map(({ prefix }) => prefix);
}
