import { type Static, Type } from 'typebox';
import { taxiiMediaType } from './media-type.ts';
import { errors, type Operation } from './operation.ts';
import { Text } from './wire-values.ts';

/** Discovery resource (TAXII 2.1 section 4.1.1). Roots are relative, so they hold behind any proxy and host name. */
export const Discovery = Type.Object(
  {
    title: Text,
    description: Type.Optional(Text),
    contact: Type.Optional(Text),
    default: Type.Optional(Type.String({ description: 'An element of api_roots, character by character.' })),
    api_roots: Type.Optional(Type.Array(Type.String({ pattern: '^(https://|/[^/])' }), { minItems: 1 })),
  },
  { title: 'Discovery' },
);
export type Discovery = Static<typeof Discovery>;

export const getDiscovery = {
  id: 'getDiscovery',
  method: 'get',
  path: '/taxii2/',
  summary: 'What this server is and where its API roots are',
  section: '4.1',
  query: [],
  request: null,
  responses: { 200: Discovery, ...errors() },
  pageHeaders: false,
  authenticated: true,
  mediaType: taxiiMediaType,
} as const satisfies Operation;
