import { addObjects } from '../../protocol/taxii21/add-objects.ts';
import { isTaxiiContent } from '../../protocol/taxii21/index.ts';
import { jsonAnswer } from '../answer.ts';
import { absent, bodyTooLarge, forbidden, refusalAnswer, tooManyInFlight, wrongMediaType } from '../errors.ts';
import { readBody } from '../read-body.ts';
import type { Call, Route } from '../route.ts';
import { presentStatus } from './present-resources.ts';

/** No content coding is taken: a small body that unpacks to a large one is not worth the octets it saves. */
function isReadable({ req }: Call): boolean {
  const coding = req.headers['content-encoding']?.trim().toLowerCase();
  return isTaxiiContent(req.headers['content-type']) && (coding === undefined || coding === 'identity');
}

export const addObjectsRoute: Route = {
  operation: addObjects,
  handle: async (call) => {
    const { api, who, path, limits } = call;
    if (!isReadable(call)) return wrongMediaType;
    // Rights first, so that nobody without them makes us read a body; `add` decides again.
    const collection = api.collection(who, path.root, path.collection);
    if (collection === null) return absent;
    if (!collection.canWrite) return collection.canRead ? forbidden : absent;
    const body = await readBody(call.req, call.res, limits.requestBytesMax, call.bodies);
    if (!body.ok) {
      switch (body.problem) {
        case 'too-large':
          return bodyTooLarge;
        case 'busy':
          return tooManyInFlight;
        case 'gone':
          return null;
      }
    }
    const outcome = await api.add(who, path.root, path.collection, body.bytes);
    return outcome.ok ? jsonAnswer(202, presentStatus(outcome.value)) : refusalAnswer(outcome.refusal);
  },
};
