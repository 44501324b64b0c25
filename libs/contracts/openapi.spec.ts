import { describe, expect, it } from 'vitest';
import { ERROR_CATALOGUE } from './error-codes.js';
import { ClickstreamEvent, EventBatch } from './event.js';
import { openApiDocument } from './openapi.js';
import { getMetadataStorage } from 'class-validator';

interface Schema {
  readonly properties: Record<string, Record<string, unknown>>;
}

const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  openapi: string;
  paths: Record<
    string,
    Record<string, { responses: Record<string, { description: string }>; parameters?: { name: string }[] }>
  >;
  components: { schemas: Record<string, Schema> };
};

/** Every `$ref` there is. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === '$ref' ? [String(member)] : referencesIn(member),
  );
}

describe('the OpenAPI document', () => {
  it('describes every field that an event is checked for, and no other', () => {
    const checked = getMetadataStorage().getTargetValidationMetadatas(ClickstreamEvent, '', true, false);
    const fields = [...new Set(checked.map(({ propertyName }) => propertyName))].sort();
    expect(fields.length).toBeGreaterThan(10);
    expect(Object.keys(document.components.schemas['Event']?.properties ?? {}).sort()).toEqual(fields);
  });

  it('describes every field that a batch is checked for, and no other', () => {
    const checked = getMetadataStorage().getTargetValidationMetadatas(EventBatch, '', true, false);
    const fields = [...new Set(checked.map(({ propertyName }) => propertyName))].sort();
    expect(fields).toContain('dropped');
    expect(Object.keys(document.components.schemas['EventBatch']?.properties ?? {}).sort()).toEqual(fields);
  });

  it('refers to nothing that it does not hold', () => {
    const references = new Set(referencesIn(document));
    expect(references.size).toBeGreaterThan(3);
    for (const reference of references) {
      expect(document.components.schemas).toHaveProperty(reference.replace('#/components/schemas/', ''));
    }
  });

  it('lists under each status the codes that have it', () => {
    const responses = Object.values(document.paths).flatMap((path) =>
      Object.values(path).flatMap((operation) => Object.entries(operation.responses)),
    );
    const named = responses.flatMap(([status, { description }]) =>
      [...description.matchAll(/`(FRESHET_\w+)`/g)].map(([, code]) => ({
        status: Number(status),
        code: String(code),
      })),
    );
    expect(named.length).toBeGreaterThan(10);
    for (const { status, code } of named) {
      expect(ERROR_CATALOGUE[code as keyof typeof ERROR_CATALOGUE].status, code).toBe(status);
    }
  });

  it('says the numbers that the service holds to', () => {
    const { properties } = document.components.schemas['EventBatch'] ?? { properties: {} };
    expect(properties['events']).toMatchObject({ minItems: 1, maxItems: 100 });
    const { description } = document.paths['/v1/events']?.['post'] as unknown as { description: string };
    expect(description).toContain('At most 100 events and 256 KiB');
  });
});
