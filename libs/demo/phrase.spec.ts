import { describe, expect, it } from 'vitest';
import { phrase, wordsOf } from './phrase.js';
import { Random } from './random.js';

const say = (pattern: string, word: string): string => phrase(pattern, { word: [word] }, new Random(1));

describe('phrase', () => {
  it.each([
    ['{word}', "ship's cook", "ship's cook"],
    ['{Word}', 'piano tuner', 'Piano Tuner'],
    ['{Word}', 'game of chess', 'Game of Chess'],
    ['{Word}', 'épée', 'Épée'],
    ['A {word}', 'otter', 'An otter'],
    ['as a {word}', 'baker', 'as a baker'],
    ['{word}s', 'fox', 'foxes'],
    ['{word}s', 'firefly', 'fireflies'],
    ['{word}s', 'donkey', 'donkeys'],
    ['{Word}s', 'wolf', 'Wolves'],
    ["{word}'s", 'fox', "fox's"],
  ])('makes %s of "%s": %s', (pattern, word, expected) => {
    expect(say(pattern, word)).toBe(expected);
  });

  it('complains about a slot it has no words for', () => {
    expect(() => say('{colour} {word}', 'moon')).toThrow(RangeError);
  });
});

describe('wordsOf', () => {
  it('reads a list over several lines and forgives a trailing comma', () => {
    expect(wordsOf('one,\n  two and\n  a half, three,')).toEqual(['one', 'two and a half', 'three']);
  });
});
