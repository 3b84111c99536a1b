import type { SiteOptions } from '../../client/site.ts';
import { Failure } from '../failure.ts';
import { portNumber, wholeNumber } from '../numbers.ts';
import { packetIn } from '../packet-words.ts';
import { type Journey, printJourney } from '../print-journey.ts';
import { connect } from '../site.ts';

export type ProbeOptions = SiteOptions & { count?: string; sourcePort?: string; ipv6?: boolean; output?: string };

/**
 * Sends virtual packets through the simulator, and answers them. Exit code 0: the last came there and its answer back. 1:
 * one of the two was dropped. 2: there is no answer.
 */
export async function probe(from: string, to: string, what: string, options: ProbeOptions): Promise<void> {
  const question = {
    from,
    to,
    ...packetIn(what),
    ...sourcePort(options),
    ...(options.ipv6 === true && { family: 6 }),
  };
  const count = wholeNumber(options.count ?? '1', 100_000, '--count');
  if (count === 0) throw new Failure('--count must be at least 1', 2);
  const { client } = connect(options);
  let answer: Journey | undefined;
  for (let i = 0; i < count; i++) {
    answer = await client.own<Journey>('POST', '/_openvpc/v1/probe', question).catch((error: unknown) => {
      throw new Failure(error instanceof Error ? error.message : String(error), 2);
    });
  }
  if (answer === undefined) return;
  if (options.output === 'json') console.log(JSON.stringify(answer, null, 2));
  else printJourney(answer);
  if (!answer.allowed) throw new Failure('', 1);
}

function sourcePort(options: ProbeOptions): object {
  if (options.sourcePort === undefined) return {};
  return { sourcePort: portNumber(options.sourcePort, '--source-port') };
}
