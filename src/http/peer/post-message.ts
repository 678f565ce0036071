import { messageAnswerToWire } from '../../protocol/peer/index.ts';
import { jsonDocument } from '../answer.ts';
import type { PeerRoute } from './peer-route.ts';

/** A signed message; the answers are in `protocol/peer/message-answer.ts`. */
export const postMessageRoute: PeerRoute = {
  method: 'POST',
  path: '/accord/messages',
  handle: async ({ api, who, body }) => {
    const { status, body: answer } = messageAnswerToWire(await api.receive(who, body));
    return jsonDocument(status, answer);
  },
};
