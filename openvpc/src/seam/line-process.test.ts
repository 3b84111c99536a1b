import { describe, expect, it } from 'vitest';
import { startLineProcess } from './line-process.ts';

describe('a process that speaks in lines', () => {
  it('answers line by line, errors among the rest', async () => {
    const process = startLineProcess([
      'sh',
      '-c',
      'while read -r line; do echo "out $line"; echo "err $line" >&2; done',
    ]);
    process.write('one');
    process.write('two');
    expect([await process.read(), await process.read(), await process.read()]).toEqual([
      'out one',
      'err one',
      'out two',
    ]);
    process.end();
  });

  it('says everything before it says that it ended, the last line without an end too', async () => {
    const process = startLineProcess(['printf', 'a\nb']);
    expect([await process.read(), await process.read(), await process.read()]).toEqual(['a', 'b', undefined]);
  });

  it('gives long lines whole', async () => {
    const process = startLineProcess(['cat']);
    const long = 'x'.repeat(3_000_000);
    process.write(long);
    expect(await process.read()).toBe(long);
    process.end();
  });

  it('ends readers when it is ended', async () => {
    const process = startLineProcess(['cat']);
    const reading = process.read();
    process.end();
    expect(await reading).toBeUndefined();
  });
});
