import type { Random } from './random.js';
import { SUBTITLES } from './vocabulary.js';

const ROMAN = ['', 'I', 'II', 'III', 'IV', 'V', 'VI'] as const;

/** Series have 2 to this many parts. */
const SERIES_PARTS_MAX = 6;

/** How a series names the parts after its first. */
type Naming = (base: string, part: number, subtitle: string) => string;

const NAMINGS: readonly Naming[] = [
  (base, part) => `${base} ${part}`,
  (base, part) => `${base} ${ROMAN[part] ?? part}`,
  (base, part, subtitle) => `${base} ${ROMAN[part] ?? part}: ${subtitle}`,
  (base, part, subtitle) => `${base} ${ROMAN[part] ?? part}: ${subtitle}`,
  (base, _, subtitle) => `${base}: ${subtitle}`,
];

/** Two parts more often than three, three more often than four, and so on. */
export function drawPartCount(random: Random): number {
  let parts = 2;
  while (parts < SERIES_PARTS_MAX && random.chance(0.5)) parts++;
  return parts;
}

/** The titles of a whole series: the first part bears the bare name, all others follow one convention. */
export function titleParts(base: string, parts: number, random: Random): string[] {
  const naming = random.pick(NAMINGS);
  const subtitles = random.shuffled(SUBTITLES);
  const sequels = subtitles.slice(0, parts - 1).map((subtitle, index) => naming(base, index + 2, subtitle));
  return [base, ...sequels];
}

/** Release years of a series that begins in `first`: one to four years from part to part. */
export function releaseYears(first: number, parts: number, random: Random): number[] {
  const years = [first];
  while (years.length < parts) years.push((years.at(-1) ?? first) + random.whole(1, 4));
  return years;
}
