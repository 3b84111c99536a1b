import type { SiteOptions } from '../../client/site.ts';
import { Failure } from '../failure.ts';
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
    ...whatIsSent(what),
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

/** `tcp/5432`, `udp/53`, `icmp`, `icmp/8/0`, or a protocol's number. */
function whatIsSent(text: string): object {
  const [protocol = '', first, second] = text.toLowerCase().split('/');
  switch (protocol) {
    case 'tcp':
    case 'udp':
      if (first === undefined || second !== undefined) break;
      return { protocol, port: wholeNumber(first, 65_535, 'the port') };
    case 'icmp':
      return {
        protocol,
        ...(first !== undefined && { icmpType: wholeNumber(first, 255, 'the ICMP type') }),
        ...(second !== undefined && { icmpCode: wholeNumber(second, 255, 'the ICMP code') }),
      };
    default:
      if (/^[0-9]+$/.test(protocol) && first === undefined)
        return { protocol: wholeNumber(protocol, 255, 'the protocol') };
  }
  throw new Failure(`'${text}' is not what can be sent: tcp/5432, udp/53, icmp, icmp/8/0, or a protocol's number`, 2);
}

function sourcePort(options: ProbeOptions): object {
  if (options.sourcePort === undefined) return {};
  return { sourcePort: wholeNumber(options.sourcePort, 65_535, '--source-port') };
}

function wholeNumber(text: string, most: number, what: string): number {
  if (!/^[0-9]{1,6}$/.test(text) || Number(text) > most) throw new Failure(`${what} must be a number up to ${most}`, 2);
  return Number(text);
}
