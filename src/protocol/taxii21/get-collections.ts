import { type Static, Type } from 'typebox';
import { Collection } from './get-collection.ts';
import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';

/** Collections resource (TAXII 2.1 section 5.1.1): the list is left out when the caller has none, sorted by id otherwise. */
export const Collections = Type.Object(
  { collections: Type.Optional(Type.Array(Collection, { minItems: 1 })) },
  { title: 'Collections' },
);
export type Collections = Static<typeof Collections>;

export const getCollections = {
  id: 'getCollections',
  method: 'get',
  path: '/{root}/collections/',
  summary: 'The collections the caller may know of',
  section: '5.1',
  query: [],
  request: null,
  responses: { 200: Collections, ...errors() },
  pageHeaders: false,
  authenticated: true,
  mediaType: taxiiMediaType,
} as const satisfies Operation;
