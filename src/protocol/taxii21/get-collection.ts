import { type Static, Type } from 'typebox';
import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';
import { Identifier, Text } from './wire-values.ts';

/**
 * Collection resource (TAXII 2.1 section 5.2.1); rights are those of the asking client. `x_proviso_release` is ours
 * (section 7.1): what the caller may know of the gate in front of this collection.
 */
export const Collection = Type.Object(
  {
    id: Identifier,
    title: Text,
    description: Type.Optional(Text),
    alias: Type.Optional(Text),
    can_read: Type.Boolean(),
    can_write: Type.Boolean(),
    media_types: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    x_proviso_release: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { title: 'Collection' },
);
export type Collection = Static<typeof Collection>;

export const getCollection = {
  id: 'getCollection',
  method: 'get',
  path: '/{root}/collections/{collection}/',
  summary: 'One collection, by id or alias',
  section: '5.2',
  query: [],
  request: null,
  responses: { 200: Collection, ...errors() },
  pageHeaders: false,
  authenticated: true,
  mediaType: taxiiMediaType,
} as const satisfies Operation;
