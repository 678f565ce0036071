import { groupBy } from '../../core/group-by.ts';
import type { PartyId } from '../../core/ids.ts';
import { rangesText, readRanges } from '../../core/number-ranges.ts';
import type { Moment } from '../../core/stream/index.ts';
import { instantKey } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { NodeState } from '../node-state.ts';
import { awaitedOf, letGo } from './await-answers.ts';
import { deleteWithin } from './delete-duty.ts';
import { findNarrowed } from './find-narrowed.ts';
import { obeyRecall } from './obey-recall.ts';
import { plainRecall, scopeOf } from './plain-recall.ts';
import { type AskedPart, RecallBook } from './recall-book.ts';
import type { IncomingRecall, NarrowCheck, Recall } from './recall-record.ts';
import { recalledVersions } from './recalled-versions.ts';
import { deliveryUnderWayMaxMicros, type RecentRecalls } from './recent-recalls.ts';
import { sendRecall } from './send-recall.ts';
import { recallEvents, takeRecallMessage } from './take-recall-message.ts';

export type RecallParts = Pick<
  NodeState,
  | 'engine'
  | 'store'
  | 'texts'
  | 'platform'
  | 'shelf'
  | 'messages'
  | 'peers'
  | 'settings'
  | 'federation'
  | 'markings'
  | 'slices'
> & { readonly recent: RecentRecalls };

const everySeq = '1-999999998';

/**
 * Recalls of both directions. What is to be recalled is written down inside the change that makes it necessary; the work
 * is done afterwards, one piece at a time, and goes on where it stopped after a crash.
 */
