import type { PeerView } from '../app/operator-api.ts';
import { quotaStamps } from './federation-records.ts';
import { withStamps } from './stamps.ts';
import { recordLines, recordTable } from './table.ts';

const stamped = ['enrolledAt', 'revokedAt', 'heardAt', 'reachedAt'] as const;

export const peerJson = (peer: PeerView): Record<string, unknown> => ({
  ...withStamps(peer, stamped),
  quota: quotaStamps(peer.quota),
  keys: peer.keys.map((key) => withStamps(key, ['since', 'retiredAt'])),
  stopped: peer.stopped.map((one) => withStamps(one, ['since', 'lastTry'])),
  frozen: peer.frozen.map((one) => withStamps(one, ['settledAt'])),
});

export const peerTable = (list: readonly PeerView[]): string =>
  recordTable(
    list.map(peerJson),
    ['party', 'url', 'skewMs', 'heardAt', 'reachedAt', 'waiting', 'problem', 'revokedAt'],
    'no peers: proviso peer enrol FILE',
  );

/** Without the evidence, which is for programs: `--json`. */
export const peerText = (peer: PeerView): string =>
  recordLines({
    ...peerJson(peer),
    frozen: peer.frozen.map(({ evidence: _, ...one }) => withStamps(one, ['settledAt'])),
  });
