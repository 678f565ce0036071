import { type Static, Type } from 'typebox';
import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';
import { Text } from './wire-values.ts';

/** API root resource (TAXII 2.1 section 4.2.1). */
export const ApiRoot = Type.Object(
  {
    title: Text,
    description: Type.Optional(Text),
    versions: Type.Array(Type.Literal(taxiiMediaType), { minItems: 1 }),
    max_content_length: Type.Integer({ minimum: 1, description: 'Octets of a request body.' }),
  },
  { title: 'ApiRoot' },
);
export type ApiRoot = Static<typeof ApiRoot>;

export const getApiRoot = {
  id: 'getApiRoot',
  method: 'get',
  path: '/{root}/',
  summary: 'What one API root speaks and takes',
  section: '4.2',
  query: [],
  request: null,
  responses: { 200: ApiRoot, ...errors() },
  pageHeaders: false,
  authenticated: true,
  mediaType: taxiiMediaType,
} as const satisfies Operation;
