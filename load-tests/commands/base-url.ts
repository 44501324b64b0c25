import { InvalidArgumentError } from 'commander';

/** Reads where Freshet answers. @returns it without a final slash. @throws InvalidArgumentError when it is no http URL. */
export function baseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new InvalidArgumentError('It must be a URL such as http://localhost:3000.');
  return text.replace(/\/+$/, '');
}
