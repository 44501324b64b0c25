import type { Random } from './random.js';

/** Words to fill slots with, all in lower case but for proper nouns. */
export type Vocabulary = Readonly<Record<string, readonly string[]>>;

/** Splits a list written as one string: `a, b, c`. Lists of words stay readable that way. */
export function wordsOf(list: string): string[] {
  return list
    .split(',')
    .map((word) => word.trim().replace(/\s+/g, ' '))
    .filter((word) => word !== '');
}

/**
 * Fills each `{slot}` of a pattern with a word drawn from the vocabulary and puts "a" or "an" right.
 * `{noun}` is the word as it is, `{Noun}` the same with capitals, as in a title, `{noun}s` its plural.
 * @throws RangeError when a slot has no words.
 */
export function phrase(pattern: string, vocabulary: Vocabulary, random: Random): string {
  const fill = (_: string, slot: string, plural?: string): string => {
    const word = random.pick(vocabulary[slot.toLowerCase()] ?? []);
    const counted = plural === undefined ? word : pluralOf(word);
    return /^[a-z]/.test(slot) ? counted : capitalised(counted);
  };
  const filled = pattern.replace(/\{([A-Za-z]+)\}(s\b)?/g, fill);
  return filled.replace(/\b(a) (?=[aeiou])/gi, '$1n ');
}

function capitalised(words: string): string {
  return words.replace(/(^|[\s-])(?!(?:of|the|and|in)\b)(\p{Ll})/gu, (start) => start.toUpperCase());
}

function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (word.endsWith('lf')) return `${word.slice(0, -1)}ves`;
  return /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
