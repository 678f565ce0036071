import { groupBy } from '../../core/group-by.ts';
import { rangesText } from '../../core/number-ranges.ts';
import type { Recall } from './recall-record.ts';

/** What a recall is unless said otherwise: of the node itself, from everybody, by what the terms say. */
export const plainRecall = {
  text: null,
  ask: 'delete',
  until: null,
  accord: null,
  by: null,
  to: null,
  except: [],
  withhold: 'none',
  sparesVisible: false,
  owedOnly: false,
  forwards: null,
  sent: false,
  liftedAt: null,
} as const satisfies Partial<Recall>;

/** Rows by collection, their numbers rising. */
export function scopeOf(
  rows: readonly { readonly collection: number; readonly seq: number }[],
): readonly { readonly collection: number; readonly seqs: string }[] {
  return [...groupBy(rows, (row) => row.collection)].map(([collection, own]) => ({
    collection,
    seqs: rangesText(own.map(({ seq }) => seq).sort((a, b) => a - b)),
  }));
}
