import { type AgeSet, always, type OpenPairs } from '../../core/stream/index.ts';
import type { Pair } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { StickingText } from '../lineage/received-texts.ts';

export interface StickingGate {
  readonly permits: readonly boolean[];
  readonly blocks: readonly boolean[];
  readonly nextChange: Micros | null;
}

/** Ages that open pairs let through; closed ones let none. An answer has no pairs and looks at no age. */
export function openPairs(
  { permits, blocks }: Pick<StickingGate, 'permits' | 'blocks'>,
  pairs: { readonly permits: readonly Pair[]; readonly blocks: readonly Pair[] } | null,
): OpenPairs {
  if (pairs === null) return { permits: permits.map((open) => (open ? always : [])), blocks: [] };
  const ages = (list: readonly Pair[], open: readonly boolean[]): AgeSet[] =>
    list.map(({ age }, i) => (open[i] === true ? [{ from: age.atLeast, until: age.below }] : []));
  return { permits: ages(pairs.permits, permits), blocks: ages(pairs.blocks, blocks) };
}

export const isInForce = (sticking: StickingText, at: Micros): boolean =>
  sticking.terms !== null &&
  sticking.since !== null &&
  sticking.since <= at &&
  (sticking.endedAt === null || at < sticking.endedAt);
