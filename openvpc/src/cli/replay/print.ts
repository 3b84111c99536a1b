import { styleText } from 'node:util';
import type { Client } from '../../client/client.ts';
import type { AtEniReason, CaptureReader } from '../../core.ts';
import type { Played, Stretch } from './played.ts';

/** Each flow in a line, or all as JSON; then what was skipped, and why. */
export async function printPlayed(
  client: Client,
  { stretches, skipped, isFull }: Played,
  damage: CaptureReader['damage'],
  asJson: boolean,
): Promise<void> {
  const texts = await textsFor(client, stretches);
  const told = stretches.map(({ flow, first, packets, bytes, verdict: { direction, action, because } }) => ({
    first: new Date(first).toISOString(),
    direction,
    flow,
    packets,
    bytes,
    action,
    because: because.map((one) => texts.get(keyOf(one, direction)) ?? keyOf(one, direction)),
  }));
  if (asJson) {
    console.log(
      JSON.stringify(
        {
          flows: told,
          skipped: Object.fromEntries(skipped),
          complete: !isFull && damage === undefined,
          ...(damage && { damage }),
        },
        null,
        2,
      ),
    );
    return;
  }
  for (const one of told) {
    const colour = one.action === 'REJECT' ? 'red' : one.action === 'ACCEPT' ? 'green' : 'yellow';
    const count = `${one.packets} packets ${one.bytes} bytes`;
    const head = `${one.first.slice(11, 23)} ${styleText(colour, one.action)} ${one.direction} ${one.flow}  ${count}`;
    console.log(`${head}  ${styleText('dim', one.because.join(' · '))}`);
  }
  for (const [why, count] of skipped) console.log(`skipped: ${count} (${why})`);
  if (isFull) console.log('There is more in the file; --limit, or the number of flows that can be held, ended it.');
}

/** The reasons in words, asked for at once: the server knows the rules. */
async function textsFor(client: Client, stretches: readonly Stretch[]): Promise<ReadonlyMap<string, string>> {
  const reasons = stretches.flatMap(({ verdict: { because, direction } }) =>
    because.map((one) => [keyOf(one, direction), { because: one, direction }] as const),
  );
  const distinct = [...new Map(reasons)].slice(0, MOST_REASONS);
  const asked = { reasons: distinct.map(([, reason]) => reason) };
  const { texts } = await client.own<{ texts: string[] }>('POST', '/_openvpc/v1/reasons', asked);
  return new Map(distinct.map(([key], i) => [key, texts[i] ?? key]));
}

/** The server takes no more at once. */
const MOST_REASONS = 10_000;

function keyOf(reason: AtEniReason, direction: string): string {
  return typeof reason === 'string' ? reason : `${reason.rule} in ${reason.resource}, ${direction}`;
}
