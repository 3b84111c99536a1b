import { inspect } from 'node:util';
import type { Entry, Walk } from '../../openvpc/src/contract/verdict.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';
import type { Judged } from './evaluators.ts';
import { entryWords, packetWords, stepWords } from './packet-words.ts';

/** A disagreement between the reference and an evaluator, in words. */
export class Dissent extends Error {
  override readonly name = 'Dissent';
}

/** The reference's walk, when all agree with it. */
export function agreed({ walk, dissent }: Judged, from: Entry, packet: Packet): Walk {
  if (dissent.length === 0) return walk;
  const lines = dissent.map(({ name, said, expected }) => `${name} says\n${words(said)}\nand not\n${words(expected)}`);
  throw new Dissent(`${entryWords(from)} sends ${packetWords(packet)}\n${lines.join('\n')}`);
}

/** A walk step by step; other claims as the values that they are. */
function words(said: unknown): string {
  if (!isWalk(said)) return indented(inspect(said, { depth: 9 }));
  const { disposition, steps, remember, arrived, answer } = said;
  const flows = remember.map(
    ({ at, packet, expires, outside }) =>
      `remembered at ${at} until ${expires}: ${packetWords(packet)}${outside === undefined ? '' : `, outside ${outside.port}`}`,
  );
  const end = arrived === undefined ? '' : ` at ${arrived.at} as ${packetWords(arrived.packet)}`;
  const sentBack = answer === undefined ? [] : [`answered by ${packetWords(answer)}`];
  return indented([...steps.map(stepWords), ...flows, `${disposition}${end}`, ...sentBack].join('\n'));
}

function isWalk(said: unknown): said is Walk {
  return typeof said === 'object' && said !== null && 'disposition' in said && 'remember' in said;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
