import { getManifest } from '../../protocol/taxii21/get-manifest.ts';
import type { Route } from '../route.ts';
import { paged } from './paged.ts';
import { presentManifest } from './present-page.ts';

export const getManifestRoute: Route = {
  operation: getManifest,
  handle: (call) =>
    paged(
      getManifest,
      call,
      (query) => call.api.manifest(call.who, call.path.root, call.path.collection, query),
      presentManifest,
    ),
};
