import { Envelope } from './envelope.ts';
import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';

/** An id of which nothing is visible is 404; a visible one whose filters leave nothing is an empty envelope. */
export const getObject = {
  id: 'getObject',
  method: 'get',
  path: '/{root}/collections/{collection}/objects/{object}/',
  summary: 'One object, its newest version unless asked otherwise',
  section: '5.6',
  query: ['added_after', 'limit', 'next', 'match[version]', 'match[spec_version]'],
  request: null,
  responses: { 200: Envelope, ...errors(403) },
  pageHeaders: true,
  authenticated: true,
  mediaType: taxiiMediaType,
} as const satisfies Operation;
