import { experimentsJsonSchema } from './json-schema.js';
import type { FilePath } from './problem-places.js';

/** The part of a JSON Schema that says which keys a mapping may have. */
interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly oneOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
}

const FILE_SHAPE: Shape = experimentsJsonSchema();

/** What the mapping at a path may hold. */
export interface KnownKeys {
  readonly here: readonly string[];
  /** By key: which key of this mapping has it one level down, so that a misplaced one can be told where it belongs. */
  readonly below: ReadonlyMap<string, string>;
}

export function knownKeysAt(path: FilePath): KnownKeys {
  let shapes: readonly Shape[] = [FILE_SHAPE];
  for (const segment of path) shapes = shapes.flatMap((shape) => branchesOf(stepInto(shape, segment)));
  const properties = shapes.flatMap((shape) => Object.entries(shape.properties ?? {}));
  const below = properties.flatMap(([key, shape]) =>
    Object.keys(shape.properties ?? {}).map((inner) => [inner, key] as const),
  );
  return { here: [...new Set(properties.map(([key]) => key))], below: new Map(below.reverse()) };
}

function stepInto(shape: Shape, segment: PropertyKey): Shape | undefined {
  return typeof segment === 'number' ? shape.items : shape.properties?.[String(segment)];
}

function branchesOf(shape: Shape | undefined): readonly Shape[] {
  return shape === undefined ? [] : (shape.oneOf ?? shape.anyOf ?? [shape]);
}
