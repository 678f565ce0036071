import { type Static, Type } from 'typebox';
import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';
import { VersionText } from './wire-values.ts';

/** Versions resource (TAXII 2.1 section 5.8.1), in the order of date added; `next` as in the manifest. */
export const Versions = Type.Object(
  {
    more: Type.Optional(Type.Boolean()),
    next: Type.Optional(Type.String({ minLength: 1 })),
    versions: Type.Optional(Type.Array(VersionText, { minItems: 1 })),
  },
  { title: 'Versions' },
);
export type Versions = Static<typeof Versions>;

export const getVersions = {
  id: 'getVersions',
  method: 'get',
  path: '/{root}/collections/{collection}/objects/{object}/versions/',
  summary: 'The versions of one object that the caller may see',
  section: '5.8',
  query: ['added_after', 'limit', 'next', 'match[spec_version]'],
  request: null,
  responses: { 200: Versions, ...errors(403) },
  pageHeaders: true,
  authenticated: true,
  mediaType: taxiiMediaType,
} as const satisfies Operation;
