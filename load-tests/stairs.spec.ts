import { describe, expect, it } from 'vitest';
import { capacityOf, nextRate, type TriedRate } from './stairs.js';

const STAIRS = { from: 100, up: (perSecond: number) => perSecond * 2, perSecondMax: 1000 };

/** Climbs against a service that holds up to its limit, with bad moments at given tries. */
function climb(limit: number, badTries: readonly number[] = [], generatorLimit = Infinity) {
  const tried: TriedRate[] = [];
  for (;;) {
    const perSecond = nextRate(tried, STAIRS);
    if (typeof perSecond === 'string') return { tried, end: perSecond };
    const generatorWasLate = perSecond > generatorLimit;
    const held = perSecond <= limit && !generatorWasLate && !badTries.includes(tried.length);
    tried.push({ perSecond, held, generatorWasLate });
  }
}

describe('stairs of offered rate', () => {
  it('go up until a rate breaks twice, and name the last that held', () => {
    const { tried, end } = climb(450);
    expect(tried.map(({ perSecond }) => perSecond)).toEqual([100, 200, 400, 800, 800]);
    expect(end).toBe('broke twice');
    expect(capacityOf(tried)).toBe(400);
  });

  it('go on where the second try holds', () => {
    const { tried } = climb(450, [1]);
    expect(tried.map(({ perSecond }) => perSecond)).toEqual([100, 200, 200, 400, 800, 800]);
    expect(capacityOf(tried)).toBe(400);
  });

  it('say that the generator was the limit', () => {
    const { tried, end } = climb(Infinity, [], 250);
    expect(end).toBe('the load generator was late');
    expect(capacityOf(tried)).toBe(200);
  });

  it('end at the highest rate', () => {
    const { tried, end } = climb(Infinity);
    expect(tried.at(-1)?.perSecond).toBe(800);
    expect(end).toBe('the highest rate was tried');
  });

  it('have no capacity where the first rate breaks', () => {
    expect(capacityOf(climb(50).tried)).toBe(0);
  });
});
