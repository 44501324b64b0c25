import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import opentype, { type Font, type Glyph, type Path } from 'opentype.js';

/** A typeface as posters use it. */
export interface Face {
  /** The package that holds it, under an open font licence. */
  readonly family: string;
  readonly weight: number;
  /** Capitals only: the face was drawn for it, or a poster shouts. */
  readonly capitals: boolean;
  /** Between baselines, in heights of a capital. */
  readonly leading: number;
}

/** Lines of text as outlines, each drawn from its own baseline's start. */
export interface Setting {
  readonly lines: readonly SetLine[];
  /** From the top of the first line's capitals to the last baseline. */
  readonly height: number;
}

interface SetLine {
  /** SVG path data of all of its letters, from (0, 0) at the start of the baseline. */
  readonly d: string;
  readonly width: number;
  /** The baseline's distance from the top. */
  readonly baseline: number;
  readonly capHeight: number;
}

/** An outline is the same on every machine: no font needs to be installed where a poster is shown, and nothing is ever cut off. */
class Typeface {
  readonly capShare: number;
  readonly #glyphs = new Map<string, Glyph>();

  constructor(private readonly font: Font) {
    this.capShare = (font.charToGlyph('H').getBoundingBox().y2 || 700) / font.unitsPerEm;
  }

  /** Letter by letter with kerning: titles need no shaping. */
  #walk(text: string, size: number, visit: (glyph: Glyph, x: number) => void): number {
    const scale = size / this.font.unitsPerEm;
    let x = 0;
    let previous: Glyph | undefined;
    for (const letter of text) {
      const glyph = this.#glyphOf(letter);
      if (previous) x += this.font.getKerningValue(previous, glyph) * scale;
      visit(glyph, x);
      x += (glyph.advanceWidth ?? 0) * scale;
      previous = glyph;
    }
    return x;
  }

  #glyphOf(letter: string): Glyph {
    const glyph = this.#glyphs.get(letter) ?? this.font.charToGlyph(letter);
    this.#glyphs.set(letter, glyph);
    return glyph;
  }

  widthOf(text: string, size: number): number {
    return this.#walk(text, size, () => undefined);
  }

  outline(text: string, size: number): string {
    let d = '';
    this.#walk(text, size, (glyph, x) => (d += pathDataOf(glyph.getPath(x, 0, size))));
    return d;
  }
}

/** To a tenth of a unit. */
function pathDataOf(outline: Path): string {
  return outline.commands
    .map((command) => {
      const { x1, y1, x2, y2, x, y } = command;
      const numbers = [x1, y1, x2, y2, x, y].filter((number) => number !== undefined);
      return `${command.type}${numbers.map((number) => Math.round(number * 10) / 10).join(' ')}`;
    })
    .join('');
}

const require = createRequire(import.meta.url);
const opened = new Map<string, Typeface>();

/** Read when first asked for: most services never draw a poster. */
function typefaceOf({ family, weight }: Face): Typeface {
  const file = `@fontsource/${family}/files/${family}-latin-${weight}-normal.woff`;
  const known = opened.get(file);
  if (known) return known;
  const bytes = new Uint8Array(readFileSync(require.resolve(file)));
  const typeface = new Typeface(opentype.parse(bytes.buffer));
  opened.set(file, typeface);
  return typeface;
}

/**
 * Sets a text as large as a box lets it be: of all ways to break it into at most `linesMax` lines the one that gets the tallest
 * letters.
 */
export function fitInto(
  face: Face,
  text: string,
  box: { readonly width: number; readonly height: number },
  limits: { readonly linesMax: number; readonly capMax: number },
): Setting {
  const typeface = typefaceOf(face);
  const widthOf = measured(typeface);
  const sizes = breaksOf(wordsOf(face, text), limits.linesMax).map((lines) => {
    const widest = Math.max(...lines.map(widthOf));
    const heights = 1 + (lines.length - 1) * face.leading;
    const size = Math.min(
      box.width / widest,
      box.height / (heights * typeface.capShare),
      limits.capMax / typeface.capShare,
    );
    return { lines, size };
  });
  const best = sizes.reduce((a, b) => (b.size > a.size * 1.001 ? b : a));
  const capHeight = best.size * typeface.capShare;
  const lines = best.lines.map((line, index) => ({
    d: typeface.outline(line, best.size),
    width: typeface.widthOf(line, best.size),
    baseline: capHeight * (1 + index * face.leading),
    capHeight,
  }));
  return { lines, height: lines.at(-1)?.baseline ?? 0 };
}

/** Sets every line of a text to the full width, short words large and long ones small, in a column no taller than the box. */
export function fillColumn(
  face: Face,
  text: string,
  box: { readonly width: number; readonly height: number },
): Setting {
  const typeface = typefaceOf(face);
  const widthOf = measured(typeface);
  const gapShare = 0.16;
  const options = breaksOf(wordsOf(face, text), 6).map((lines) => {
    const caps = lines.map((line) => (box.width / widthOf(line)) * typeface.capShare);
    const height = caps.reduce((sum, cap, index) => sum + cap * (index === 0 ? 1 : 1 + gapShare), 0);
    return { lines, caps, height, shrink: Math.min(1, box.height / height) };
  });
  // Filling the box counts; a line many times as tall as another looks like a mistake.
  const meritOf = ({ caps, height, shrink }: (typeof options)[number]): number =>
    (height * shrink * shrink) / box.height - 0.14 * (Math.max(...caps) / Math.min(...caps));
  const best = options.reduce((a, b) => (meritOf(b) > meritOf(a) ? b : a));
  let top = 0;
  const lines = best.lines.map((line, index) => {
    const capHeight = (best.caps[index] ?? 0) * best.shrink;
    const size = capHeight / typeface.capShare;
    top += capHeight * (index === 0 ? 1 : 1 + gapShare);
    const baseline = top;
    return { d: typeface.outline(line, size), width: typeface.widthOf(line, size), baseline, capHeight };
  });
  return { lines, height: lines.at(-1)?.baseline ?? 0 };
}

/** One line, no wider than it may be. */
export function setLine(face: Face, text: string, width: number, capMax: number): Setting {
  return fitInto(face, text, { width, height: capMax }, { linesMax: 1, capMax });
}

/** Widths at size 1. The ways to break a title share most of their lines. */
function measured(typeface: Typeface): (line: string) => number {
  const known = new Map<string, number>();
  return (line) => {
    const width = known.get(line) ?? typeface.widthOf(line, 1);
    known.set(line, width);
    return width;
  };
}

function wordsOf(face: Face, text: string): string[] {
  const shown = face.capitals ? text.toUpperCase() : text;
  return shown.replace(/'/g, '’').split(' ');
}

/** All ways to break words into 1 to `linesMax` lines. Titles have a dozen words at most. */
function breaksOf(words: readonly string[], linesMax: number): string[][] {
  if (words.length === 0) return [];
  if (linesMax === 1) return [[words.join(' ')]];
  const whole = [[words.join(' ')]];
  const broken = words
    .slice(1)
    .flatMap((_, index) =>
      breaksOf(words.slice(index + 1), linesMax - 1).map((rest) => [
        words.slice(0, index + 1).join(' '),
        ...rest,
      ]),
    );
  return [...whole, ...broken];
}
