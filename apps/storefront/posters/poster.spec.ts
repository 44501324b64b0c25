import { describe, expect, it } from 'vitest';
import { DEMO_SEED, generateCatalogue, type Film } from '#libs/demo';
import { backdropOf, posterOf } from './poster.js';

const catalogue = generateCatalogue(DEMO_SEED);
const [film] = catalogue;
if (film === undefined) throw new Error('The catalogue is empty');

/** The elements that are still open at the end, and whatever is closed without being open: none in a well-formed document. */
function unbalanced(document: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, close, name = '', self] of document.matchAll(
    /<(\/?)([a-zA-Z]+)(?:\s+[\w:-]+="[^"<>]*")*\s*(\/?)>/g,
  )) {
    if (close === '/' && open.pop() !== name) wrong.push(name);
    if (close !== '/' && self !== '/') open.push(name);
  }
  return [...open, ...wrong];
}

describe('posterOf', () => {
  const posters = catalogue.slice(0, 400).map((each) => String(posterOf(each)));

  it('draws no two alike', () => {
    const pictures = posters.map((poster) => poster.replace(/<title>.*?<\/title>/, ''));
    expect(new Set(pictures).size).toBe(posters.length);
  });

  it('is a well-formed document without a number that is none, a script, a style or a letter that needs a font', () => {
    for (const poster of posters) {
      expect(unbalanced(poster)).toEqual([]);
      // Every sign of markup belongs to a tag that was counted.
      expect(poster.replace(/<(\/?)([a-zA-Z]+)(?:\s+[\w:-]+="[^"<>]*")*\s*(\/?)>/g, '')).not.toMatch(/[<>]/);
      expect(poster).not.toMatch(/NaN|undefined|Infinity|<script|<style|style=|<text|href/);
    }
  });

  it('draws the same film in the same way every time', () => {
    expect(String(posterOf(film))).toBe(String(posterOf(film)));
  });

  it('shows any title as text', () => {
    const hostile: Film = { ...film, title: '</title><script>alert(1)</script>' };
    expect(String(posterOf(hostile))).not.toContain('<script');
    expect(unbalanced(String(posterOf(hostile)))).toEqual([]);
  });
});

describe('backdropOf', () => {
  it('draws the same scene in any frame, without the title', () => {
    const backdrop = String(backdropOf(film, 1600, 660));
    expect(backdrop).toContain('viewBox="0 0 1600 660"');
    expect(unbalanced(backdrop)).toEqual([]);
  });
});
