import { describe, expect, it } from 'vitest';
import { openApiDocument, taxiiOperations } from './index.ts';

interface Document {
  readonly paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        parameters: { name: string; in: string }[];
        responses: Record<string, unknown>;
        security?: unknown[];
      }
    >
  >;
  readonly components: { schemas: Record<string, unknown> };
}

const document = JSON.parse(JSON.stringify(openApiDocument(taxiiOperations))) as Document;

describe('OpenAPI', () => {
  it('API9: every operation is in the document, and nothing else is', () => {
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, one]) => [method, path, one.operationId]),
    );
    expect(documented.sort()).toEqual(taxiiOperations.map((one) => [one.method, one.path, one.id]).sort());
  });

  it('every reference leads somewhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(references.length).toBeGreaterThan(20);
    for (const name of references) expect(document.components.schemas).toHaveProperty(name);
  });

  it('every name in a path is a parameter, and every filter is documented', () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const one of Object.values(item)) {
        expect(
          one.parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name),
        ).toEqual(names);
      }
    }
    const query = document.paths['/{root}/collections/{collection}/objects/']?.['get']?.parameters.filter(
      (one) => one.in === 'query',
    );
    expect(query?.map((one) => one.name)).toContain('match[version]');
  });

  it('T-CFG-01 only the probes are open to everybody', () => {
    const open = Object.entries(document.paths).filter(([, item]) =>
      Object.values(item).some((one) => one.security !== undefined),
    );
    expect(open.map(([path]) => path)).toEqual(['/healthz', '/readyz']);
  });
});
