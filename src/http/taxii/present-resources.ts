import type { CollectionView, RootView, StatusDetail, StatusView } from '../../app/partner-api.ts';
import { formatMicros } from '../../core/time.ts';
import type {
  ApiRoot,
  Collection,
  Discovery,
  Status,
  StatusDetail as WireStatusDetail,
} from '../../protocol/taxii21/index.ts';
import { taxiiMediaType } from '../../protocol/taxii21/index.ts';

/** The one place where a view becomes a resource. Lists that would be empty are left out (TAXII 2.1 section 2). */

type ServerTitle = { readonly title: string; readonly description: string | null; readonly contact: string | null };

const described = (text: string | null): { description?: string } =>
  text === null || text === '' ? {} : { description: text };

export function presentDiscovery(server: ServerTitle, roots: readonly RootView[]): Discovery {
  const paths = roots.map((root) => `/${root.path}/`);
  const first = paths[0];
  return {
    title: server.title,
    ...described(server.description),
    ...(server.contact === null || server.contact === '' ? {} : { contact: server.contact }),
    ...(first === undefined ? {} : { default: first, api_roots: paths }),
  };
}

export function presentApiRoot(root: RootView, requestBytesMax: number): ApiRoot {
  return {
    title: root.title,
    ...described(root.description),
    versions: [taxiiMediaType],
    max_content_length: requestBytesMax,
  };
}

export function presentCollection(view: CollectionView): Collection {
  return {
    id: view.id,
    title: view.title,
    ...described(view.description),
    ...(view.alias === null ? {} : { alias: view.alias }),
    can_read: view.canRead,
    can_write: view.canWrite,
    ...(view.mediaTypes.length === 0 ? {} : { media_types: [...view.mediaTypes] }),
    ...(view.release === null ? {} : { x_proviso_release: { ...view.release } }),
  };
}

export function presentStatus(view: StatusView): Status {
  const details = (list: readonly StatusDetail[]): WireStatusDetail[] =>
    list.map((one) => ({
      id: one.id,
      version: one.version,
      ...(one.message === null ? {} : { message: one.message }),
    }));
  const { successes, failures, pendings } = view;
  return {
    id: view.id,
    status: view.complete ? 'complete' : 'pending',
    request_timestamp: formatMicros(view.requestedAt),
    total_count: successes.length + failures.length + pendings.length,
    success_count: successes.length,
    ...(successes.length === 0 ? {} : { successes: details(successes) }),
    failure_count: failures.length,
    ...(failures.length === 0 ? {} : { failures: details(failures) }),
    pending_count: pendings.length,
    ...(pendings.length === 0 ? {} : { pendings: details(pendings) }),
  };
}
