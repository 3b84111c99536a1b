/** An inclusive range of TCP or UDP ports; `first <= last`, both 0 to 65535. */
export type PortRange = Readonly<{ first: number; last: number }>;

export const ALL_PORTS: PortRange = { first: 0, last: 65535 };

export function portRangeHolds(range: PortRange, port: number): boolean {
  return range.first <= port && port <= range.last;
}

export function isAllPorts(range: PortRange): boolean {
  return range.first === 0 && range.last === 65535;
}
