import type { NodeState } from '../node-state.ts';
import { recallRows } from '../recall/recall-rows.ts';
import { waitingForQuota } from './peer-quota.ts';

/** One measure with its samples, as Prometheus and those who learned from it understand it (text format 0.0.4). */
export interface Metric {
  /** Units last: `_seconds`, `_bytes`, `_total`. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

export const metric = (name: string, type: Metric['type'], help: string, value: number): Metric => ({
  name,
  help,
  type,
  samples: [{ labels: {}, value }],
});

/** What a node holds and decides, in numbers. They tell of what is withheld: for own staff only (I2). */
export function metrics(deps: Pick<NodeState, 'engine' | 'store' | 'recalls' | 'messages' | 'federation'>): Metric[] {
  const { engine, store, recalls, messages, federation } = deps;
  const open = recallRows(recalls.book, engine.now()).filter(({ state }) => state !== 'answered');
  const entries = [...engine.feeds.values()].reduce((n, feed) => n + feed.stream.entries.length, 0);
  return [
    {
      name: 'proviso_objects',
      type: 'gauge',
      help: 'Versions stored, by collection.',
      samples: [...engine.collections.values()].map(({ record, objects }) => ({
        labels: { collection: record.alias ?? record.id },
        value: objects,
      })),
    },
    metric('proviso_classes', 'gauge', 'Classes of objects that texts tell apart.', engine.book.classCount),
    metric('proviso_texts_in_force', 'gauge', 'Texts of terms in force.', engine.texts.size),
    metric('proviso_feeds', 'gauge', 'Feeds, one for each partner and collection with a text.', engine.feeds.size),
    metric('proviso_feed_entries', 'gauge', 'Entries ever written to the feeds.', entries),
    metric('proviso_commits_total', 'counter', 'Changes committed since the store was made.', engine.horizon().commit),
    {
      name: 'proviso_recalls_open',
      type: 'gauge',
      help: 'Recalls without an answer, by direction; overdue ones apart.',
      samples: (['out', 'in'] as const).flatMap((direction) =>
        ([false, true] as const).map((overdue) => ({
          labels: { direction, overdue: String(overdue) },
          value: open.filter((row) => row.direction === direction && (row.state === 'overdue') === overdue).length,
        })),
      ),
    },
    metric(
      'proviso_threads_stopped',
      'gauge',
      'Threads in which a peer does not take the next message.',
      messages.stopped.list().length,
    ),
    metric(
      'proviso_quotas_reached',
      'gauge',
      'Parties that have used up their quota of this hour.',
      waitingForQuota(federation.deps.quota).length,
    ),
    metric('proviso_store_writable', 'gauge', '1 while the store takes writes.', store.failed ? 0 : 1),
  ];
}
