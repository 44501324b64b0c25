import { describe, expect, it } from 'vitest';
import { GatheredReads } from './gathered-reads.js';

describe('GatheredReads', () => {
  it('asks once for what is wanted in the same turn, and gives each reader its own', async () => {
    const asked: string[][] = [];
    const reads = new GatheredReads((keys) => {
      asked.push(keys);
      return Promise.resolve(keys.map((key) => (key === 'gone' ? null : Buffer.from(key))));
    });
    const values = await Promise.all(['a', 'gone', 'b', 'a'].map((key) => reads.read(key)));
    expect(values.map((value) => value?.toString())).toEqual(['a', undefined, 'b', 'a']);
    expect(asked).toEqual([['a', 'gone', 'b', 'a']]);
    expect((await reads.read('later'))?.toString()).toBe('later');
    expect(asked).toHaveLength(2);
  });

  it('asks for many in several commands', async () => {
    const sizes: number[] = [];
    const reads = new GatheredReads((keys) => {
      sizes.push(keys.length);
      return Promise.resolve(keys.map((key) => Buffer.from(key)));
    });
    const keys = Array.from({ length: 150 }, (_, at) => `k${at}`);
    const values = await Promise.all(keys.map((key) => reads.read(key)));
    expect(values.map(String)).toEqual(keys);
    expect(sizes).toEqual([64, 64, 22]);
  });

  it('fails those who asked together, on the spot or later, and nobody after them', async () => {
    let faults = 2;
    const reads = new GatheredReads((keys) => {
      faults -= 1;
      if (faults === 1) throw new Error('closed');
      if (faults === 0) return Promise.reject(new Error('away'));
      return Promise.resolve(keys.map(() => null));
    });
    const reasonsOf = async (): Promise<unknown[]> =>
      (await Promise.allSettled([reads.read('a'), reads.read('b')])).map((each) =>
        each.status === 'rejected' ? (each.reason as Error).message : each.value,
      );
    expect(await reasonsOf()).toEqual(['closed', 'closed']);
    expect(await reasonsOf()).toEqual(['away', 'away']);
    expect(await reasonsOf()).toEqual([null, null]);
  });
});
