import { addObjects } from '../../protocol/taxii21/add-objects.ts';
import { isTaxiiContent } from '../../protocol/taxii21/index.ts';
import { jsonAnswer } from '../answer.ts';
import { absent, bodyTooLarge, faulty, forbidden, refusalAnswer, tooManyInFlight, wrongMediaType } from '../errors.ts';
import { readBody } from '../read-body.ts';
import type { Call, Route } from '../route.ts';
import { presentStatus } from './present-resources.ts';

/** No content coding is taken: a small body that unpacks to a large one is not worth the octets it saves. */
function isReadable({ req }: Call): boolean {
  const coding = req.headers['content-encoding']?.trim().toLowerCase();
  return isTaxiiContent(req.headers['content-type']) && (coding === undefined || coding === 'identity');
}

/**
 * 400 when the octets are not JSON text (RFC 8259, no byte order mark), 422 when they are, but not an envelope we take,
 * our limits included (TAXII 2.1 section 5.5 leaves the border open). Asked only of bodies that were refused; a large
 * one is not parsed a second time to find a better word for the refusal, and is 422.
 */
const askedBytesMax = 1024 * 1024;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isJsonText(bytes: Uint8Array): boolean {
  if (bytes.length > askedBytesMax) return true;
  try {
    JSON.parse(decoder.decode(bytes));
    return true;
  } catch {
    return false;
  }
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
    const body =
      call.body === undefined
        ? await readBody(call.req, call.res, limits.requestBytesMax, call.bodies)
        : { ok: true as const, bytes: call.body };
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
    if (outcome.ok) return jsonAnswer(202, presentStatus(outcome.value));
    const { refusal } = outcome;
    if (refusal.kind !== 'unreadable' || isJsonText(body.bytes)) return refusalAnswer(refusal);
    return faulty(400, 'Body is not JSON', refusal.faults);
  },
};
