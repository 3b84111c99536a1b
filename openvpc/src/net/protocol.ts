/** IP protocol numbers (IANA), 0 to 255, and AWS's names for four of them. `any` is AWS's `-1`. */
export type Protocol = number | 'any';

export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

const NAMES: ReadonlyMap<number, string> = new Map([
  [ICMP, 'icmp'],
  [TCP, 'tcp'],
  [UDP, 'udp'],
  [ICMPV6, 'icmpv6'],
]);

/** How security groups spell it: `tcp`, `udp`, `icmp`, `icmpv6`, `-1`, else the number. */
export function protocolName(protocol: Protocol): string {
  return protocol === 'any' ? '-1' : (NAMES.get(protocol) ?? String(protocol));
}

/** Accepts the four names in any case, `-1`, and decimal numbers 0 to 255. */
export function parseProtocolName(text: string): Protocol | undefined {
  const lower = text.toLowerCase();
  for (const [number, name] of NAMES) if (name === lower) return number;
  return parseProtocolNumber(text);
}

/** `-1` and decimal numbers 0 to 255 only, as network ACLs want them. */
export function parseProtocolNumber(text: string): Protocol | undefined {
  if (text === '-1') return 'any';
  return /^(?:0|[1-9][0-9]{0,2})$/.test(text) && Number(text) <= 255 ? Number(text) : undefined;
}

export function hasPorts(protocol: Protocol): boolean {
  return protocol === TCP || protocol === UDP;
}

export function isIcmp(protocol: Protocol): boolean {
  return protocol === ICMP || protocol === ICMPV6;
}
