import { deleteObject } from '../../protocol/taxii21/delete-object.ts';
import { parsePageQuery } from '../../protocol/taxii21/index.ts';
import { answer } from '../answer.ts';
import { absent, faulty, forbidden, refusalAnswer } from '../errors.ts';
import type { Route } from '../route.ts';

export const deleteObjectRoute: Route = {
  operation: deleteObject,
  handle: async ({ api, who, path, query, limits }) => {
    const asked = parsePageQuery(query, { limits, allowed: deleteObject.query, strict: true });
    if (!asked.ok) return faulty(400, 'Malformed query', asked.error);
    // TAXII 2.1 section 5.7 fixes these: neither right 404, one of the two 403.
    const collection = api.collection(who, path.root, path.collection);
    if (collection === null || (!collection.canRead && !collection.canWrite)) return absent;
    if (!collection.canRead || !collection.canWrite) return forbidden;
    const outcome = await api.remove(who, path.root, path.collection, path.object, asked.value.filter);
    return outcome.ok ? answer(200, []) : refusalAnswer(outcome.refusal);
  },
};
