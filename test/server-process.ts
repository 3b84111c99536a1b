import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials, ServerRecord } from '../openvpc/src/client/site.ts';
import { type Client, createClient } from '../openvpc/src/client/client.ts';

const MAIN = new URL('./openvpc-command.ts', import.meta.url).pathname;

/** A real server process on a data directory of its own, driven as a user would: by the command and over HTTP. */
export class ServerProcess {
  readonly data: string;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(parent = tmpdir()) {
    this.data = mkdtempSync(join(parent, 'openvpc-site-'));
    chmodSync(this.data, 0o700);
  }

  /** Resolves when it says that it is up. */
  async start(flags: readonly string[] = []): Promise<void> {
    this.#output = '';
    const child = spawn(process.execPath, [MAIN, 'up', '--data', this.data, '--port', '0', ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
    const until = Date.now() + 30_000;
    while (!this.#output.includes('OpenVPC is up')) {
      if (child.exitCode !== null || Date.now() > until)
        throw new Error(`the server did not come up:\n${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get record(): ServerRecord {
    return JSON.parse(readFileSync(join(this.data, 'server.json'), 'utf8')) as ServerRecord;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.record.port}`;
  }

  get credentials(): Credentials {
    return JSON.parse(readFileSync(join(this.data, 'credentials.json'), 'utf8')) as Credentials;
  }

  client(): Client {
    return createClient({ endpoint: this.endpoint, ...this.credentials });
  }

  /** `openvpc …` on this site as a process, for those who want more than its result. */
  spawn(words: readonly string[]): ChildProcess {
    const [name = '', ...rest] = words;
    return spawn(process.execPath, [MAIN, name, '--data', this.data, ...rest], { stdio: 'pipe' });
  }

  /** Runs `openvpc …` on this site. */
  command(words: readonly string[], timeoutMs = 30_000, input = ''): { code: number; stdout: string; stderr: string } {
    const [name = '', ...rest] = words;
    const result = spawnSync(process.execPath, [MAIN, name, '--data', this.data, ...rest], {
      encoding: 'utf8',
      input,
      maxBuffer: 64 * 1024 * 1024,
      timeout: timeoutMs,
    });
    return { code: result.status ?? 128, stdout: result.stdout, stderr: result.stderr };
  }

  /** The environment with which AWS's clients talk to this server. */
  awsEnvironment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: this.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.credentials.secretAccessKey,
      AWS_DEFAULT_REGION: this.credentials.region,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    };
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    await gone;
  }

  /** Ends everything of this site and removes its data. */
  async destroy(): Promise<void> {
    await this.kill('SIGTERM');
    this.command(['down']);
    rmSync(this.data, { recursive: true, force: true });
  }
}
