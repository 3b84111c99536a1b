import { styleText } from 'node:util';

type Walk = {
  disposition: string;
  steps: Array<{ stage: string; at: string; passed: boolean; text: string; becomes?: Ends }>;
  arrived?: Ends & { at: string };
};
type Ends = { source: string; destination: string };

/** What the server says of a packet and its reply. */
export type Journey = {
  allowed: boolean;
  source: { address: string };
  destination: { address: string };
  request: Walk;
  reply?: Walk;
};

/** Each step with the rule that decided, then the verdict. */
export function printJourney(journey: Journey): void {
  console.log(`${journey.source.address} to ${journey.destination.address}`);
  printWalk('request', journey.request);
  if (journey.reply !== undefined) printWalk('reply', journey.reply);
  const verdict = journey.allowed ? styleText('green', 'allowed') : styleText('red', 'denied');
  console.log(`${verdict}${journey.reply && !journey.allowed ? ': the request arrives, its reply does not' : ''}`);
}

function printWalk(name: string, walk: Walk): void {
  console.log(`\n${name}: ${walk.disposition}`);
  for (const step of walk.steps) {
    const mark = step.passed ? styleText('green', 'pass') : styleText('red', 'drop');
    const becomes = step.becomes === undefined ? '' : `: ${step.becomes.source} to ${step.becomes.destination}`;
    console.log(`  ${mark}  ${step.stage.padEnd(17)} ${step.at.padEnd(25)} ${step.text}${becomes}`);
  }
  const { arrived } = walk;
  if (arrived !== undefined) console.log(`  at ${arrived.at} as ${arrived.source} to ${arrived.destination}`);
}
