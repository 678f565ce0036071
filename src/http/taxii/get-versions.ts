import { getVersions } from '../../protocol/taxii21/get-versions.ts';
import type { Route } from '../route.ts';
import { paged } from './paged.ts';
import { presentVersions } from './present-page.ts';

const everyVersion = { first: false, last: false, all: true, exact: [] } as const;

export const getVersionsRoute: Route = {
  operation: getVersions,
  handle: (call) => {
    const { root, collection, object } = call.path;
    // `match[version]` is not of this endpoint (TAXII 2.1 section 5.8), so its default of `last` is not either.
    return paged(
      getVersions,
      call,
      (query) =>
        call.api.versions(call.who, root, collection, object, {
          ...query,
          filter: { ...query.filter, versions: everyVersion },
        }),
      presentVersions,
    );
  },
};
