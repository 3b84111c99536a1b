import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type EniId, type InstanceId, parseId } from '../name/id.ts';
import type { ProcessIdentity } from '../seam/process-identity.ts';

/** Processes of a running instance as the machine counts: its first, and the one that waits for it. */
export type InstanceRecord = Readonly<{ init: ProcessIdentity; keeper: ProcessIdentity }>;

const CONSOLE_BYTES = 64 * 1024; // EC2 API, GetConsoleOutput: the last 64 KB

/** What is kept of an instance on disk, below DATA/instances; a new server reads it and knows what runs. */
export class InstanceFolders {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'instances');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  all(): readonly InstanceId[] {
    return readdirSync(this.#folder).flatMap((name) => parseId('i', name) ?? []);
  }

  make(id: InstanceId): void {
    mkdirSync(this.#path(id), { recursive: true, mode: 0o700 });
  }

  remove(id: InstanceId): void {
    rmSync(this.#path(id), { recursive: true, force: true });
  }

  record(id: InstanceId): InstanceRecord | undefined {
    return this.#read<InstanceRecord>(id, 'process.json');
  }

  setRecord(id: InstanceId, record: InstanceRecord | undefined): void {
    this.#write(id, 'process.json', record);
    this.#write(id, 'connected.json', undefined);
  }

  /** Which device holds which ENI's cable. */
  connected(id: InstanceId): Readonly<Record<string, EniId>> {
    return this.#read<Record<string, EniId>>(id, 'connected.json') ?? {};
  }

  setConnected(id: InstanceId, devices: Readonly<Record<string, EniId>>): void {
    this.#write(id, 'connected.json', devices);
  }

  /** True the first time, and then never again for this instance. */
  firstBoot(id: InstanceId): boolean {
    const marker = join(this.#path(id), 'booted');
    if (existsSync(marker)) return false;
    writeFileSync(marker, '', { mode: 0o600 });
    return true;
  }

  sayings(id: InstanceId): string {
    return join(this.#path(id), 'init.out');
  }

  consolePath(id: InstanceId): string {
    return join(this.#path(id), 'console');
  }

  /** The end of what the instance printed. */
  console(id: InstanceId): string {
    const path = this.consolePath(id);
    if (!existsSync(path)) return '';
    const size = statSync(path).size;
    const bytes = Buffer.alloc(Math.min(size, CONSOLE_BYTES));
    const file = openSync(path, 'r');
    try {
      readSync(file, bytes, 0, bytes.length, size - bytes.length);
    } finally {
      closeSync(file);
    }
    return bytes.toString('utf8');
  }

  #path(id: InstanceId): string {
    return join(this.#folder, id);
  }

  #read<T>(id: InstanceId, name: string): T | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#path(id), name), 'utf8')) as T; // only this class writes them
    } catch {
      return undefined; // none
    }
  }

  #write(id: InstanceId, name: string, value: unknown): void {
    const path = join(this.#path(id), name);
    if (value === undefined) return rmSync(path, { force: true });
    writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}
