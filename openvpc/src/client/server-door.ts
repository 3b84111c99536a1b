/** What the commands need of the server room; main.ts hands it in, for commands may not import the server. */
export interface ServerDoor {
  /** Starts a server in this process; resolves when it listens. Throws an Error whose message is for the user. */
  start(settings: Readonly<Record<string, unknown>>): Promise<RunningServer>;
  /** Takes away every namespace, process and rule of that data directory. Throws when a server works on it. */
  teardown(data: string): Promise<void>;
  /** The command that runs this program again: `[node, main]`. */
  readonly self: readonly string[];
}

export interface RunningServer {
  readonly endpoint: string;
  /** Lines for whoever started it: which data plane and why, warnings. */
  readonly notes: readonly string[];
  /** What stays when the server stops. */
  readonly stays: string;
  /** Lines for their eyes alone, never for a log: the key of a new account. */
  readonly secrets: readonly string[];
  /** Stops in order: no more calls, everything on disk. Namespaces and rules stay in force. */
  stop(): Promise<void>;
}
