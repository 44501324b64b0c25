import { Markup, markup } from '../markup.js';

/** One attribute as it is written; numbers to a tenth of a unit, which no eye can tell from more. */
type Attributes = Readonly<Record<string, string | number | undefined>>;

export function shape(name: string, attributes: Attributes, children: readonly Markup[] = []): Markup {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? markup`` : markup` ${key}="${typeof value === 'number' ? brief(value) : value}"`,
  );
  return markup`<${name}${written}>${children}</${name}>`;
}

export const circle = (cx: number, cy: number, r: number, fill: string, opacity?: number): Markup =>
  shape('circle', { cx, cy, r, fill, 'fill-opacity': opacity });

export const rect = (
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  opacity?: number,
): Markup => shape('rect', { x, y, width, height, fill, 'fill-opacity': opacity });

/** A filled outline through points, straight from each to the next. */
export const polygon = (points: readonly Point[], fill: string, opacity?: number): Markup =>
  shape('path', { d: `M${points.map(written).join('L')}Z`, fill, 'fill-opacity': opacity });

/** A filled outline in SVG's path language. */
export const path = (d: string, fill: string, opacity?: number): Markup =>
  shape('path', { d, fill, 'fill-opacity': opacity });

export const line = (d: string, stroke: string, width: number, opacity?: number): Markup =>
  shape('path', {
    d,
    stroke,
    'stroke-width': width,
    'stroke-opacity': opacity,
    fill: 'none',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });

export const group = (children: readonly Markup[], transform: string): Markup =>
  shape('g', { transform }, children);

/** A transform that turns around a point, by degrees. */
export function turned(degrees: number, centre: Point): string {
  return `rotate(${brief(degrees)} ${written(centre)})`;
}

export type Point = readonly [x: number, y: number];

/** A point in SVG's path language. */
export function written([x, y]: Point): string {
  return `${brief(x)} ${brief(y)}`;
}

/** SVG path data, with numbers and points as they are written there. */
export function d(literals: TemplateStringsArray, ...holes: readonly (number | string | Point)[]): string {
  return String.raw(
    { raw: literals },
    ...holes.map((hole) =>
      typeof hole === 'number' ? brief(hole) : typeof hole === 'string' ? hole : written(hole),
    ),
  );
}

function brief(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** `make` for each of 0, 1, … count - 1. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: Math.max(0, Math.round(count)) }, (_, index) => make(index));
}
