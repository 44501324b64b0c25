import { describe, expect, it } from 'vitest';
import { DEMO_SEED, generateCatalogue } from '#libs/demo';
import { FACES } from './faces.js';
import { fillColumn, fitInto } from './lettering.js';

const titles = generateCatalogue(DEMO_SEED)
  .map(({ title }) => title)
  .sort((a, b) => b.length - a.length);
const tried = [...titles.slice(0, 12), ...titles.slice(-12), 'Incomprehensibilities', 'A'];
const faces = [...new Set(Object.values(FACES).flat())];
const BOX = { width: 252, height: 110 };
const ALMOST = 0.01;

/** The leftmost and rightmost points of an outline. */
function extentOf(d: string): [left: number, right: number] {
  const points = [...d.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x]) => Number(x));
  return [Math.min(...points), Math.max(...points)];
}

describe.each(faces.map((face) => [face.family, face] as const))('a title in %s', (_, face) => {
  it('fits its box, whatever it is', () => {
    for (const title of tried) {
      const { lines, height } = fitInto(face, title, BOX, { linesMax: 4, capMax: 58 });
      expect(height, title).toBeLessThanOrEqual(BOX.height + ALMOST);
      for (const { d, width } of lines) {
        expect(width, title).toBeLessThanOrEqual(BOX.width + ALMOST);
        const [left, right] = extentOf(d);
        // A swash may lean out of its letter's place by a hair.
        expect(left, title).toBeGreaterThan(-6);
        expect(right, title).toBeLessThan(width + 6);
      }
    }
  });

  it('fills a column and never more than that', () => {
    const column = { width: 252, height: 216 };
    for (const title of tried) {
      const { lines, height } = fillColumn(face, title, column);
      expect(height, title).toBeLessThanOrEqual(column.height + ALMOST);
      for (const { width } of lines) expect(width, title).toBeLessThanOrEqual(column.width + ALMOST);
    }
  });

  it('loses no word', () => {
    const { lines } = fitInto(face, 'The Old House', { width: 20, height: 200 }, { linesMax: 3, capMax: 58 });
    expect(lines).toHaveLength(3);
  });
});
