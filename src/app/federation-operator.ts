import { sourceView } from './federation/source-view.ts';
import { syncStatus } from './federation/sync-status.ts';
import type { FederationApi } from './federation-api.ts';
import type { NodeState } from './node-state.ts';
import { comparePeer } from './operate/compare-peer.ts';
import { dropQuarantine, listQuarantine, retryQuarantine } from './operate/manage-quarantine.ts';
import { addSource, deliverInto, removeSource } from './operate/manage-sources.ts';
import { peerQuota } from './operate/peer-quota.ts';
import { setSourceTerms } from './operate/source-terms.ts';
import { listAlerts, syncNow } from './operate/sync-now.ts';

/** The part of own staff's interface that is about what comes from other servers. */
export const federationOperator = (node: NodeState): FederationApi => ({
  addSource: (input) => addSource(node, input),
  sources: () => node.federation.deps.sources.list().map((source) => sourceView(node, source)),
  deliverInto: (input) => deliverInto(node, input),
  removeSource: (id) => removeSource(node, id),
  setSourceTerms: (input) => setSourceTerms(node, input),
  peerQuota: (input) => peerQuota(node, input),
  syncNow: (input) => syncNow(node, input),
  syncStatus: () => syncStatus(node.federation),
  comparePeer: (input) => comparePeer(node, input),
  quarantine: (input) => listQuarantine(node, input),
  retryQuarantine: (input) => retryQuarantine(node, input),
  dropQuarantine: (input) => dropQuarantine(node, input),
  alerts: () => listAlerts(node),
});
