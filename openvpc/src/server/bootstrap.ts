import type { Credentials } from '../client/site.ts';
import { bootstrapAccount } from '../control/default-vpc/bootstrap.ts';
import { mintId } from '../name/id.ts';
import type { AccountId, Instant, Region } from '../name/scope.ts';
import type { Clock } from '../seam/clock.ts';
import type { Random } from '../seam/random.ts';
import type { Store } from '../store/store.ts';

export const rootPrincipal = (account: string): string => `arn:aws:iam::${account}:root`;

/** First start: the default VPC and what comes with it. Later starts change nothing, also when the user deleted it. */
export async function bootstrap(
  store: Store,
  { account, region }: Credentials,
  { clock, random }: { clock: Clock; random: Random },
): Promise<void> {
  if (store.snapshot().revision > 0) return;
  await store.transact((tx) =>
    bootstrapAccount(tx, {
      principal: rootPrincipal(account),
      account: account as AccountId,
      region: region as Region,
      requestId: 'first-start',
      now: clock.now() as Instant,
      mint: (kind) => mintId(kind, random.hex),
      hex: random.hex,
    }),
  );
}
