import type { Program } from '../contract/program.ts';
import type { Entry, FlowView, Walk } from '../contract/verdict.ts';
import type { Instant } from '../name/scope.ts';
import type { Packet } from '../net/packet.ts';
import { Path } from './path.ts';
import { indexOf } from './program-index.ts';

/** What becomes of one packet; the steps and their meaning are those of contract/verdict.ts. Writes nothing. */
export function walk(program: Program, flows: FlowView, packet: Packet, from: Entry, now: Instant): Walk {
  return new Path(indexOf(program), flows, packet, now).enter(from);
}
