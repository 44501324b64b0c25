import { describe, expect, it } from 'vitest';
import { deedOfCall, INTERACTIONS } from './deed.js';
import { pageOf } from './page-address.js';
import { playedShare } from './video-progress.js';

const rangesOf = (...ranges: readonly (readonly [number, number])[]): TimeRanges => ({
  length: ranges.length,
  start: (at) => ranges[at]?.[0] ?? NaN,
  end: (at) => ranges[at]?.[1] ?? NaN,
});

describe('The share of a film', () => {
  it('is the sum of what was played, without what was skipped', () => {
    expect(playedShare({ played: rangesOf([0, 10], [50, 75]), duration: 100 })).toBe(0.35);
  });

  it('is never more than all of it', () => {
    expect(playedShare({ played: rangesOf([0, 10.4]), duration: 10 })).toBe(1);
  });

  it.each([NaN, Infinity])('is none of a film of %s seconds', (duration) => {
    expect(playedShare({ played: rangesOf([0, 10]), duration })).toBe(0);
  });
});

describe('The address of a page', () => {
  it.each([
    ['https://a.example/films?genre=noir#top', 'https://a.example/films?genre=noir'],
    ['https://a.example/#', 'https://a.example/'],
    ['https://a.example/#/film/17', 'https://a.example/#/film/17'],
    ['https://a.example/#!film', 'https://a.example/#!film'],
  ])('of %s is %s', (address, page) => {
    expect(pageOf(address)).toBe(page);
  });

  it('is cut to what the service takes', () => {
    expect(pageOf(`https://a.example/${'x'.repeat(3000)}`)).toHaveLength(2048);
  });
});

describe('A call', () => {
  it('is the event it names', () => {
    expect(deedOfCall('cart', 'm-1', { value: 3 })).toEqual({ type: 'cart', item: 'm-1', value: 3 });
  });

  it('is a custom event when it names none', () => {
    expect(deedOfCall('signup', undefined, undefined)).toEqual({ type: 'custom', name: 'signup' });
  });

  it('names its item by text', () => {
    expect(deedOfCall('view', 17, undefined).item).toBe('17');
    expect(deedOfCall('view', null, undefined).item).toBeUndefined();
  });

  it('cannot change its type or item by its details', () => {
    expect(deedOfCall('view', 'm-1', { type: 'purchase', item: 'm-2' })).toEqual({
      type: 'view',
      item: 'm-1',
    });
  });

  it('changes what is recommended when a visitor turned to an item', () => {
    const types = ['view', 'impression', 'click', 'watch', 'cart', 'purchase', 'custom', 'review'];
    expect(types.filter((type) => INTERACTIONS.test(type))).toEqual(['view', 'watch', 'cart', 'purchase']);
  });
});
