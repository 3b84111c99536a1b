import type { Packet } from '../net/packet.ts';
import { addressPlus } from '../net/address.ts';
import type { Course } from './course.ts';

/** In bytes (EC2 User Guide, "Network maximum transmission unit"). */
export const INTERNET_MTU = 1500;
export const BETWEEN_REGIONS_MTU = 8500;

export function isTooBig({ bytes, source, dontFragment }: Packet, mtu: number): boolean {
  return bytes > mtu && (source.family === 6 || dontFragment === true);
}

/** The router's ICMP to the original sender. */
export function tooBig({ index, sender, sent }: Course): Packet | undefined {
  const eni = sender && index.eni(sender);
  const { family } = sent.source;
  const block = eni && index.subnet(eni.subnet).prefixes.find(({ base }) => base.family === family);
  if (block === undefined) return undefined;
  return {
    source: addressPlus(block.base, 1),
    destination: sent.source,
    transport: { kind: 'icmp', ...(family === 4 ? { type: 3, code: 4 } : { type: 2, code: 0 }) },
    bytes: family === 4 ? Math.min(sent.bytes + 28, 576) : Math.min(sent.bytes + 48, 1280),
  };
}
