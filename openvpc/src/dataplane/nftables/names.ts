import { createHash } from 'node:crypto';
import type { EniId, SubnetId } from '../../name/id.ts';

/** Our tables, and never another's. */
export const TABLE = 'openvpc';
export const FLOW_TABLE = 'openvpc_flows';

/** An id as a name that nft takes: letters, digits and underscores. Refuses anything else, so no text can break out. */
export function nftName(...parts: readonly string[]): string {
  const name = parts.join('_').replaceAll('-', '_');
  if (!/^[a-z][a-z0-9_]{0,127}$/.test(name)) throw new Error(`not a name for nft: ${JSON.stringify(name)}`);
  return name;
}

/** Network interfaces with the same groups share chains, named by what they share. */
export function groupsName(groups: readonly string[]): string {
  return `on_${createHash('sha256').update(groups.join(',')).digest('hex').slice(0, 16)}`;
}

/** The link group of a subnet's devices: how a rule sees whether a packet leaves its subnet. 0 is the kernel's default. */
export function linkGroup(subnet: SubnetId): number {
  return (Number.parseInt(createHash('sha256').update(subnet).digest('hex').slice(0, 7), 16) % 0x7fff_fffe) + 1;
}

/** Which ENI a device name stands for. */
export type DeviceOf = ReadonlyMap<string, EniId>;
