import { escapeUTF8 } from 'entities';

/** Text that is safe to send as HTML or SVG. Only `markup` and what is built on it make one. */
export class Markup {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template. Nothing is shown for `undefined` and `false`, so that a part may be left out by `&&`. */
type Hole = string | number | Markup | readonly Markup[] | undefined | false;

/**
 * A template of HTML or SVG. Every text in a hole is escaped, whether it stands between tags or in a quoted attribute; what is
 * markup already is taken as it is.
 * @throws TypeError at an attribute without quotes: no escaping makes that safe.
 */
export function markup(literals: TemplateStringsArray, ...holes: readonly Hole[]): Markup {
  let text = literals[0] ?? '';
  holes.forEach((hole, index) => {
    if (isBareAttribute(text)) throw new TypeError(`Quote the attribute that ends in ${text.slice(-40)}`);
    text += `${shown(hole)}${literals[index + 1] ?? ''}`;
  });
  return new Markup(text);
}

/** A value as the content of a `<script type="application/json">`: no text in it can end the script. */
export function jsonMarkup(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replace(/</g, '\\u003c'));
}

/** Whether what follows would be an attribute's value outside of quotes. */
function isBareAttribute(before: string): boolean {
  if (!/=\s*$/.test(before.slice(-9))) return false;
  const tag = before.slice(before.lastIndexOf('<') + 1);
  return !tag.includes('>') && tag.split('"').length % 2 === 1;
}

function shown(hole: Hole): string {
  if (hole === undefined || hole === false) return '';
  if (typeof hole === 'string') return escapeUTF8(hole);
  return Array.isArray(hole) ? hole.join('') : String(hole);
}
