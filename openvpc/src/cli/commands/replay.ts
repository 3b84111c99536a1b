import { createReadStream } from 'node:fs';
import type { SiteOptions } from '../../client/site.ts';
import { CaptureReader, type CaptureRecord, EniJudge, parseId, programFromJson } from '../../core.ts';
import { Failure } from '../failure.ts';
import { wholeNumber } from '../numbers.ts';
import { Played } from '../replay/played.ts';
import { printPlayed } from '../replay/print.ts';
import { connect } from '../site.ts';

export type ReplayOptions = SiteOptions & { at: string; limit?: string; output?: string };

/**
 * Plays a capture through the rules in force at one network interface, by the capture's own clock, and says of each flow
 * what became of it and why. Nothing of the site is touched. Exit code 2 when the file cannot be read to its end.
 */
export async function replay(file: string, options: ReplayOptions): Promise<void> {
  const { client } = connect(options);
  const id = parseId('eni', options.at);
  if (id === undefined)
    throw new Failure(`--at wants the id of a network interface, eni-…, and not '${options.at}'`, 2);
  const { program } = await client.own<{ program: string }>('GET', '/_openvpc/v1/program');
  const judge = judgeFor(program, id);
  const played = new Played(judge);
  const reader = new CaptureReader();
  const limit =
    options.limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber(options.limit, 1e15, 'the number of packets');
  await readAll(file, reader, (record) => played.take(record, limit));
  const { damage } = reader;
  await printPlayed(client, played, damage, options.output === 'json');
  if (damage !== undefined && !played.isFull) {
    throw new Failure(`${file} cannot be read on at byte ${damage.offset}: ${damage.why}`, 2);
  }
}

function judgeFor(program: string, id: NonNullable<ReturnType<typeof parseId<'eni'>>>): EniJudge {
  try {
    return new EniJudge(programFromJson(program), id);
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error), 2);
  }
}

/** In pieces, however long it is; until `take` says that it is enough. */
async function readAll(file: string, reader: CaptureReader, take: (record: CaptureRecord) => boolean): Promise<void> {
  try {
    for await (const chunk of createReadStream(file)) {
      for (const record of reader.feed(chunk as Uint8Array)) if (!take(record)) return;
      if (reader.damage !== undefined) return;
    }
    reader.finish();
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, 2);
  }
}
