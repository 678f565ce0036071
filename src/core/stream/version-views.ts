import type { Micros } from '../time.ts';
import { firstOnly, lastOnly, overOlder, underNewer } from './feed-block.ts';
import type { EntryView, FeedEntries } from './feed-entries.ts';
import type { Visibility } from './pieces.ts';

/** Versions of one id ever held in a collection, removed ones too, by ascending version. Only for ids with several. */
export interface Lineage {
  readonly members: readonly { readonly seq: number; readonly versionKey: string }[];
}

/** How versions of one id are chosen. */
export interface StreamView {
  readonly all: boolean;
  readonly first: boolean;
  readonly last: boolean;
}

export type Side = 'last' | 'first';

/** What decides whether an entry is shown, besides whether it is living. */
export interface Choice {
  readonly view: StreamView;
  /** Versions chosen whatever the view; null when none are asked for by version. */
  readonly exactly: ((seq: number) => boolean) | null;
  /** The rest of the filter. */
  readonly accepts: (seq: number) => boolean;
}

interface ViewedFeed {
  readonly collection: { lineageOf(seq: number): Lineage | undefined };
  readonly entries: FeedEntries;
  visibility(seq: number, horizon: Micros): Visibility | null;
  isLiving(entry: EntryView, horizon: Micros): boolean;
}

/** Which entries of a feed count when only the newest or the oldest version of an id is wanted (release stream, "The view"). */
export class VersionViews {
  readonly #feed: ViewedFeed;

  constructor(feed: ViewedFeed) {
    this.#feed = feed;
  }

  chosen(entry: EntryView, choice: Choice, horizon: Micros): boolean {
    if (!choice.accepts(entry.seq) || !this.#feed.isLiving(entry, horizon)) return false;
    const { view } = choice;
    const onlyBits = entry.flags & (lastOnly | firstOnly);
    if (view.last !== view.first && onlyBits === 0 && this.#lineageOf(entry.seq) === undefined) return true;
    // Chosen whatever its siblings do, a version needs no entry that tells of them.
    if (view.all || choice.exactly?.(entry.seq) === true) return onlyBits === 0;
    const counts = (e: EntryView): boolean =>
      (view.last && this.#countsIn('last', e, horizon)) || (view.first && this.#countsIn('first', e, horizon));
    if (!counts(entry)) return false;
    if (!view.last || !view.first) return true;
    // An entry that counts has counted since it was written, so of two the earlier one has been chosen all along.
    return !this.livingEntries(entry.seq, horizon).some((e) => e.position < entry.position && counts(e));
  }

  /** `chosen` for an entry that is only about to be written. */
  fits(entry: EntryView, choice: Choice): boolean {
    if (!choice.accepts(entry.seq)) return false;
    const { view, exactly } = choice;
    if (view.all || exactly?.(entry.seq) === true) return true;
    return (view.last && (entry.flags & underNewer) === 0) || (view.first && (entry.flags & overOlder) === 0);
  }

  /** What an entry written now is to remember of the other versions of its id. */
  flags(seq: number, horizon: Micros): number {
    const lineage = this.#lineageOf(seq);
    if (lineage === undefined) return 0;
    const anyLiving = (side: Side, other: number): boolean =>
      beyond(lineage, seq, side).some((s) => this.livingEntries(s, horizon).some((e) => (e.flags & other) === 0));
    return (anyLiving('last', firstOnly) ? underNewer : 0) | (anyLiving('first', lastOnly) ? overOlder : 0);
  }

  livingEntries(seq: number, horizon: Micros): EntryView[] {
    return this.#feed.entries.of(seq).filter((e) => this.#feed.isLiving(e, horizon));
  }

  isUncovered(seqs: readonly number[], view: StreamView, horizon: Micros): boolean {
    const lineages = new Set(seqs.map((seq) => this.#lineageOf(seq)));
    for (const lineage of lineages)
      for (const side of ['last', 'first'] as const)
        if (lineage !== undefined && view[side] && this.uncoveredOf(lineage, side, horizon) !== null) return true;
    return false;
  }

  /** The version of a lineage that must be shown again in a view because what covered it went; null when none. */
  uncoveredOf(lineage: Lineage, side: Side, horizon: Micros): number | null {
    const visible = lineage.members.filter((m) => this.#feed.visibility(m.seq, horizon) !== null);
    const top = side === 'last' ? visible[visible.length - 1] : visible[0];
    if (top === undefined) return null;
    return this.livingEntries(top.seq, horizon).some((e) => this.#countsIn(side, e, horizon)) ? null : top.seq;
  }

  uncoveredAmong(lineages: Iterable<Lineage>, side: Side, horizon: Micros): number[] {
    const out: number[] = [];
    for (const lineage of lineages) {
      const seq = this.uncoveredOf(lineage, side, horizon);
      if (seq !== null) out.push(seq);
    }
    return out.sort((a, b) => a - b);
  }

  /** The views `last` and `first`; the entry is living. */
  #countsIn(side: Side, entry: EntryView, horizon: Micros): boolean {
    const [own, other, covered] =
      side === 'last' ? [lastOnly, firstOnly, underNewer] : [firstOnly, lastOnly, overOlder];
    if ((entry.flags & other) !== 0) return false;
    const lineage = this.#lineageOf(entry.seq);
    if (lineage === undefined) return true;
    if ((entry.flags & own) === 0 && (entry.flags & covered) !== 0) return false;
    const newest = this.livingEntries(entry.seq, horizon)
      .filter((e) => (e.flags & other) === 0)
      .pop();
    if (newest?.position !== entry.position) return false;
    return beyond(lineage, entry.seq, side).every((seq) =>
      this.#feed.entries.of(seq).every((e) => (e.flags & other) !== 0 || e.position < entry.position),
    );
  }

  #lineageOf(seq: number): Lineage | undefined {
    return this.#feed.collection.lineageOf(seq);
  }
}

/** Members newer (`last`) or older (`first`) than one of them. */
function beyond(lineage: Lineage, seq: number, side: Side): number[] {
  const i = lineage.members.findIndex((m) => m.seq === seq);
  const rest = side === 'last' ? lineage.members.slice(i + 1) : lineage.members.slice(0, i);
  return rest.map((m) => m.seq);
}
