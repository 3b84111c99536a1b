import type { SiteOptions } from '../../client/site.ts';
import { Failure } from '../failure.ts';
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
    ...(options.sourcePort !== undefined && { sourcePort: portNumber(options.sourcePort) }),
  };
  if (options.tcp !== undefined) return { ...ends, protocol: 'tcp', port: portNumber(options.tcp) };
  if (options.udp !== undefined) return { ...ends, protocol: 'udp', port: portNumber(options.udp) };
  if (options.icmp !== undefined && options.icmp !== false)
    return { ...ends, protocol: 'icmp', ...icmpType(options.icmp) };
  if (options.protocol !== undefined) return { ...ends, protocol: wholeNumber(options.protocol, 255, '--protocol') };
  throw new Failure('Say what is sent: --tcp PORT, --udp PORT, --icmp [TYPE/CODE] or --protocol NUMBER.', 2);
}

function icmpType(value: true | string): object {
  if (value === true) return {};
  const [type = '', code = '0'] = value.split('/');
  return { icmpType: wholeNumber(type, 255, '--icmp'), icmpCode: wholeNumber(code, 255, '--icmp') };
}

function portNumber(text: string): number {
  return wholeNumber(text, 65_535, 'the port');
}

function wholeNumber(text: string, most: number, what: string): number {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > most) throw new Failure(`${what} must be a number up to ${most}`, 2);
  return Number(text);
}
