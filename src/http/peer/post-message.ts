import { messageAnswerToWire } from '../../protocol/peer/index.ts';
import { jsonDocument } from '../answer.ts';
import type { PeerRoute } from './peer-route.ts';

/** Room is made by people; a clock or a history that does not fit may fit within minutes. */
const waits: ReadonlyMap<number, readonly string[]> = new Map([
  [429, ['Retry-After', '300']],
  [503, ['Retry-After', '30']],
]);

/** A signed message; the answers are in `protocol/peer/message-answer.ts`. */
export const postMessageRoute: PeerRoute = {
  method: 'POST',
  path: '/accord/messages',
  handle: async ({ api, who, body }) => {
    const { status, body: answer } = messageAnswerToWire(await api.receive(who, body));
    return jsonDocument(status, answer, waits.get(status) ?? []);
  },
};
