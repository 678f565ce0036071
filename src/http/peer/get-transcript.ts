import { jsonDocument } from '../answer.ts';
import type { PeerRoute } from './peer-route.ts';

/** All messages of one negotiation with the caller, as both sides hold them; empty for what does not exist. */
export const getTranscriptRoute: PeerRoute = {
  method: 'GET',
  path: '/accord/accords/{id}/messages',
  handle: ({ api, who, names }) => jsonDocument(200, { messages: api.transcript(who, `accord/${names[0]}`) }),
};
