/** TAXII 2.1 on the wire: one file per operation, and the list that router, documents and tests share. */
import { addObjects } from './add-objects.ts';
import { deleteObject } from './delete-object.ts';
import { getHealth, getOpenApi, getReady } from './edge-operations.ts';
import { getApiRoot } from './get-api-root.ts';
import { getCollection } from './get-collection.ts';
import { getCollections } from './get-collections.ts';
import { getDiscovery } from './get-discovery.ts';
import { getManifest } from './get-manifest.ts';
import { getObject } from './get-object.ts';
import { getObjects } from './get-objects.ts';
import { getStatus } from './get-status.ts';
import { getVersions } from './get-versions.ts';

export const taxiiOperations = [
  getDiscovery,
  getApiRoot,
  getStatus,
  getCollections,
  getCollection,
  getManifest,
  getObjects,
  addObjects,
  getObject,
  deleteObject,
  getVersions,
  getHealth,
  getReady,
  getOpenApi,
] as const;

export type TaxiiOperationId = (typeof taxiiOperations)[number]['id'];
export type TaxiiPath = (typeof taxiiOperations)[number]['path'];

export { Envelope, StixObject } from './envelope.ts';
export { ErrorMessage } from './error-message.ts';
export { ApiRoot } from './get-api-root.ts';
export { Collection } from './get-collection.ts';
export { Collections } from './get-collections.ts';
export { Discovery } from './get-discovery.ts';
export { Manifest, ManifestRecord } from './get-manifest.ts';
export { Status, StatusDetail } from './get-status.ts';
export { Versions } from './get-versions.ts';
export {
  acceptsTaxii,
  isTaxiiContent,
  type MediaType,
  parseMediaType,
  stixMediaType,
  taxiiMediaType,
} from './media-type.ts';
export { openApiDocument } from './openapi.ts';
export type { Operation, QueryParameter } from './operation.ts';
export {
  badCursor,
  type PageQueryLimits,
  type PageQueryRules,
  parsePageQuery,
  type WirePageQuery,
} from './page-query.ts';
