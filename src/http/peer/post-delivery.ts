import { deliveryReadAt } from '../../protocol/peer/index.ts';
import { jsonDocument } from '../answer.ts';
import type { PeerRoute } from './peer-route.ts';

/** What a peer pushes under one of its legs. */
export const postDeliveryRoute: PeerRoute = {
  method: 'POST',
  path: '/accord/deliveries/{accord}/{leg}/{key}',
  handle: async ({ api, who, names, query, body }) => {
    const [accord = '', leg = '', key = ''] = names;
    const legNo = /^[01]$/.test(leg) ? Number(leg) : -1;
    const answer = await api.deliver(who, { accord, leg: legNo, key, readAt: deliveryReadAt(query), body });
    return jsonDocument(answer.status, answer.body);
  },
};
