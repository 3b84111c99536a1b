import type { SiteOptions } from '../../client/site.ts';
import { Failure } from '../failure.ts';
import { portNumber } from '../numbers.ts';
import { packetIn } from '../packet-words.ts';
import { type Journey, printJourney } from '../print-journey.ts';
import { connect } from '../site.ts';

export type ExplainOptions = SiteOptions & {
  from: string;
  to: string;
  tcp?: string;
  udp?: string;
  icmp?: boolean | string;
  protocol?: string;
  sourcePort?: string;
  ipv6?: boolean;
  output?: string;
};

/** Exit code 0: the request arrives and its reply comes back. 1: one of them is dropped. 2: there is no answer. */
export async function explain(options: ExplainOptions): Promise<void> {
  const answer = await ask(options).catch((error: unknown) => {
    throw new Failure(error instanceof Error ? error.message : String(error), 2);
  });
  if (options.output === 'json') console.log(JSON.stringify(answer, null, 2));
  else printJourney(answer);
  if (!answer.allowed) throw new Failure('', 1);
}

async function ask(options: ExplainOptions): Promise<Journey> {
  const { client } = connect(options);
  return client.own<Journey>('POST', '/_openvpc/v1/explain', questionOf(options));
}

function questionOf(options: ExplainOptions): object {
  const ends = {
    from: options.from,
    to: options.to,
    ...(options.ipv6 === true && { family: 6 }),
    ...(options.sourcePort !== undefined && { sourcePort: portNumber(options.sourcePort, '--source-port') }),
  };
  return { ...ends, ...packetIn(packetNamed(options)) };
}

function packetNamed({ tcp, udp, icmp, protocol }: ExplainOptions): string {
  if (tcp !== undefined) return `tcp/${tcp}`;
  if (udp !== undefined) return `udp/${udp}`;
  if (icmp !== undefined && icmp !== false) return icmp === true ? 'icmp' : `icmp/${icmp}`;
  if (protocol !== undefined) return protocol;
  throw new Failure('Say what is sent: --tcp PORT, --udp PORT, --icmp [TYPE/CODE] or --protocol NUMBER.', 2);
}
