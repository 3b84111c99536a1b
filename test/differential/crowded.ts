import type { FlowView } from '../../openvpc/src/contract/verdict.ts';
import { type Address, address, sameAddress } from '../../openvpc/src/net/address.ts';

/**
 * The same flows, at NAT gateways without a free port at those addresses: 55,000 flows toward one destination would do
 * that, and no generated script is so long.
 */
export function crowded(flows: FlowView, isFull: (at: Address) => boolean): FlowView {
  return {
    tracked: (at, packet, now) => flows.tracked(at, packet, now),
    ...(flows.history && { history: (at, packet, now) => flows.history?.(at, packet, now) }),
    nat: {
      outside: (nat, inside, now) => flows.nat?.outside(nat, inside, now),
      inside: (nat, arriving, now) => flows.nat?.inside(nat, arriving, now),
      free: (nat, at, inside, now) =>
        isFull(at)
          ? undefined
          : flows.nat === undefined
            ? { address: at, port: 1024 }
            : flows.nat.free(nat, at, inside, now),
    },
  };
}

const FIRST_ADDRESSES = ['10.0.0.220', '10.0.2.220'].map(address);

/** How crowded: nowhere, at the first address of the gateways that have two, everywhere. */
export const CROWDS: ReadonlyArray<(at: Address) => boolean> = [
  () => false,
  (at) => FIRST_ADDRESSES.some((first) => sameAddress(first, at)),
  () => true,
];
