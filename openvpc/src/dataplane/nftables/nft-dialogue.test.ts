import { describe, expect, it } from 'vitest';
import type { LineProcess } from '../../seam/line-process.ts';
import { openNft } from './nft-dialogue.ts';

const META = '{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}';
const FULL_STOP = `{"nftables": [${META}]}`;

/** An nft that answers by this table, and dies of what is not in it. */
function fake(answers: Readonly<Record<string, readonly string[]>>) {
  const started: string[][] = [];
  const heard: string[] = [];
  const start = (argv: readonly string[]): LineProcess => {
    started.push([...argv]);
    const lines: Array<string | undefined> = [];
    return {
      write(line) {
        heard.push(line);
        lines.push(...(line === 'list tables bridge' ? [FULL_STOP] : (answers[line] ?? [undefined])));
      },
      read: () => Promise.resolve(lines.shift()),
      end: () => {},
    };
  };
  return { nft: openNft(start, (argv) => ['inside', ...argv]), started, heard };
}

describe('the dialogue with nft', () => {
  it('makes one transaction of all commands', async () => {
    const { nft, heard } = fake({ 'add table inet x; add chain inet x y': [] });
    await nft.transact(['add table inet x', 'add chain inet x y']);
    await nft.transact([]);
    expect(heard).toEqual(['add table inet x; add chain inet x y', 'list tables bridge']);
  });

  it('throws with nft’s words', async () => {
    const { nft } = fake({ 'add x': ['Error: syntax error', 'add x', '    ^'] });
    await expect(nft.transact(['add x'])).rejects.toThrow('nft: Error: syntax error');
  });

  it('lists, or says that there is nothing', async () => {
    const { nft } = fake({
      'list table inet x': [`{"nftables": [${META}, {"table": {"name": "x"}}]}`],
      'list table inet y': ['Error: No such file or directory', 'list table inet y'],
    });
    expect(await nft.list('list table inet x')).toEqual([{ table: { name: 'x' } }]);
    expect(await nft.list('list table inet y')).toBeUndefined();
  });

  it('says so when nft dies, and starts it anew for the next', async () => {
    const { nft, started } = fake({ fine: [] });
    await expect(nft.transact(['deadly'])).rejects.toThrow('nft ended');
    await nft.transact(['fine']);
    expect(started).toHaveLength(2);
  });

  it('takes questions in turn', async () => {
    const { nft, heard } = fake({ a: [], b: [] });
    await Promise.all([nft.transact(['a']), nft.transact(['b'])]);
    expect(heard).toEqual(['a', 'list tables bridge', 'b', 'list tables bridge']);
  });
});
