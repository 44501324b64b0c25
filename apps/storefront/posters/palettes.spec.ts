import { describe, expect, it } from 'vitest';
import { contrastOf, mostReadable, PALETTES } from './palettes.js';

const palettes = Object.entries(PALETTES).flatMap(([genre, list]) =>
  list.map((palette, index) => [`${genre} ${index + 1}`, palette] as const),
);

describe('contrastOf', () => {
  it('is what WCAG says of black and white, and of a colour and itself', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrastOf('#8f2318', '#8f2318')).toBe(1);
  });
});

describe('mostReadable', () => {
  it('takes the colour whose worst ground is the best', () => {
    expect(mostReadable(['#000000', '#ffffff'], ['#ffffff'])).toBe('#000000');
    expect(mostReadable(['#888888', '#ffffff', '#000000'], ['#222222', '#333333'])).toBe('#ffffff');
  });
});

describe.each(palettes)('palette %s', (_, { sky, light, deep, ink }) => {
  it('has an ink that can be read on its sky, and light that can be read on what is deep', () => {
    const cream = '#fff6e6';
    expect(contrastOf(mostReadable([ink, deep, cream], [sky]), sky)).toBeGreaterThan(4.5);
    expect(contrastOf(mostReadable([ink, light, cream], [deep]), deep)).toBeGreaterThan(4.5);
  });
});
