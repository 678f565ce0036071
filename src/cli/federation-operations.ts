import type { QuarantineView, QuotaOverview, RetryReport, SourceView } from '../app/federation-api.ts';
import type { OperatorApi } from '../app/operator-api.ts';
import { ok } from '../core/result.ts';
import { define, type InputOf, type None, type OutputOf } from './operation.ts';

/** What commands may ask about other servers (operations.ts). */
export const federationOperations = {
  'source add': define<InputOf<'addSource'>, SourceView>(
    {
      url: 'text',
      collection: 'text',
      into: 'text',
      credential: 'text?',
      as: 'text?',
      allow: 'texts?',
      terms: 'value?',
    },
    (api, input) => api.addSource(input),
  ),
  'source terms': define<InputOf<'setSourceTerms'>, SourceView>({ source: 'text', terms: 'value' }, (api, input) =>
    api.setSourceTerms(input),
  ),
  'source list': define<None, readonly SourceView[]>({}, (api) => ok(api.sources())),
  'source remove': define<{ readonly id: string }, SourceView>({ id: 'text' }, (api, { id }) => api.removeSource(id)),
  'peer set': define<InputOf<'deliverInto'>, OutputOf<'deliverInto'>>({ peer: 'text', into: 'text' }, (api, input) =>
    api.deliverInto(input),
  ),
  'peer compare': define<InputOf<'comparePeer'>, OutputOf<'comparePeer'>>(
    { peer: 'text', repair: 'flag?' },
    (api, input) => api.comparePeer(input),
  ),
  'peer quota': define<InputOf<'peerQuota'>, QuotaOverview>(
    { peer: 'text?', objects: 'text?', bytes: 'text?', cpuSeconds: 'text?', reset: 'flag?' },
    (api, input) => api.peerQuota(input),
  ),
  'sync now': define<InputOf<'syncNow'>, OutputOf<'syncNow'>>(
    { peer: 'text?', source: 'text?', fromStart: 'flag?' },
    (api, input) => api.syncNow(input),
  ),
  'sync status': define<None, ReturnType<OperatorApi['syncStatus']>>({}, (api) => ok(api.syncStatus())),
  'quarantine list': define<{ readonly source?: string }, readonly QuarantineView[]>(
    { source: 'text?' },
    async (api, input) => ok(await api.quarantine(input)),
  ),
  'quarantine retry': define<{ readonly ids?: readonly string[] }, RetryReport>({ ids: 'texts?' }, (api, input) =>
    api.retryQuarantine(input),
  ),
  'quarantine drop': define<{ readonly ids: readonly string[] }, { readonly dropped: number }>(
    { ids: 'texts' },
    (api, input) => api.dropQuarantine(input),
  ),
  'alert list': define<None, ReturnType<OperatorApi['alerts']>>({}, (api) => ok(api.alerts())),
} as const;
