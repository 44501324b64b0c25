/**
 * What the file says of an experiment as far as it can be read, whatever else is wrong with it: rules that look at several
 * values at once can then speak in the same run as the schema, and all problems are told together.
 */
export interface LooseExperiment {
  readonly at: number;
  readonly key: string | undefined;
  readonly kind: unknown;
  readonly unit: unknown;
  readonly site: unknown;
  readonly status: unknown;
  readonly namespace: { readonly name: string; readonly from: number; readonly to: number } | undefined;
  readonly variations: readonly LooseVariation[] | undefined;
}

export interface LooseVariation {
  readonly key: string | undefined;
  readonly weight: number | undefined;
  readonly hasWeight: boolean;
}

/** @param content of the whole file. */
export function looseExperimentsOf(content: unknown): LooseExperiment[] {
  const list = recordOf(content)?.['experiments'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, at) => {
    const record = recordOf(entry);
    return record === undefined ? [] : [looseExperiment(record, at)];
  });
}

function looseExperiment(record: Record<string, unknown>, at: number): LooseExperiment {
  const { key, kind = 'ab', unit = 'session', site, status, variations } = record;
  return {
    at,
    key: textOf(key),
    kind,
    unit,
    site,
    status,
    namespace: namespaceOf(recordOf(record['namespace'])),
    variations: Array.isArray(variations) ? variations.map(looseVariation) : undefined,
  };
}

function looseVariation(entry: unknown): LooseVariation {
  const record = recordOf(entry) ?? {};
  return {
    key: textOf(record['key']),
    weight: numberOf(record['weight']),
    hasWeight: record['weight'] !== undefined,
  };
}

function namespaceOf(record: Record<string, unknown> | undefined): LooseExperiment['namespace'] {
  const name = textOf(record?.['name']);
  const from = numberOf(record?.['from']);
  const to = numberOf(record?.['to']);
  return name === undefined || from === undefined || to === undefined ? undefined : { name, from, to };
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
