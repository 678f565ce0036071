import { Envelope } from './envelope.ts';
import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';

export const getObjects = {
  id: 'getObjects',
  method: 'get',
  path: '/{root}/collections/{collection}/objects/',
  summary: 'A page of objects, in the order in which the caller was given them',
  section: '5.4',
  query: ['added_after', 'limit', 'next', 'match[id]', 'match[type]', 'match[version]', 'match[spec_version]'],
  request: null,
  responses: { 200: Envelope, ...errors(403) },
  pageHeaders: true,
  authenticated: true,
  mediaType: taxiiMediaType,
} as const satisfies Operation;
