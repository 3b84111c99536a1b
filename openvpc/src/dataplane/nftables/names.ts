import { createHash } from 'node:crypto';
import type { Direction } from '../../contract/flow-event.ts';
import type { Peer } from '../../contract/program.ts';
import type { AclId, GroupId, RouteTableId, SubnetId } from '../../name/id.ts';
import type { Family } from '../../net/address.ts';

/** A peer whose addresses stand in a set. */
export type SetPeer = Exclude<Peer, { kind: 'prefix' }>;

/** Our tables. We never touch, nor list, another's. */
export const IP_TABLE = 'inet openvpc';
export const ARP_TABLE = 'arp openvpc';
export const FLOW_TABLE = 'inet openvpc_flows';

export const groupChain = (group: GroupId, direction: Direction): string => nftName(group, direction);
/** The rules for everyone, asked about the packet that would answer. */
export const answerChain = (group: GroupId, direction: Direction): string => nftName(group, direction, 'answer');
export const groupSet = (group: GroupId, direction: Direction, kind: string, family: Family): string =>
  nftName(group, direction, `${kind}${family}`);
export const peerSet = (peer: SetPeer, family: Family): string =>
  peer.kind === 'members' ? nftName('members', peer.group, String(family)) : nftName('list', peer.list, String(family));
export const aclChain = (acl: AclId, direction: Direction): string => nftName(acl, direction);
export const subnetChain = (subnet: SubnetId, direction: Direction): string => nftName(subnet, direction);
export const routeChain = (table: RouteTableId): string => nftName(table);
export const routeMap = (table: RouteTableId, family: Family): string => nftName(table, String(family));

/** ENIs with the same groups share a chain, named by what they share. */
export function groupsChain(groups: readonly GroupId[], direction: Direction): string {
  const digest = createHash('sha256').update(groups.join(',')).digest('hex');
  return nftName('groups', digest.slice(0, 16), direction);
}

/** Refuses whatever nft could take for more than a name: no text breaks out of it. */
function nftName(...parts: readonly string[]): string {
  const name = parts.join('-');
  if (!/^[a-z][a-z0-9-]{0,120}$/.test(name)) throw new Error(`not a name for nft: ${JSON.stringify(name)}`);
  return name;
}
