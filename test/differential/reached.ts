import type { Disposition, GatewayReason, Walk } from '../../openvpc/src/contract/verdict.ts';

/** How often each disposition, and each reason of a gateway, was the answer. */
export type Reached = Map<string, number>;

/** Every word of contract/verdict.ts: the compiler finds one that is missing. */
const DISPOSITIONS: Readonly<Record<Disposition, true>> = {
  delivered: true,
  exited: true,
  exempt: true,
  'denied-source-check': true,
  'denied-destination-check': true,
  'denied-broadcast': true,
  'denied-fragment': true,
  'denied-group': true,
  'denied-acl': true,
  'no-route': true,
  blackhole: true,
  'no-such-host': true,
  'denied-gateway': true,
};
const REASONS: Readonly<Record<GatewayReason, true>> = {
  loop: true,
  'public-access-blocked': true,
  'private-nat-gateway': true,
  'no-public-address': true,
  'no-private-address': true,
  'private-range': true,
  'too-big': true,
  protocol: true,
  fragment: true,
  'outside-vpc': true,
  'same-subnet': true,
  'no-mapping': true,
  'no-port': true,
  unsolicited: true,
};

export function reach(reached: Reached, { disposition, steps }: Walk): void {
  const last = steps.at(-1);
  const reason =
    last?.stage === 'gateway' && !last.passed && typeof last.because === 'string' ? last.because : undefined;
  for (const word of [disposition, ...(reason === undefined ? [] : [reason])]) {
    reached.set(word, (reached.get(word) ?? 0) + 1);
  }
}

/** Words that were never the answer. `no-port` wants 55,000 flows: nat-table.test.ts has it. */
export function reachedNothing(reached: Reached): readonly string[] {
  const words = [...Object.keys(DISPOSITIONS), ...Object.keys(REASONS)];
  return words.filter((word) => word !== 'no-port' && !reached.has(word));
}
