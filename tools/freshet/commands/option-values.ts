import { isSite } from '#libs/contracts';
import { InvalidArgumentError } from 'commander';

/** @returns a reader of option values for commander. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** Reads a site's name, for commander. */
export function siteName(text: string): string {
  if (isSite(text)) return text;
  throw new InvalidArgumentError('A site is 1 to 32 of a-z 0-9 -, not starting with -.');
}
