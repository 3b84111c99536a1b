import { styleText } from 'node:util';
import { dataDirectory, type SiteOptions } from '../../client/site.ts';
import { Failure } from '../failure.ts';
import type { RunningServer, ServerDoor } from '../../client/server-door.ts';
import { startDetached, tellStarter } from './detach.ts';

export type UpOptions = SiteOptions & {
  detach?: boolean;
  host?: string;
  region?: string;
  dataplane?: string;
  flowWindow?: number;
  publicPool?: string;
};

/** In the foreground until Ctrl-C, which stops the server and leaves instances and rules as they are. */
export async function up(server: ServerDoor, options: UpOptions): Promise<void> {
  const { detach, ...rest } = options;
  const given = Object.entries({ ...rest, data: dataDirectory(options) });
  const settings = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  if (detach === true) {
    const { news, log } = await startDetached(server.self, settings);
    return console.log(`${news}\n${next(options)}\nIt runs in the background; its log is ${log}.`);
  }
  const over = interrupted(); // from here on: a start that is asked to stop is finished first
  const running = await server.start(settings).catch((error: unknown) => {
    throw new Failure(error instanceof Error ? error.message : String(error));
  });
  if (!tellStarter(newsOf(running, running.secrets))) {
    console.log(`${newsOf(running, running.secrets)}\n${next(options)}`);
    console.log(`Ctrl-C stops the server; ${running.stays}.`);
  } else console.log(newsOf(running, [])); // which its log keeps
  await over;
  await running.stop();
}

function newsOf({ notes, endpoint }: RunningServer, secrets: readonly string[]): string {
  return [...notes, ...secrets, '', `${styleText('green', 'OpenVPC is up')} at ${endpoint}`].join('\n');
}

const next = (options: SiteOptions): string =>
  `Next:  eval "$(npx openvpc env${siteFlags(options)})" && aws ec2 describe-vpcs`;

/** The flags that other commands need to find this very site, as a shell takes them. */
export function siteFlags({ data }: SiteOptions): string {
  if (data === undefined) return '';
  return ` --data ${/^[\w./-]+$/.test(data) ? data : `'${data.replaceAll("'", `'\\''`)}'`}`;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
