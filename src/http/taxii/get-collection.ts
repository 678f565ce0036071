import { getCollection } from '../../protocol/taxii21/get-collection.ts';
import { jsonAnswer } from '../answer.ts';
import { absent } from '../errors.ts';
import type { Route } from '../route.ts';
import { presentCollection } from './present-resources.ts';

export const getCollectionRoute: Route = {
  operation: getCollection,
  handle: ({ api, who, path }) => {
    const view = api.collection(who, path.root, path.collection);
    return view === null ? absent : jsonAnswer(200, presentCollection(view));
  },
};
