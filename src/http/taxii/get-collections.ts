import { getCollections } from '../../protocol/taxii21/get-collections.ts';
import { jsonAnswer } from '../answer.ts';
import { absent } from '../errors.ts';
import type { Route } from '../route.ts';
import { presentCollection } from './present-resources.ts';

export const getCollectionsRoute: Route = {
  operation: getCollections,
  handle: ({ api, who, path }) => {
    if (api.root(who, path.root) === null) return absent;
    const collections = api.collections(who, path.root).map(presentCollection);
    return jsonAnswer(200, collections.length === 0 ? {} : { collections });
  },
};
