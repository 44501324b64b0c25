import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CATALOGUE } from './error-codes.js';

/** The rows of the page's table: code, status, remedy. */
function rowsOfThePage(): string[][] {
  return readFileSync('docs/errors.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `FRESHET_'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')));
}

describe('the page of errors', () => {
  it('has every code of the catalogue, with its status and what to do, and no other', () => {
    const catalogue = Object.entries(ERROR_CATALOGUE).map(([code, { status, remedy }]) => [
      code,
      String(status),
      remedy,
    ]);
    expect(rowsOfThePage().sort()).toEqual(catalogue.sort());
  });
});

describe('the catalogue', () => {
  it('tells in whole sentences what to do', () => {
    for (const { remedy } of Object.values(ERROR_CATALOGUE)) expect(remedy).toMatch(/^[A-Z].*\.$/);
  });
});
