import type { TSchema } from 'typebox';
import type { Operation, QueryParameter } from './operation.ts';

/** OpenAPI 3.1, generated from the operations; schemas are JSON Schema already. */

type Json = Readonly<Record<string, unknown>>;

const pathDescriptions: Readonly<Record<string, string>> = {
  root: 'Path of the API root, as in the discovery resource.',
  collection: 'Collection id or alias.',
  object: 'STIX object id.',
  status: 'Status id, as in the answer to a submission.',
};

const querySchemas: Readonly<Record<QueryParameter, Json>> = {
  added_after: { schema: { type: 'string', format: 'date-time' }, description: 'Only what was added strictly after.' },
  limit: {
    schema: { type: 'integer', minimum: 1 },
    description: 'At most so many; above the maximum of the server the maximum holds.',
  },
  next: {
    schema: { type: 'string', minLength: 1 },
    description: 'Of the page before, with the same other parameters.',
  },
  'match[id]': { schema: { type: 'string' }, description: 'Object ids, with commas.' },
  'match[type]': { schema: { type: 'string' }, description: 'Object types, with commas.' },
  'match[version]': {
    schema: { type: 'string', default: 'last' },
    description: 'last, first, all (alone) or exact versions, with commas.',
  },
  'match[spec_version]': {
    schema: { type: 'string' },
    description: 'STIX versions, with commas; the newest held of each object if absent.',
  },
};

const stampHeader = {
  description: 'Date added of that object of this page; absent when the page is empty.',
  schema: { type: 'string' },
};
const pageHeaders = { 'X-TAXII-Date-Added-First': stampHeader, 'X-TAXII-Date-Added-Last': stampHeader };

function parameters(operation: Operation): Json[] {
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => {
    const name = match[1] ?? '';
    return { name, in: 'path', required: true, description: pathDescriptions[name], schema: { type: 'string' } };
  });
  const inQuery = operation.query.map((name) => ({ name, in: 'query', required: false, ...querySchemas[name] }));
  return [...inPath, ...inQuery];
}

function titleOf(schema: TSchema): string | null {
  const title = (schema as { readonly title?: unknown }).title;
  return typeof title === 'string' ? title : null;
}

/** A titled schema is written once, under its title, and referred to. */
function reference(schema: TSchema, components: Map<string, TSchema>): unknown {
  const title = titleOf(schema);
  if (title === null) return schema;
  components.set(title, schema);
  return { $ref: `#/components/schemas/${title}` };
}

function describe(status: string): string {
  if (status === '200') return 'Done';
  if (status === '202') return 'Taken; what became of each object';
  return 'Refused; see the error message';
}

function responses(operation: Operation, components: Map<string, TSchema>): Json {
  const entries = Object.entries(operation.responses).map(([status, schema]) => {
    const type = status === '200' ? operation.mediaType : 'application/taxii+json;version=2.1';
    const content = schema === null ? {} : { content: { [type]: { schema: reference(schema, components) } } };
    const headers = operation.pageHeaders && status === '200' ? { headers: pageHeaders } : {};
    return [status, { description: describe(status), ...content, ...headers }];
  });
  return Object.fromEntries(entries);
}

function describeOperation(operation: Operation, components: Map<string, TSchema>): Json {
  const body =
    operation.request === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [operation.mediaType]: { schema: reference(operation.request, components) } },
          },
        };
  return {
    operationId: operation.id,
    summary: operation.summary,
    ...(operation.section === null ? {} : { description: `TAXII 2.1 section ${operation.section}` }),
    ...(operation.authenticated ? {} : { security: [] }),
    parameters: parameters(operation),
    ...body,
    responses: responses(operation, components),
  };
}

export function openApiDocument(operations: readonly Operation[]): Json {
  const components = new Map<string, TSchema>();
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const item = paths[operation.path] ?? {};
    item[operation.method] = describeOperation(operation, components);
    paths[operation.path] = item;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Proviso TAXII 2.1 server', version: '2.1' },
    security: [{ basic: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: Object.fromEntries(components),
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'Key id and secret.' },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The secret as printed once; the scheme Token is taken too.',
        },
      },
    },
  };
}
