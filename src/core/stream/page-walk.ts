import type { Micros } from '../time.ts';
import { firstOnly, lastOnly } from './feed-block.ts';
import type { EntryView } from './feed-entries.ts';
import type { Moment } from './moment.ts';
import type { ReleaseFeed, Stop } from './release-feed.ts';
import type { Choice, Lineage, Side } from './version-views.ts';
import type { WorkBudget } from './work-budget.ts';

export interface StreamAsk extends Choice {
  readonly after: Micros;
  readonly limit: number;
  /** Versions that the filter takes, where it names some; each that is visible has its entry (`reach`). */
  readonly among?: readonly number[];
}

export interface StreamPage {
  readonly entries: readonly { readonly position: number; readonly seq: number; readonly stamp: Micros }[];
  readonly more: boolean;
  /** False when the clock cut the page short: the same ask may get more although nothing has changed. */
  readonly settled: boolean;
}

/** A look through all lineages for versions that have to be shown again, as far as it has come. */
interface Look {
  /** Changes of the feed that it knows of. */
  readonly changes: number;
  readonly rest: Iterator<Lineage>;
  readonly found: Lineage[];
  isDone: boolean;
}

/**
 * One page, found in as many steps as its budgets want. Between steps anything may change: what was passed over stays
 * passed over, as an entry that does not count never comes to count; what was found is looked at again at the horizon of
 * the last step, so that step alone answers.
 */
export class PageWalk {
  readonly #feed: ReleaseFeed;
  readonly #ask: StreamAsk;
  readonly #clockRuns: boolean;
  readonly #looks: Record<Side, Look | null> = { last: null, first: null };
  #found: EntryView[] = [];
  #position: number;

  /** `clockRuns`: time passes between steps, so that what waits for the clock may be looked for in steps too. */
  constructor(feed: ReleaseFeed, ask: StreamAsk, clockRuns: boolean) {
    this.#feed = feed;
    this.#ask = ask;
    this.#clockRuns = clockRuns;
    this.#position = feed.entries.firstAfter(ask.after);
  }

