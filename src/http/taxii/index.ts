import type { Route } from '../route.ts';
import { addObjectsRoute } from './add-objects.ts';
import { deleteObjectRoute } from './delete-object.ts';
import { getApiRootRoute } from './get-api-root.ts';
import { getCollectionRoute } from './get-collection.ts';
import { getCollectionsRoute } from './get-collections.ts';
import { getDiscoveryRoute } from './get-discovery.ts';
import { getManifestRoute } from './get-manifest.ts';
import { getObjectRoute } from './get-object.ts';
import { getObjectsRoute } from './get-objects.ts';
import { getOpenApiRoute } from './get-open-api.ts';
import { getStatusRoute } from './get-status.ts';
import { getVersionsRoute } from './get-versions.ts';

/** Every operation that needs a caller. */
export const taxiiRoutes: readonly Route[] = [
  getDiscoveryRoute,
  getApiRootRoute,
  getStatusRoute,
  getCollectionsRoute,
  getCollectionRoute,
  getManifestRoute,
  getObjectsRoute,
  addObjectsRoute,
  getObjectRoute,
  deleteObjectRoute,
  getVersionsRoute,
  getOpenApiRoute,
];
