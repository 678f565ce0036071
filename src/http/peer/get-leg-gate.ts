import { jsonDocument } from '../answer.ts';
import { nothingThere, type PeerRoute } from './peer-route.ts';

/** The gate of a leg given to the caller: what its disclosure level shows, never anything about objects (T-NEG-09). */
export const getLegGateRoute: PeerRoute = {
  method: 'GET',
  path: '/accord/accords/{id}/legs/{n}/gate',
  handle: ({ api, who, names }) => {
    const gate = api.legGate(who, names[0] ?? '', names[1] ?? '');
    return gate === null ? nothingThere : jsonDocument(200, gate);
  },
};