  /** The page, or null when the budget ended before it was known. Each step goes on by one entry at least. */
  step(horizon: Moment, budget: WorkBudget): StreamPage | null {
    const { among, view, limit } = this.#ask;
    // Where every one has its entry and none has to be shown again, nothing but these entries can be found. What is asked
    // here must not depend on hidden versions: the long way writes to the feed, and so would tell of them.
    if (among !== undefined && !this.#feed.views.isUncovered(among, view, horizon.at))
      return this.#pageAmong(among, horizon.at);
    if (!this.#collect(horizon.at, budget)) return null;
    let stop: Stop = 'enough';
    while (this.#found.length <= limit && stop === 'enough') {
      const wanted = (e: EntryView): boolean => this.#isWanted(e, horizon.at);
      stop = this.#feed.extend(horizon, wanted, limit + 1 - this.#found.length, budget);
      if (stop === 'budget' || !this.#collect(horizon.at, budget)) return null;
    }
    for (const side of ['last', 'first'] as const)
      if (stop === 'drained' && view[side] && this.#found.length <= limit) {
        stop = this.#uncover(side, horizon, budget);
        if (stop === 'budget' || !this.#collect(horizon.at, budget)) return null;
      }
    const full = this.#found.length > limit;
    const more = full || (stop === 'clock' && this.#waits(horizon, budget));
    if (more === null) return null;
    const entries = this.#found.slice(0, limit).map(({ position, seq, stamp }) => ({ position, seq, stamp }));
    return { entries, more, settled: full || stop !== 'clock' };
  }

  // What an extension appends may be older than what was asked for.
  #isWanted(entry: EntryView, horizon: Micros): boolean {
    return entry.stamp > this.#ask.after && this.#feed.views.chosen(entry, this.#ask, horizon);
  }

  /** Goes on through the entries; false when the budget ended before they or the page did. */
  #collect(horizon: Micros, budget: WorkBudget): boolean {
    // What was appended or changed meanwhile may cover what was found before.
    this.#found = this.#found.filter((entry) => this.#isWanted(entry, horizon));
    if (this.#found.length > this.#ask.limit) return true;
    let isWhole = true;
    this.#feed.entries.scan(this.#position, this.#feed.earliestSince(), (position, seq, stamp, asOf, flags) => {
      if (budget.spent) {
        isWhole = false;
        return false;
      }
      budget.spend();
      this.#position = position + 1;
      // Most are passed over for their type: that is known before anything has to be made.
      if (!this.#ask.accepts(seq)) return true;
      const entry = { position, seq, stamp, asOf, flags };
      if (this.#isWanted(entry, horizon)) this.#found.push(entry);
      return this.#found.length <= this.#ask.limit;
    });
    return isWhole;
  }

  #pageAmong(seqs: readonly number[], horizon: Micros): StreamPage {
    const { limit } = this.#ask;
    const entries = seqs
      .flatMap((seq) => this.#feed.entries.of(seq))
      .filter((entry) => this.#isWanted(entry, horizon))
      .sort((a, b) => a.position - b.position)
      .map(({ position, seq, stamp }) => ({ position, seq, stamp }));
    return { entries: entries.slice(0, limit), more: entries.length > limit, settled: true };
  }

  /**
   * Only when the feed is drained. The stamps are the last microseconds before the horizon, in the order of `seq`, so all
   * that a look has found is written in one step.
   */
  #uncover(side: Side, horizon: Moment, budget: WorkBudget): Stop {
    const feed = this.#feed;
    if (feed.uncoveredAt[side] === feed.changes && !feed.timeDependent) return 'drained';
    const look = this.#lookAt(side);
    // What time alone uncovers after its lineage was looked at is for the next page.
    if (look.isDone) return 'drained';
    for (let next = look.rest.next(); next.done !== true; next = look.rest.next()) {
      budget.spend(next.value.members.length);
      if (feed.views.uncoveredOf(next.value, side, horizon.at) !== null) look.found.push(next.value);
      if (budget.spent) return 'budget';
    }
    const seqs = feed.views.uncoveredAmong(look.found, side, horizon.at);
    for (const [i, seq] of seqs.entries()) {
      const stamp = Math.max(feed.entries.lastStamp + 1, horizon.at - seqs.length + i + 1);
      if (stamp > horizon.at) return 'clock';
      feed.append({ seq, stamp, asOf: horizon.commit, flags: side === 'last' ? lastOnly : firstOnly });
    }
    look.isDone = true;
    feed.uncoveredAt[side] = look.changes;
    return 'drained';
  }

  /** The look under way; a new one when something may have been uncovered behind it. */
  #lookAt(side: Side): Look {
    const known = this.#looks[side];
    const { changes, collection } = this.#feed;
    if (known !== null && known.changes === changes) return known;
    const fresh: Look = { changes, rest: collection.lineages()[Symbol.iterator](), found: [], isDone: false };
    this.#looks[side] = fresh;
    return fresh;
  }

  /** Whether something that fits waits for the clock; null when the budget ended first. */
  #waits(horizon: Moment, budget: WorkBudget): boolean | null {
    const feed = this.#feed;
    const line = feed.waiting(horizon.at);
    for (let first = line.peek(); first !== null; first = line.peek()) {
      if (this.#clockRuns && budget.spent) return null;
      budget.spend();
      const { seq } = first;
      const flags = feed.views.flags(seq, horizon.at);
      const entry = { position: feed.entries.length, seq, stamp: horizon.at, asOf: horizon.commit, flags };
      if (feed.views.fits(entry, this.#ask)) return true;
      line.take();
    }
    return (['last', 'first'] as const).some(
      (side) =>
        this.#ask.view[side] &&
        feed.views.uncoveredAmong(feed.collection.lineages(), side, horizon.at).some((seq) => this.#ask.accepts(seq)),
    );
  }
}
