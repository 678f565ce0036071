import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';

/**
 * Without `match[version]` the newest version goes, as the filter's default says (TAXII 2.1 sections 3.4.1 and 5.7);
 * `all` removes every version. Filters this endpoint does not know are refused here and only here: to ignore one would
 * delete more than was asked.
 */
export const deleteObject = {
  id: 'deleteObject',
  method: 'delete',
  path: '/{root}/collections/{collection}/objects/{object}/',
  summary: 'Remove versions of one object',
  section: '5.7',
  query: ['match[version]', 'match[spec_version]'],
  request: null,
  responses: { 200: null, ...errors(403) },
  pageHeaders: false,
  authenticated: true,
  mediaType: taxiiMediaType,
} as const satisfies Operation;
