import { FreshetError, LIMITS } from '#libs/contracts';

/** A query string as Fastify parses it: a parameter that repeats is a list. */
export type RawQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

interface QueryProblem {
  readonly parameter: string;
  readonly message: string;
}

export const SITE_RULE = `must be 1 to ${LIMITS.siteCharsMax} of a-z 0-9 -, not starting with -`;
export const ID_RULE = `must be ${LIMITS.idCharsMin} to ${LIMITS.idCharsMax} of A-Z a-z 0-9 _ -`;
const WHOLE_NUMBER = /^\d{1,9}$/;

/** Reads parameters one by one and remembers what was wrong with them. */
export class QueryReader {
  private readonly problems: QueryProblem[] = [];

  constructor(private readonly raw: RawQuery) {}

  text(name: string, valid: (text: string) => boolean, rule: string): string | undefined {
    const value = this.raw[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && valid(value)) return value;
    this.refuse(name, typeof value === 'string' ? rule : 'was given more than once');
    return undefined;
  }

  required(name: string, valid: (text: string) => boolean, rule: string): string {
    if (this.raw[name] === undefined) this.refuse(name, `is missing: it ${rule}`);
    return this.text(name, valid, rule) ?? '';
  }

  wholeNumber(name: string, min: number, max: number, otherwise: number): number {
    const inRange = (text: string): boolean =>
      WHOLE_NUMBER.test(text) && Number(text) >= min && Number(text) <= max;
    return Number(this.text(name, inRange, `must be a whole number from ${min} to ${max}`) ?? otherwise);
  }

  list(name: string, valid: (text: string) => boolean, rule: string, max: number): readonly string[] {
    const value = this.raw[name] ?? [];
    const texts = typeof value === 'string' ? [value] : value;
    if (texts.length > max) this.refuse(name, `may be given ${max} times at most`);
    if (!texts.every(valid)) this.refuse(name, rule);
    return texts;
  }

  /** @throws FreshetError FRESHET_QUERY_INVALID with every problem in its details. */
  end(): void {
    if (this.problems.length === 0) return;
    const summary = this.problems.map(({ message }) => message).join('; ');
    throw new FreshetError('FRESHET_QUERY_INVALID', `${summary}.`, { details: this.problems });
  }

  private refuse(parameter: string, rule: string): void {
    this.problems.push({ parameter, message: `${parameter} ${rule}` });
  }
}
