import type { InstanceId } from '../name/id.ts';
import type { Instant, ZoneName } from '../name/scope.ts';
import type { Owned } from './resource.ts';

/** AWS's states. What should be: `pending` and `running` mean up, the rest down; the reconcile loop moves them on. */
export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

export type Instance = Owned &
  Readonly<{
    kind: 'instance';
    id: InstanceId;
    /** `r-…`: one per RunInstances call. */
    reservation: string;
    launchIndex: number;
    image: string;
    type: string;
    zone: ZoneName;
    state: InstanceState;
    stateReason?: Readonly<{ code: string; message: string }>;
    launchedAt: Instant;
    /** When it ended; a terminated instance is shown for an hour. */
    terminatedAt?: Instant;
    keyName?: string;
    clientToken?: string;
    /** Fingerprint of that call's other parameters: the same token with others is an error. */
    request?: string;
    /** It has run before: when it cannot start again it is stopped, and keeps what it has. */
    hasRun?: boolean;
    /** The credit option that the launch named; absent: that of its family. It throttles nothing. */
    cpuCredits?: 'standard' | 'unlimited';
    /** Base64, as clients send it. */
    userData?: string;
  }>;
