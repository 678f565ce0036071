import { getObject } from '../../protocol/taxii21/get-object.ts';
import type { Route } from '../route.ts';
import { paged } from './paged.ts';
import { presentObjects } from './present-page.ts';

export const getObjectRoute: Route = {
  operation: getObject,
  handle: (call) => {
    const { root, collection, object } = call.path;
    return paged(
      getObject,
      call,
      (query) => call.api.object(call.who, root, collection, object, query),
      presentObjects,
    );
  },
};
