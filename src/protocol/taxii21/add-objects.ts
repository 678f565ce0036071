import { Envelope } from './envelope.ts';
import { Status } from './get-status.ts';
import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';

/**
 * The body goes to the store as received; the schema of the envelope is for clients and documents. 400 means the text is
 * not JSON in UTF-8, 422 that it is JSON but not an envelope we take, 413 too many octets or objects.
 */
export const addObjects = {
  id: 'addObjects',
  method: 'post',
  path: '/{root}/collections/{collection}/objects/',
  summary: 'Hand over objects; each has its own fate in the status resource',
  section: '5.5',
  query: [],
  request: Envelope,
  responses: { 202: Status, ...errors(403, 413, 415, 422) },
  pageHeaders: false,
  authenticated: true,
  mediaType: taxiiMediaType,
} as const satisfies Operation;
