/**
 * Bits of a packet's mark: how far it has come. Routing reads `pass` and nothing else (see wires.ts), and only the rules
 * at the very end of the path set it: whatever is missing or flushed before, the door is closed.
 */
export const MARK = {
  pass: 0x1,
  /** The source is an address of the sending ENI itself. */
  own: 0x2,
  /** The destination is outside the sender's subnet: ACLs and routes are asked. */
  crosses: 0x4,
  /** Its subnet let it go, */
  leaves: 0x2000,
  /** and an ENI has the destination address. */
  arrives: 0x8,
  /** For one ENI's groups, one direction at a time: a rule allows the packet, */
  allowed: 0x10,
  /** a rule for everyone does, */
  everyone: 0x20,
  /** and it is for all ports; */
  everyoneAllPorts: 0x40,
  /** a rule of the other direction for everyone allows the packet that answers, */
  answer: 0x80,
  /** and it is for all ports. */
  answerAllPorts: 0x100,
  /** In flow counts only: UDP, not TCP. */
  udp: 0x1000,
} as const;

/** The bits that the groups of one ENI leave behind. */
export const GROUP_BITS = MARK.allowed | MARK.everyone | MARK.everyoneAllPorts | MARK.answer | MARK.answerAllPorts;

/** How a packet ended, for the flow counts; none for packets that flow logs never show. */
export const OUTCOME = {
  mask: 0xe00,
  refusedLeaving: 0x200,
  /** It left its ENI and no ENI was there to get it. */
  left: 0x400,
  refusedArriving: 0x600,
  delivered: 0x800,
} as const;

/** The upper half of the mark is the sender's number (numbers.ts). */
export const SENDER_SHIFT = 16;

/**
 * Bits of a connection's mark: which of its two ENIs tracks it. `original` is the ENI that sent the connection's first
 * packet, `reply` the other. Each ENI keeps its own state (docs/decisions/0002-state-per-eni.md).
 */
export const TRACKED_BY = { original: 0x1, reply: 0x2 } as const;
