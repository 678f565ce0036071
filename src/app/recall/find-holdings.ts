import type { PartyId } from '../../core/ids.ts';
import { inRanges, rangesTest } from '../../core/number-ranges.ts';
import type { NodeState } from '../node-state.ts';
import type { PartnerFeed } from '../release/partner-feed.ts';
import type { ReleaseRecord } from '../release/record-release.ts';
import { deleteWithin } from './delete-duty.ts';
import type { RecallBook } from './recall-book.ts';
import type { Recall } from './recall-record.ts';

export type HoldingsDeps = Pick<NodeState, 'engine' | 'store' | 'texts' | 'platform'> & { readonly book: RecallBook };

/** A version that went out to a party: by the release record, exactly. */
export interface Holding {
  readonly seq: number;
  /** Position in the feed at which it went out last. */
  readonly position: number;
  /** Texts that let it out then. */
  readonly texts: readonly string[];
}

/** What one party got of one collection and is to be asked for. */
export interface Holdings {
  readonly feed: PartnerFeed;
  readonly party: PartyId;
  /** By number of version. */
  readonly held: readonly Holding[];
  /** Versions it has been asked for before, without an answer yet. */
  readonly asked: readonly number[];
}

type Wanted = Pick<Recall, 'scope' | 'to' | 'except' | 'sparesVisible' | 'owedOnly'> & {
  /** What it asked for already is not asked for again. */
  readonly id?: string;
};

/** Entries of a feed looked at before others have a turn. */
const entriesEach = 65_536;

/**
 * Who holds what of a recall, from the record of what went out. Nothing is asked of a party for what it was asked before
 * or has deleted since it last went out to it, nor of whoever brought it.
 */
export async function findHoldings(deps: HoldingsDeps, wanted: Wanted): Promise<Holdings[]> {
  const { engine, book } = deps;
  const found: Holdings[] = [];
  for (const feed of engine.feeds.values()) {
    const { party, collection } = feed;
    if (wanted.to !== null && !wanted.to.includes(party)) continue;
    if (wanted.except.includes(party)) continue;
    const among = amongOf(wanted, feed);
    if (among === null) continue;
    const last = await lastServed(deps, feed, among);
    const { at } = engine.horizon();
    const asked: number[] = [];
    const open: [number, number][] = [];
    for (const [seq, position] of last) {
      const standing = book.standing({ party, collection: collection.record.no, seq, position }, wanted.id);
      if (standing === 'asked') asked.push(seq);
      if (standing !== 'holds' || isBroughtBy(deps, feed, seq)) continue;
      if (wanted.sparesVisible && feed.stream.visibility(seq, at) !== null) continue;
      open.push([seq, position]);
    }
    const { under } = wanted.scope;
    const held = (await withTexts(deps, feed, open)).filter(
      ({ texts }) =>
        (under === null || texts.some((id) => under.includes(id))) &&
        (!wanted.owedOnly || deleteWithin(deps, texts) !== null),
    );
    if (held.length > 0 || asked.length > 0) found.push({ feed, party, held, asked });
  }
  return found;
}

/** Which numbers a recall may concern in one feed; null for none. */
function amongOf({ scope }: Wanted, { collection }: PartnerFeed): ((seq: number) => boolean) | null {
  if (scope.of === null) return () => true;
  const tests = scope.of
    .filter((one) => one.collection === collection.record.no)
    .flatMap(({ seqs }) => rangesTest(seqs) ?? []);
  return tests.length === 0 ? null : (seq) => tests.some((test) => test(seq));
}

/** Whoever brought a version holds it by itself. */
const isBroughtBy = ({ engine }: HoldingsDeps, { collection, party }: PartnerFeed, seq: number): boolean => {
  const classNo = collection.classes[seq] ?? 0;
  return classNo !== 0 && engine.book.factsOf(classNo).deliverer === party;
};

/** The last position at which each of these versions went out, by number of version. */
async function lastServed(
  { platform }: HoldingsDeps,
  { stream }: PartnerFeed,
  among: (seq: number) => boolean,
): Promise<ReadonlyMap<number, number>> {
  const last = new Map<number, number>();
  const { entries } = stream;
  const end = entries.length;
  for (let from = 0; from < end; from += entriesEach) {
    if (from > 0) await platform.othersFirst();
    const to = Math.min(end, from + entriesEach);
    entries.scan(from, 0, (position, seq) => {
      if (position >= to) return false;
      if (among(seq) && entries.wasServed(position)) last.set(seq, position);
      return true;
    });
  }
  return new Map([...last].sort(([a], [b]) => a - b));
}

/** Release rows are read once for the whole stretch they cover. */
async function withTexts(
  { store }: HoldingsDeps,
  feed: PartnerFeed,
  open: readonly (readonly [seq: number, position: number])[],
): Promise<Holding[]> {
  if (open.length > 0 && store.dirty) await store.flush();
  const texts = new Map<number, readonly string[]>();
  let parts: ReleaseRecord['parts'] = [];
  for (const [, position] of [...open].sort(([, a], [, b]) => a - b)) {
    let part = parts.find((p) => inRanges(p.positions, position));
    if (part === undefined) {
      const rows = await store.releases(feed.no, position);
      parts = rows.flatMap((row) => (row.value as ReleaseRecord).parts);
      part = parts.findLast((p) => inRanges(p.positions, position));
    }
    texts.set(position, part?.texts ?? []);
  }
  return open.map(([seq, position]) => ({ seq, position, texts: texts.get(position) ?? [] }));
}
