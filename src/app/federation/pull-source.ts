import { type Fault, faultText, ok, type Result } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { RemoteFeeds, WalkStep, WalkStop } from '../../ports/remote-feed.ts';
import { type CameHow, cameHow } from './came-how.ts';
import type { FairTurns } from './fair-turns.ts';
import type { HourlyQuota } from './hourly-quota.ts';
import type { Quarantine } from './quarantine.ts';
import { recalledSince } from './recalled-since.ts';
import type { SourceBook } from './source-book.ts';
import {
  freshState,
  type SourceCounts,
  type SourceRecord,
  type SourceState,
  sumCounts,
  zeroCounts,
} from './source-record.ts';
import { type Arriving, type StoreDeps, storePage } from './store-page.ts';

export interface PullDeps extends StoreDeps {
  readonly remote: RemoteFeeds;
  readonly sources: SourceBook;
  readonly quarantine: Quarantine;
  readonly turns: FairTurns;
  readonly quota: HourlyQuota;
}

/** Null: the step was taken. Otherwise why the run ends with it. */
type Taken = { readonly ended: NonNullable<SourceState['ended']>; readonly why: string | null } | null;

/** What one run came to. */
export interface RunReport extends SourceCounts {
  readonly source: string;
  readonly pages: number;
  readonly bytes: number;
  readonly ended: NonNullable<SourceState['ended']>;
  readonly why: string | null;
  readonly gaps: readonly string[];
}

export interface PullOptions {
  /** Reads everything again from the oldest object on; what is held stays. */
  readonly fromStart?: boolean;
  readonly cancelled?: () => boolean;
  readonly pageObjects?: number;
}

const pageObjectsWanted = 1_000;

/** Our own nodes give every object a stamp of its own; others may not (specs: TAXII 2.1, paging). */
const hasUniqueStamps = (source: SourceRecord): boolean => source.target.kind === 'peer';

/** One run through a source: page by page, each stored with its place before the next is asked for. */
export async function pullSource(deps: PullDeps, record: SourceRecord, options: PullOptions): Promise<RunReport> {
  // Nothing is asked for that would not be taken.
  const over = deps.quota.exhausted(record.party, deps.engine.now());
  if (over !== null) return new PullRun(deps, record, false).finish('quota', over);
  const source = await located(deps, record);
  if (!source.ok) return new PullRun(deps, record, false).finish('not-found', faultText(source.error));
  return walkSource(deps, source.value, options);
}

/** A peer is asked once where the collection of a leg is. */
async function located(deps: PullDeps, source: SourceRecord): Promise<Result<SourceRecord, Fault[]>> {
  if (source.root !== '') return ok(source);
  const found = await deps.remote.find(source.target, source.collection);
  if (!found.ok) return found;
  const { root, id: collection, title } = found.value;
  // What the source is for may have changed while the peer was asked.
  const now = deps.sources.get(source.id) ?? source;
  const record: SourceRecord = { ...now, root, collection, title };
  deps.sources.put(record);
  return ok(record);
}

async function walkSource(deps: PullDeps, source: SourceRecord, options: PullOptions): Promise<RunReport> {
  const run = new PullRun(deps, source, options.fromStart === true);
  const { target } = source;
  const from = options.fromStart === true ? freshState.place : deps.sources.state(source.id).place;
  const steps = deps.remote.walk(
    target,
    { root: source.root, id: source.collection },
    {
      from,
      limit: options.pageObjects ?? pageObjectsWanted,
      uniqueStamps: hasUniqueStamps(source),
      ...(options.cancelled === undefined ? {} : { cancelled: options.cancelled }),
    },
  );
  for await (const step of steps) {
    const end = await run.take(step);
    run.asks();
    if (end !== null) return run.finish(end.ended, end.why);
  }
  return run.finish('bad-answer', 'the walk ended without an end');
}

class PullRun {
  readonly #deps: PullDeps;
  readonly #source: SourceRecord;
  /** Whether everything is read, so that what was missing before counts no more. */
  readonly #whole: boolean;
  #counts = zeroCounts;
  #pages = 0;
  #bytes = 0;
  #gaps: readonly string[] = [];
  /** The next page is asked for no earlier. */
  #askedAt: Micros;

  constructor(deps: PullDeps, source: SourceRecord, whole: boolean) {
    this.#deps = deps;
    this.#source = source;
    this.#whole = whole;
    this.#askedAt = deps.engine.now();
  }

  asks(): void {
    this.#askedAt = this.#deps.engine.now();
  }

  async take(step: WalkStep): Promise<Taken> {
    if (step.kind === 'stopped') return { ended: step.stop satisfies WalkStop, why: step.why };
    if (step.kind === 'complete') {
      this.#gaps = step.gaps;
      this.#change({ place: step.place });
      return { ended: 'complete', why: null };
    }
    if (step.objects.length === 0) return null;
    const { quota, turns, engine } = this.#deps;
    const over = quota.exhausted(this.#source.party, engine.now());
    if (over !== null) return { ended: 'quota', why: over };
    const came = cameHow(this.#source, step.custom, step.objects.length);
    if (!came.ok) return { ended: 'bad-answer', why: faultText(came.error) };
    const stored = await turns.take(this.#source.party, () => this.#store(step, came.value));
    return stored ? null : { ended: 'quarantine-full', why: 'the quarantine of this source is full' };
  }

  async finish(ended: NonNullable<SourceState['ended']>, why: string | null): Promise<RunReport> {
    const { sources, engine, store } = this.#deps;
    const at = engine.now();
    const { failures, runs, lastCompleteAt, gaps } = sources.state(this.#source.id);
    const isComplete = ended === 'complete';
    this.#change({
      ended,
      why,
      runs: runs + 1,
      lastRunAt: at,
      failures: isComplete || ended === 'cancelled' ? 0 : failures + 1,
      lastCompleteAt: isComplete ? at : lastCompleteAt,
      gaps: [...new Set([...(isComplete && this.#whole ? [] : gaps), ...this.#gaps])].slice(-20),
    });
    await store.flush();
    const { id: source } = this.#source;
    return { source, ...this.#counts, pages: this.#pages, bytes: this.#bytes, ended, why, gaps: this.#gaps };
  }

  async #store({ objects, bytes, place }: Extract<WalkStep, { kind: 'page' }>, came: CameHow): Promise<boolean> {
    const { quota, recent } = this.#deps;
    const { party } = this.#source;
    const late: Arriving = { ...came, isRecalled: recalledSince(recent, this.#source, place, this.#askedAt) };
    const keep = (counts: SourceCounts, at: Micros, isLast: boolean): void => {
      const state = this.#deps.sources.state(this.#source.id);
      const counted = sumCounts(state, counts);
      this.#change(isLast ? { ...counted, place, pages: state.pages + 1, bytes: state.bytes + bytes } : counted);
      if (isLast) quota.brought(party, at, { objects: objects.length, bytes });
    };
    const counts = await storePage(this.#deps, this.#deps.quarantine, this.#source, objects, late, keep);
    if (counts === null) return false;
    this.#counts = sumCounts(this.#counts, counts);
    this.#pages++;
    this.#bytes += bytes;
    return true;
  }

  #change(change: Partial<SourceState>): void {
    const { sources } = this.#deps;
    sources.putState(this.#source.id, { ...sources.state(this.#source.id), ...change });
  }
}
