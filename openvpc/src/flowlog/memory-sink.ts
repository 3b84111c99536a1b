import type { LogLine, LogSink } from './deliver.ts';

/** A sink for tests. Like a log store it takes nothing for a stream that is not there. */
export type MemorySink = LogSink &
  Readonly<{
    lines(group: string, stream: string): readonly LogLine[];
    /** `group/stream` of every stream. */
    streams(): readonly string[];
    batches(): readonly (readonly LogLine[])[];
    /** From now on every append fails, until told otherwise. */
    breakDown(broken: boolean): void;
  }>;

export function memorySink(): MemorySink {
  const groups = new Map<string, Map<string, LogLine[]>>();
  const batches: (readonly LogLine[])[] = [];
  let broken = false;
  return {
    createGroup({ name }) {
      if (groups.has(name)) return Promise.resolve(false);
      groups.set(name, new Map());
      return Promise.resolve(true);
    },
    createStream(group, stream) {
      const streams = groups.get(group);
      if (streams === undefined || streams.has(stream)) return Promise.resolve(false);
      streams.set(stream, []);
      return Promise.resolve(true);
    },
    append(group, stream, events) {
      const lines = groups.get(group)?.get(stream);
      if (lines === undefined) return Promise.reject(new Error(`no stream ${stream} in ${group}`));
      if (broken) return Promise.reject(new Error('the disk is full'));
      if (events.some(({ timestamp }, i) => timestamp < (events[i - 1]?.timestamp ?? 0))) {
        return Promise.reject(new Error('events are not in order of time'));
      }
      lines.push(...events);
      batches.push(events);
      return Promise.resolve();
    },
    lines: (group, stream) => groups.get(group)?.get(stream) ?? [],
    streams: () => [...groups].flatMap(([group, streams]) => [...streams.keys()].map((stream) => `${group}/${stream}`)),
    batches: () => batches,
    breakDown: (now) => void (broken = now),
  };
}
