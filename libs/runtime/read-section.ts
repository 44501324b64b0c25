import { validateSync } from 'class-validator';
import { nearestOf } from '#libs/contracts';

/** Where in the file something stands, `collector.limits.burstSeconds`, and what is wrong with it. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

type Section = Record<string, unknown>;

/**
 * Lays a mapping from the file over a section that holds the defaults, and collects every problem on the way: keys that the
 * section does not have, values that its validators refuse, and a value where a mapping belongs. An empty mapping
 * (`collector:` with nothing below) means the defaults.
 */
export function readSection(section: object, given: unknown, path: string): Problem[] {
  if (given === undefined || given === null) return [];
  if (!isMapping(given)) return [{ path, message: `must be a mapping of ${keysOf(section)}` }];
  const target = section as Section;
  const problems: Problem[] = [];
  for (const [key, value] of Object.entries(given)) {
    const at = path === '' ? key : `${path}.${key}`;
    const current = Object.hasOwn(target, key) ? target[key] : undefined;
    if (current === undefined) problems.push({ path: at, message: unknownKey(key, Object.keys(target)) });
    else if (isMapping(current)) problems.push(...readSection(current, value, at));
    else target[key] = value;
  }
  return [...problems, ...valueProblems(section, path)];
}

/** What is said of a key that means nothing here. */
function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestOf(key, known);
  const advice = nearest === undefined ? `Known here: ${known.join(', ')}` : `Did you mean ${nearest}?`;
  return `is not a setting. ${advice}`;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueProblems(section: object, path: string): Problem[] {
  // forbidUnknownValues would refuse a section that only holds other sections.
  return validateSync(section, { forbidUnknownValues: false }).flatMap(({ property, value, constraints }) =>
    Object.values(constraints ?? {}).map((message) => ({
      path: path === '' ? property : `${path}.${property}`,
      message: `${message.replace(`${property} `, '')}${Array.isArray(value) ? '' : `; it is ${shown(value)}`}`,
    })),
  );
}

function keysOf(section: object): string {
  return Object.keys(section).join(', ');
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? String(value) : text.slice(0, 80);
}
