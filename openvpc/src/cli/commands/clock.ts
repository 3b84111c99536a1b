import type { SiteOptions } from '../../client/site.ts';
import { Failure } from '../failure.ts';
import { connect } from '../site.ts';

type Answer = { now: number; ahead: number };

/** Shows the clock by which the network goes, or puts the simulator's forward: idle flows end, flow records are written. */
export async function clock(action: string | undefined, time: string | undefined, options: SiteOptions): Promise<void> {
  const { client } = connect(options);
  if (action === undefined) return print(await client.own<Answer>('GET', '/_openvpc/v1/clock'));
  if (action !== 'advance' || time === undefined)
    throw new Failure("say 'openvpc clock', or 'openvpc clock advance 10m'", 2);
  print(await client.own<Answer>('POST', '/_openvpc/v1/clock', { milliseconds: millisecondsIn(time) }));
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `10m`, `5d`. */
function millisecondsIn(text: string): number {
  const [, digits = '', unit = ''] = /^([0-9]{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  if (digits === '') throw new Failure(`'${text}' is no time: say 90s, 10m, 2h or 5d`, 2);
  return Number(digits) * (UNITS[unit] ?? 0);
}

function print({ now, ahead }: Answer): void {
  const time = new Date(now).toISOString();
  console.log(ahead === 0 ? time : `${time} (${Math.round(ahead / 1000)} s ahead)`);
}
