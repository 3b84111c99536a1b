import { styleText } from 'node:util';
import type { SiteOptions } from '../../client/site.ts';
import type { ServerStatus } from '../../client/own-types.ts';
import { formatDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { connect } from '../site.ts';

/** Exit code 0: everything desired is enforced. 1: it is not (yet), or no server answers. */
export async function status(options: SiteOptions & { output?: string }): Promise<void> {
  const { client, data, endpoint } = connect(options);
  const now = await client.own<ServerStatus>('GET', '/_openvpc/v1/status').catch((error: unknown) => {
    throw new Failure(
      `No server answers at ${endpoint} for ${data}: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  if (options.output === 'json') console.log(JSON.stringify(now, null, 2));
  else print(now, data, endpoint);
  if (!now.inForce) throw new Failure('', 1);
}

function print(now: ServerStatus, data: string, endpoint: string): void {
  const state = now.inForce ? styleText('green', 'in force') : styleText('yellow', 'not in force');
  const rows: ReadonlyArray<readonly [string, string]> = [
    ['server', `${endpoint}, process ${now.pid}, up ${formatDuration(now.uptimeMs)}, data in ${data}`],
    ['account', `${now.account} in ${now.region}`],
    ['data plane', `${now.dataplane.name}: ${now.dataplane.why}`],
    ['rules', `revision ${now.desired} desired, ${now.enforced ?? 'none'} enforced: ${state}`],
    ['program', now.digest ?? 'none yet'],
    ['drift', now.driftsRepaired === 0 ? 'none' : `found and repaired ${now.driftsRepaired} times since the start`],
    ['instances', `${now.instances.running} running of ${now.instances.total}`],
    ...now.refusals.map(
      (refusal) => ['refused', `${refusal.origin.resource} ${refusal.origin.rule}: ${refusal.why}`] as const,
    ),
    ...(now.failure === undefined
      ? []
      : [
          [
            'failing',
            styleText('red', `${now.failure.message} (${now.failure.rounds} rounds; the last good rules stay)`),
          ] as const,
        ]),
  ];
  for (const [name, text] of rows) console.log(`${name.padEnd(11)} ${text}`);
}
