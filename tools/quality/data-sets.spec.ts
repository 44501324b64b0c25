import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '#libs/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { dataSets } from './data-sets.js';

describe('the data sets of a folder', () => {
  let folder: string;

  beforeEach(async () => {
    const { path, remove } = await temporaryFolder();
    folder = path;
    for (const name of ['b', 'a', 'half']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'train.csv.gz'), '');
      if (name !== 'half') writeFileSync(join(folder, name, 'test.csv.gz'), '');
    }
    return remove;
  });

  it('are its folders that hold both files, in the order of their names', () => {
    expect(dataSets(folder).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(dataSets(folder, ['b'])).toEqual([
      { name: 'b', train: join(folder, 'b', 'train.csv.gz'), test: join(folder, 'b', 'test.csv.gz') },
    ]);
  });

  it('say what is missing', () => {
    expect(() => dataSets(undefined)).toThrow('Set FRESHET_EVAL_DATA to a folder');
    expect(() => dataSets(join(folder, 'a'))).toThrow('has no sets');
    expect(() => dataSets(folder, ['a', 'half'])).toThrow('has no set half; it has: a, b.');
  });
});