export class RecallDesk {
  readonly book: RecallBook;
  readonly #parts: RecallParts;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: RecallParts) {
    this.#parts = parts;
    this.book = new RecallBook(parts.store);
    this.#rememberRecent();
    parts.slices.whenEnded(() => this.begin());
    parts.shelf.tellNewer((collection, seqs, moment) => this.noteChanged(collection, seqs, moment));
    parts.shelf.heedRecalls({
      awaited: (rows, version) => awaitedOf(this.book, rows, version),
      isOpen: (by, id, version) => this.#isOpen(by, id, version),
    });
    parts.messages.handle(
      'recall',
      (signed, moment) => {
        const taken = takeRecallMessage({ book: this.book, recent: parts.recent }, signed, moment);
        if (taken.ok) this.begin();
        return taken;
      },
      recallEvents(this.book, () => this.begin()),
    );
  }

  /** A push that was read before a recall may still come after a start. */
  #rememberRecent(): void {
    const { recent, engine } = this.#parts;
    const from = engine.now() - deliveryUnderWayMaxMicros;
    for (const one of this.book.incoming()) {
      const recalled = one.at < from ? null : recalledVersions(this.#parts, one);
      if (recalled !== null) recent.note(one.peer, recalled.versions, { at: one.at, issued: recalled.issued });
    }
  }

  /** Inside `engine.change`. The work begins by itself; `work` waits for it. */
  open(recall: Recall): void {
    this.book.putRecall(recall);
    this.begin();
  }

  /** These versions go in the change that `moment` names: whoever got one is asked for it, save who brought it. */
  noteDeleted(rows: readonly FoundRow[], { at }: Moment, text: string | null = null, by: string | null = null): void {
    const { engine, platform } = this.#parts;
    const delivererOf = (row: FoundRow): PartyId => engine.book.factsOf(row.classNo).deliverer;
    for (const [deliverer, own] of groupBy(rows, delivererOf))
      this.open({
        ...plainRecall,
        id: `urn:uuid:${platform.uuid()}`,
        at,
        why: 'deleted',
        text,
        by,
        scope: { of: scopeOf(own), under: null },
        except: [deliverer],
      });
  }

  /**
   * These versions are new beside older ones of their ids, or their facts changed and these parties saw them before:
   * whoever holds what is not for it any more is asked for it.
   */
  noteChanged(
    collection: number,
    seqs: readonly number[],
    { commit }: Moment,
    seenBy: readonly PartyId[] | null = null,
  ): void {
    const { engine } = this.#parts;
    if (seqs.length === 0) return;
    if (![...engine.feeds.values()].some((feed) => feed.collection.record.no === collection)) return;
    this.book.putCheck(`${commit}/${collection}`, { collection, seqs: rangesText(seqs), seenBy });
    this.begin();
  }

  /** An accord was revoked: what its texts owe to delete then is asked for (terms profile, duties). */
  noteRevoked(accord: string, { at }: Moment): void {
    const { texts, platform } = this.#parts;
    const owing = [...texts.values()].filter(
      (text) => text.accord === accord && deleteWithin({ texts }, [text.id]) !== null,
    );
    if (owing.length === 0) return;
    const receivers = owing.map(({ to }) => to);
    this.open({
      ...plainRecall,
      id: `urn:uuid:${platform.uuid()}`,
      at,
      why: 'revoked',
      accord,
      scope: {
        of: [...new Set(owing.map(({ collection }) => collection))].map((collection) => ({
          collection,
          seqs: everySeq,
        })),
        under: owing.map(({ id }) => id),
      },
      to: receivers.some((party) => party === null) ? null : [...new Set(receivers.flatMap((party) => party ?? []))],
      sparesVisible: true,
      owedOnly: true,
    });
  }

  /** Does everything that can be done now; resolves when it is done and durable. */
  work(): Promise<void> {
    const run = this.#running.then(() => this.#run());
    this.#running = run.catch(() => undefined);
    return run;
  }

  /** Resolves when nothing is being done; what failed is left for the next time. */
  settled(): Promise<void> {
    return this.#running;
  }

  /** Goes on with what was left, without being waited for. */
  begin(): void {
    this.work().catch(() => undefined);
  }

  /** What fails is left for the next time and holds up nothing else; the first failure is told at the end. */
  async #run(): Promise<void> {
    const deps = { ...this.#parts, book: this.book };
    const failed = new Map<unknown, unknown>();
    const attempt = async (what: unknown, work: () => Promise<boolean>): Promise<boolean> => {
      if (failed.has(what) || this.#parts.store.failed) return false;
      try {
        return await work();
      } catch (error) {
        failed.set(what, error);
        return false;
      }
    };
    for (let isMoved = true; isMoved; ) {
      isMoved = false;
      for (const [id, check] of this.book.checks())
        isMoved = (await attempt(id, () => this.#check(id, check))) || isMoved;
      for (const recall of this.book.unsent())
        isMoved = (await attempt(recall.id, () => sendRecall(deps, recall))) || isMoved;
      for (const asked of this.book.awaited())
        if (this.#isOver(asked)) isMoved = (await attempt(asked, () => letGo(deps, asked).then(() => true))) || isMoved;
      for (const one of this.book.incoming())
        if (one.state !== 'answered')
          isMoved = (await attempt(`${one.peer} ${one.thread} ${one.part}`, () => obeyRecall(deps, one))) || isMoved;
    }
    for (const error of failed.values()) throw error;
  }

  #isOpen(by: PartyId, id: string, version: string): boolean {
    const instant = instantKey(version);
    const names = (one: IncomingRecall): boolean =>
      recalledVersions(this.#parts, one)?.versions.some(
        (named) => named[0] === id && instantKey(named[1]) === instant,
      ) ?? false;
    return this.book.incoming().some((one) => one.peer === by && one.state !== 'answered' && names(one));
  }

  /** Answered, or on record at the holder without effect. What a frozen thread did there nobody knows before it is noted. */
  #isOver({ to, part }: AskedPart): boolean {
    const { answer, trouble } = this.book.part(to.thread, part);
    return answer !== null || (trouble !== null && !this.#parts.messages.isFrozen(to.thread, to.party));
  }

  /** False where all of it waits for the rest of what is being brought. */
  async #check(id: string, check: NarrowCheck): Promise<boolean> {
    const { engine, store } = this.#parts;
    const isMoved = await engine.exclusive(async () => {
      const { now, later } = this.#whatIsRipe(check);
      if (later !== null && now === null) return false;
      const narrowed = now === null ? [] : findNarrowed(this.#parts, now);
      engine.change(() => {
        for (const recall of narrowed) this.book.putRecall(recall);
        if (later === null) this.book.dropCheck(id);
        else this.book.putCheck(id, later);
      });
      return true;
    });
    if (isMoved) await store.flush();
    return isMoved;
  }

  /**
   * What is withheld for a marking that nobody defined yet is judged when all slices are here: the definition may be in a
   * later one. Everything else is judged at once.
   */
  #whatIsRipe(check: NarrowCheck): { readonly now: NarrowCheck | null; readonly later: NarrowCheck | null } {
    const { engine, markings, slices } = this.#parts;
    const collection = engine.collections.get(check.collection);
    if (collection === undefined || !slices.isComing(check.collection)) return { now: check, later: null };
    const isUnknown = (seq: number): boolean => {
      const classNo = collection.classes[seq] ?? 0;
      return classNo !== 0 && markings.view(engine.book.factsOf(classNo), collection).unknownMarking;
    };
    const seqs = readRanges(check.seqs, collection.log.nextSeq) ?? [];
    const part = (some: readonly number[]): NarrowCheck | null =>
      some.length === 0 ? null : { ...check, seqs: rangesText(some) };
    return { now: part(seqs.filter((seq) => !isUnknown(seq))), later: part(seqs.filter(isUnknown)) };
  }
}
