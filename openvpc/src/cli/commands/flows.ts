import { styleText } from 'node:util';
import type { LiveFlow, MissedFlows } from '../../client/own-types.ts';
import type { SiteOptions } from '../../client/site.ts';
import { Failure } from '../failure.ts';
import { endText } from '../packet-words.ts';
import { connect } from '../site.ts';

/** The flows that the data plane judged: the last thousand, or with `--follow` each as it happens until the server stops. */
export async function flows(options: SiteOptions & { follow?: boolean; output?: string }): Promise<void> {
  const { client, endpoint } = connect(options);
  const path = `/_openvpc/v1/flows${options.follow === true ? '?follow=true' : ''}`;
  for await (const event of client.stream<LiveFlow | MissedFlows>(path)) {
    if (options.output === 'json') console.log(JSON.stringify(event));
    else
      console.log(
        'missed' in event ? styleText('yellow', `(${event.missed} flows came too fast to show)`) : line(event),
      );
  }
  if (options.follow === true) throw new Failure(`The server at ${endpoint} has stopped.`);
}

/** `12:01:07 ACCEPT web egress tcp 10.0.1.5:40112 > 10.0.2.7:5432  4 packets 240 bytes  sgr-… in sg-… (web): …` */
export function line(flow: LiveFlow): string {
  const colour = flow.action === 'ACCEPT' ? 'green' : 'red';
  const ends = `${endText(flow.source, flow.sourcePort)} > ${endText(flow.destination, flow.destinationPort)}`;
  const head = [
    new Date(flow.end).toISOString().slice(11, 19),
    styleText(colour, flow.action),
    `${flow.instance ?? flow.eni} ${flow.direction}`.padEnd(20),
    `${flow.protocol} ${ends}`.padEnd(44),
    `${flow.packets} packets ${flow.bytes} bytes`,
  ];
  return `${head.join(' ')}  ${styleText('dim', flow.because.join(' · ') || 'not known from the rules in force')}`;
}
