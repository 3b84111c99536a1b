import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { EniId, InstanceId } from '../name/id.ts';
import { parseId } from '../name/id.ts';
import type { ProcessIdentity } from '../seam/process-identity.ts';
import { CONSOLE_BYTES } from './user-data.ts';

/** Folders of an instance that outlive its being stopped, as an EBS root volume does, with their modes. */
const DISK: Readonly<Record<string, number>> = { home: 0o755, root: 0o700, 'var-tmp': 0o1777 };

/** What is kept of instances on disk, below DATA/instances; a new server reads it and knows what runs. */
export class InstanceFolders {
  readonly #folder: string;

  constructor(dataDir: string) {
    mkdirSync(join(dataDir, 'instances'), { recursive: true, mode: 0o700 });
    this.#folder = realpathSync(join(dataDir, 'instances'));
  }

  all(): readonly InstanceId[] {
    return readdirSync(this.#folder).flatMap((name) => parseId('i', name) ?? []);
  }

  path(id: InstanceId): string {
    return join(this.#folder, id);
  }

  /** Makes the folder with an empty place for the root and the instance's disk, which belongs to `owner`. */
  make(id: InstanceId, owner: number | undefined): Readonly<{ top: string; disk: string }> {
    const top = join(this.path(id), 'top');
    const disk = join(this.path(id), 'disk');
    mkdirSync(top, { recursive: true, mode: 0o700 });
    for (const [name, mode] of Object.entries(DISK)) {
      const path = join(disk, name);
      if (existsSync(path)) continue; // its modes and owners are the instance's own by now
      mkdirSync(path, { recursive: true, mode: 0o700 });
      chmodSync(path, mode);
      if (owner !== undefined) chownSync(path, owner, owner);
    }
    return { top, disk };
  }

  /** The instance must not run any more. */
  remove(id: InstanceId): void {
    const path = this.path(id);
    if (!existsSync(path)) return;
    if (process.getuid?.() !== 0) openUp(path);
    rmSync(path, { recursive: true, force: true });
  }

  init(id: InstanceId): ProcessIdentity | undefined {
    return this.#read<ProcessIdentity>(id, 'init.json');
  }

  setInit(id: InstanceId, init: ProcessIdentity | undefined): void {
    this.#write(id, 'connected.json', undefined);
    this.#write(id, 'init.json', init);
  }

  /** The process that runs the user data. */
  boot(id: InstanceId): ProcessIdentity | undefined {
    return this.#read<ProcessIdentity>(id, 'boot.json');
  }

  setBoot(id: InstanceId, boot: ProcessIdentity | undefined): void {
    this.#write(id, 'boot.json', boot);
  }

  hasBooted(id: InstanceId): boolean {
    return existsSync(join(this.path(id), 'booted'));
  }

  setUserData(id: InstanceId, userData: string): void {
    writeFileSync(join(this.path(id), 'user-data'), userData, { mode: 0o600 });
  }

  /** Which device holds which ENI's cable. */
  connected(id: InstanceId): Readonly<Record<string, EniId>> {
    return this.#read<Record<string, EniId>>(id, 'connected.json') ?? {};
  }

  setConnected(id: InstanceId, devices: Readonly<Record<string, EniId>>): void {
    this.#write(id, 'connected.json', devices);
  }

  /** The end of what the instance printed. */
  console(id: InstanceId): string {
    const parts = ['console.previous', 'console'].map((name) => this.#bytes(id, name));
    return Buffer.concat(parts).subarray(-CONSOLE_BYTES).toString('utf8');
  }

  #bytes(id: InstanceId, name: string): Buffer {
    try {
      return readFileSync(join(this.path(id), name));
    } catch {
      return Buffer.alloc(0); // nothing printed yet
    }
  }

  #read<T>(id: InstanceId, name: string): T | undefined {
    try {
      return JSON.parse(readFileSync(join(this.path(id), name), 'utf8')) as T; // only this class writes them
    } catch {
      return undefined; // none
    }
  }

  #write(id: InstanceId, name: string, value: unknown): void {
    const path = join(this.path(id), name);
    if (value === undefined) return rmSync(path, { force: true });
    writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}

/** Without root, folders that the instance closed to itself are closed to us too. Links are not followed. */
function openUp(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) openUp(join(folder, entry.name));
  }
}
