import type { z } from 'zod';
import { nearestOf } from '#libs/contracts';
import type { FoundProblem } from './problem.js';
import { knownKeysAt } from './schema-keys.js';

type Issue = z.core.$ZodIssue;
type OfCode<C extends Issue['code']> = Extract<Issue, { code: C }>;

const SHOWN_CHARS_MAX = 60;

/**
 * Says in words what the schema found.
 * @param given what the file holds at the issue's path; undefined where it holds nothing.
 */
export function describeIssue(issue: Issue, given: unknown): FoundProblem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue, key));
  if (given === undefined) return [{ path, message: 'is missing', suggestion: wantedOf(issue) }];
  if (given === null) return [{ path, message: 'has no value', suggestion: wantedOf(issue) }];
  return [
    { path, message: `${mustOf(issue)}; it is ${shown(given)}`, suggestion: nearestValue(issue, given) },
  ];
}

function unknownKey({ path }: OfCode<'unrecognized_keys'>, key: string): FoundProblem {
  const { here, below } = knownKeysAt(path);
  const nearest = nearestOf(key, here);
  const owner = below.get(key);
  const advice = nearest === undefined ? `Known here: ${here.join(', ')}.` : `Did you mean ${nearest}?`;
  const suggestion = owner === undefined ? advice : `It belongs under ${owner}.`;
  return { path, key, message: `has the unknown key ${key}`, suggestion };
}

function wantedOf(issue: Issue): string {
  return `It ${mustOf(issue)}.`;
}

function mustOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${listed(issue.values)}`;
    case 'invalid_union':
      return `must be ${listed(optionsOf(issue))}`;
    case 'invalid_format':
      return 'must be of a-z 0-9 -, not starting with -';
    case 'too_small':
      return sizeOf(issue.origin, issue.minimum, issue.inclusive === false ? 'above' : 'at least');
    case 'too_big':
      return sizeOf(issue.origin, issue.maximum, 'at most');
    default:
      return issue.message;
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

function sizeOf(origin: string, bound: number | bigint, relation: string): string {
  if (origin === 'string') return `must have ${relation} ${bound.toString()} characters`;
  if (origin === 'array') return `must have ${relation} ${bound.toString()} entries`;
  return `must be ${relation} ${bound.toString()}`;
}

function optionsOf(issue: OfCode<'invalid_union'>): readonly unknown[] {
  return 'options' in issue ? (issue.options ?? []) : [];
}

function listed(values: readonly unknown[]): string {
  const texts = values.map(String);
  const last = texts.pop() ?? '';
  return texts.length === 0 ? last : `${texts.join(', ')} or ${last}`;
}

function nearestValue(issue: Issue, given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  const known = issue.code === 'invalid_value' ? issue.values : optionsOf(issue as OfCode<'invalid_union'>);
  const nearest = nearestOf(given, known.map(String));
  return nearest === undefined ? undefined : `Did you mean ${nearest}?`;
}

function shown(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given.slice(0, SHOWN_CHARS_MAX));
  if (typeof given === 'number' || typeof given === 'boolean') return String(given);
  return Array.isArray(given) ? `a list of ${given.length}` : 'a mapping';
}
