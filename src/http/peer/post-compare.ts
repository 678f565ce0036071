import { comparePath } from '../../protocol/peer/index.ts';
import { jsonDocument } from '../answer.ts';
import type { PeerRoute } from './peer-route.ts';

/** A peer compares what it was given with what it holds. */
export const postCompareRoute: PeerRoute = {
  method: 'POST',
  path: comparePath,
  handle: async ({ api, who, body }) => {
    const answer = await api.compare(who, body);
    return jsonDocument(answer.status, answer.body);
  },
};
