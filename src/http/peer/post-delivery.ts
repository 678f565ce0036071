import { jsonDocument } from '../answer.ts';
import type { PeerRoute } from './peer-route.ts';

/** What a peer pushes under one of its legs. */
export const postDeliveryRoute: PeerRoute = {
  method: 'POST',
  path: '/accord/deliveries/{accord}/{leg}/{key}',
  handle: async ({ api, who, names, body }) => {
    const [accord = '', leg = '', key = ''] = names;
    const answer = await api.deliver(who, { accord, leg: /^[01]$/.test(leg) ? Number(leg) : -1, key, body });
    return jsonDocument(answer.status, answer.body);
  },
};
