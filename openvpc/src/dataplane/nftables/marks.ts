/**
 * Bits of a packet's mark, which say how far it has come, and of a connection's mark, which say who tracks it. They are
 * the only state between rules: a packet is let through when all the bits it needs are set, so a missing rule is a closed
 * door.
 */
export const MARK = {
  /** The source check passed. Without it there is no route (see topology.ts) and no verdict. */
  sourceChecked: 0x1,
  /** The source is an address of the sending ENI itself: what a reference to a group can match. */
  ownSource: 0x4,
  /** A packet that rules judge and flow records show: neither exempt nor broadcast. */
  judged: 0x2,
  /** Its route leads to an ENI. */
  arriving: 0x8,
  egressTracked: 0x10,
  ingressTracked: 0x20,
  egressAllowed: 0x100,
  /** Allowed by rules that AWS does not track by (security groups guide, "Untracked connections"). */
  egressUntracked: 0x200,
  egressAcl: 0x400,
  ingressAcl: 0x1000,
  ingressAllowed: 0x2000,
  ingressUntracked: 0x4000,
} as const;

/** `original`: the ENI that sent the connection's first packet tracks it. `reply`: the one that got it does. */
export const FLOW_MARK = { original: 0x1, reply: 0x2 } as const;
