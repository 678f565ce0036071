import { jsonDocument } from '../answer.ts';
import { nothingThere, type PeerRoute } from './peer-route.ts';

/** Where an accord with the caller stands on this node: state, version, hash and the text on the table. */
export const getAccordRoute: PeerRoute = {
  method: 'GET',
  path: '/accord/accords/{id}',
  handle: ({ api, who, names }) => {
    const accord = api.accord(who, names[0] ?? '');
    return accord === null ? nothingThere : jsonDocument(200, accord);
  },
};
