import { getObjects } from '../../protocol/taxii21/get-objects.ts';
import type { Route } from '../route.ts';
import { paged } from './paged.ts';
import { presentObjects } from './present-page.ts';

export const getObjectsRoute: Route = {
  operation: getObjects,
  handle: (call) =>
    paged(
      getObjects,
      call,
      (query) => call.api.objects(call.who, call.path.root, call.path.collection, query),
      presentObjects,
    ),
};
