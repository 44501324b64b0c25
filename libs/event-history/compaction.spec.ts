import { describe, expect, it } from 'vitest';
import { chooseFilesToMerge, type HistoryFile } from './compaction.js';

const KIB = 1024;

function files(count: number, bytes: number, name = 'log'): HistoryFile[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `/day/${name}-${bytes}-${index}.parquet`,
    bytes,
  }));
}

describe('the files of a day that are merged', () => {
  it('are none while they are few', () => {
    expect(chooseFilesToMerge([], false)).toEqual([]);
    expect(chooseFilesToMerge([...files(15, 10 * KIB), ...files(15, 500 * KIB)], false)).toEqual([]);
  });

  it('are those of one size, the smallest first, so that large ones are seldom rewritten', () => {
    const small = files(16, 10 * KIB);
    const large = files(20, 500 * KIB);
    expect(chooseFilesToMerge([...large, ...small], false)).toEqual(small.map(({ path }) => path));
    expect(chooseFilesToMerge(large, false)).toHaveLength(20);
  });

  it('are all of them once the day is over, unless they are few', () => {
    expect(chooseFilesToMerge([...files(4, 10 * KIB), ...files(1, 5000 * KIB)], true)).toHaveLength(5);
    expect(chooseFilesToMerge(files(4, 10 * KIB), true)).toEqual([]);
  });

  it('are never imported ones', () => {
    expect(chooseFilesToMerge(files(20, 10 * KIB, 'import-1'), true)).toEqual([]);
  });

  it('rewrite each row a few times a day, however many files it takes', () => {
    let day: HistoryFile[] = [];
    let rewritten = 0;
    for (let flush = 0; flush < 17_280; flush += 1) {
      day.push({ path: `/day/log-${flush}.parquet`, bytes: 8 * KIB });
      const chosen = new Set(chooseFilesToMerge(day, false));
      if (chosen.size === 0) continue;
      const bytes = day.filter(({ path }) => chosen.has(path)).reduce((sum, file) => sum + file.bytes, 0);
      rewritten += bytes;
      day = day
        .filter(({ path }) => !chosen.has(path))
        .concat({ path: `/day/merged-${flush}.parquet`, bytes });
    }
    expect(rewritten / (17_280 * 8 * KIB)).toBeLessThan(4);
    expect(day.length).toBeLessThan(64);
  });
});
