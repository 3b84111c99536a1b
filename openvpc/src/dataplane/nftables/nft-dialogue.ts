import type { LineProcess, StartLineProcess } from '../../seam/line-process.ts';

/** One long-lived `nft` in a namespace. Starting one for each change would cost fifty times the change itself. */
export interface NftDialogue {
  /** All commands as one transaction; throws with nft's own words, and then nothing has changed. */
  transact(commands: readonly string[]): Promise<void>;
  /** The objects that a listing command shows; undefined when nft refuses, as for what does not exist. */
  list(command: string): Promise<readonly NftObject[] | undefined>;
  close(): void;
}

export type NftObject = Readonly<Record<string, unknown>>;

/** Asked after each command: its answer, one short line, tells that the command's own answer is complete. */
const FULL_STOP = 'list tables bridge';
/** nft remembers every line it read, for the arrow keys: it is started anew after so many characters. */
const CHARACTERS = 8_000_000;
const ANSWER_MS = 30_000;

export function openNft(start: StartLineProcess, inside: (argv: readonly string[]) => readonly string[]): NftDialogue {
  let running: LineProcess | undefined;
  let written = 0;
  let turn: Promise<unknown> = Promise.resolve();

  function close(): void {
    running?.end();
    running = undefined;
  }

  /** The lines of the answer. One at a time: what fails, or is not understood, ends the process. */
  async function ask(command: string): Promise<readonly string[]> {
    if (written > CHARACTERS) close();
    if (running === undefined) {
      // Without a home it writes no history file. `-n`: numbers, not names that depend on the machine's /etc.
      running = start(inside(['env', 'HOME=/nonexistent', 'nft', '-j', '-n', '-i']));
      written = 0;
    }
    const process = running;
    written += command.length;
    process.write(command);
    process.write(FULL_STOP);
    const timer = setTimeout(() => process.end(), ANSWER_MS);
    try {
      const lines: string[] = [];
      for (;;) {
        const line = await process.read();
        if (line === undefined) throw new Error(`nft ended while it was asked: ${lines.join('\n').slice(0, 500)}`);
        if (isFullStop(line)) return lines;
        lines.push(line);
      }
    } catch (error) {
      close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work);
    turn = mine.catch(() => {});
    return mine;
  }

  return {
    transact: (commands) =>
      inTurn(async () => {
        if (commands.length === 0) return;
        const answer = await ask(commands.join('; '));
        if (answer.length > 0) throw new Error(`nft: ${explain(answer)}`);
      }),
    list: (command) =>
      inTurn(async () => {
        const [line = ''] = await ask(command);
        if (!line.startsWith('{')) return undefined;
        return (JSON.parse(line) as { nftables: readonly NftObject[] }).nftables.filter(
          (object) => !('metainfo' in object),
        );
      }),
    close,
  };
}

/** We never list a table for bridges otherwise, and have none; another may. */
function isFullStop(line: string): boolean {
  return /^\{"nftables": \[\{"metainfo": \{[^{}]*\}\}(?:, \{"table": \{"family": "bridge", [^{}]*\}\})*\]\}$/.test(
    line,
  );
}

/** nft repeats the command, which may be long; the complaint is what stands before it. */
function explain(answer: readonly string[]): string {
  return (
    answer
      .filter((line) => line.startsWith('Error'))
      .join(' ')
      .slice(0, 500) || answer.join(' ').slice(0, 500)
  );
}
