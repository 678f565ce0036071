import { type Static, Type } from 'typebox';
import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';
import { StixId, Timestamp, VersionText } from './wire-values.ts';

export const ManifestRecord = Type.Object(
  { id: StixId, date_added: Timestamp, version: VersionText, media_type: Type.Optional(Type.String()) },
  { title: 'ManifestRecord' },
);

/**
 * Manifest resource (TAXII 2.1 section 5.3.1): one record per version. `next` is not in the standard's table; without it
 * a client that pages by `next` alone would start again for ever, so it is always there when `more` is.
 */
export const Manifest = Type.Object(
  {
    more: Type.Optional(Type.Boolean()),
    next: Type.Optional(Type.String({ minLength: 1 })),
    objects: Type.Optional(Type.Array(ManifestRecord, { minItems: 1 })),
  },
  { title: 'Manifest' },
);
export type Manifest = Static<typeof Manifest>;

export const getManifest = {
  id: 'getManifest',
  method: 'get',
  path: '/{root}/collections/{collection}/manifest/',
  summary: 'A page of what the objects endpoint would give, without the objects',
  section: '5.3',
  query: ['added_after', 'limit', 'next', 'match[id]', 'match[type]', 'match[version]', 'match[spec_version]'],
  request: null,
  responses: { 200: Manifest, ...errors(403) },
  pageHeaders: true,
  authenticated: true,
  mediaType: taxiiMediaType,
} as const satisfies Operation;
