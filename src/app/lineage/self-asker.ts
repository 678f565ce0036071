import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { delivererOf } from '../../core/lineage/index.ts';
import type { Micros } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import { isRecalledFrom } from '../release/class-book.ts';
import type { PartnerFeed } from '../release/partner-feed.ts';
import { type AskDeps, askQuestions, missingFor } from './ask-question.ts';
import { kindOf } from './consent-book.ts';
import type { ConsentCase } from './consent-case.ts';
import { type Askable, askables } from './find-askable.ts';
import { wentTo } from './went-to.ts';

const hour: Micros = 3_600_000_000;
const day: Micros = 24 * hour;

export interface AskingBounds {
  readonly perHour: number;
  /** After which time the same is asked again where nobody answered. */
  readonly againAfter: Micros;
  readonly lookEvery: Micros;
}

const usual: AskingBounds = {
  perHour: limits.askedByItselfPerHourMax,
  againAfter: 30 * day,
  lookEvery: 60_000_000,
};

/** Objects tried in one look, whatever comes of them. */
const triesMax = 5_000;

/**
 * Asks for consents and approvals by itself where the setting says so (decisions/0078): for what lacks nothing else before
 * it goes to a partner, of parties that know of the object. What was asked is in the list of cases, so its bounds outlast a
 * restart: each question once in a period, never again after a refusal, and so many an hour.
 */
export class SelfAsker {
  readonly #node: AskDeps;
  readonly #bounds: AskingBounds;
  #nextLook: Micros = 0;

  constructor(node: AskDeps, bounds: AskingBounds = usual) {
    this.#node = node;
    this.#bounds = bounds;
  }

  /** One look at everything that waits; answers how many questions went out. */
  async look(): Promise<number> {
    const { engine, settings, consentCases } = this.#node;
    if (settings.asking !== 'by-itself') return 0;
    const { at } = engine.horizon();
    if (at < this.#nextLook) return 0;
    this.#nextLook = at + this.#bounds.lookEvery;
    const asked = consentCases.list().filter(({ role }) => role === 'asker');
    const lately = asked.filter((one) => one.byItself === true && at - one.asked < hour).length;
    const run: Run = { at, left: this.#bounds.perHour - lately, tries: triesMax, closed: new Set() };
    const before = run.left;
    for (const one of asked) if (!this.#mayRepeat(one, at)) for (const name of namesOf(one)) run.closed.add(name);
    for (const feed of engine.feeds.values()) if (feed.texts.length > 0) await this.#lookAt(feed, run);
    return before - run.left;
  }

  #mayRepeat({ state, asked }: ConsentCase, at: Micros): boolean {
    if (state === 'refused' || state === 'withdrawn' || state === 'waiting') return false;
    return at - asked >= this.#bounds.againAfter;
  }

  async #lookAt(feed: PartnerFeed, run: Run): Promise<void> {
    const { collection, party } = feed;
    for (const [classNo, seqs] of membersByClass(feed)) {
      if (run.left <= 0 || run.tries <= 0) return;
      if (!this.#mayWait(feed, classNo, [seqs[0]!, seqs.at(-1)!], run)) continue;
      for (let i = 0; i < seqs.length && run.left > 0 && run.tries > 0; i += 100) {
        const rows = await this.#node.store.rows(collection.record.no, seqs.slice(i, i + 100));
        for (const { id } of rows) {
          if (run.left <= 0 || --run.tries <= 0) return;
          await this.#askAbout(id, party, run);
        }
      }
    }
  }

  /** Whether something of a class may lack an answer and nothing else, and one that was not asked for yet. */
  #mayWait({ collection, party }: PartnerFeed, classNo: number, seqs: readonly number[], run: Run): boolean {
    const facts = this.#node.engine.book.factsOf(classNo);
    if (facts.keptFor !== undefined || facts.deliverer === party || isRecalledFrom(facts, party)) return false;
    const rows = seqs.map((seq): FoundRow => {
      const id = facts.apart ?? '';
      return { seq, id, classNo, collection: collection.record.no, version: '', removed: false };
    });
    const all = rows.flatMap((row) => askables(this.#node, row, party));
    if (all.length === 0) return false;
    const isOpen = (one: Askable): boolean =>
      facts.apart === undefined || !run.closed.has(nameOf(one, facts.apart, party));
    const missing = missingFor(this.#node, rows, party);
    return missing !== null && missing.own.length === 0 && missing.others.some(isOpen);
  }

  async #askAbout(object: string, recipient: PartyId, run: Run): Promise<void> {
    const { engine, shelf, peers, store } = this.#node;
    await engine.exclusive(async () => {
      const rows = (await shelf.find([object])).filter((row) => !row.removed);
      const missing = missingFor(this.#node, rows, recipient);
      if (missing === null || missing.own.length > 0) return;
      const { others } = missing;
      const fresh = others.filter((one) => !run.closed.has(nameOf(one, object, recipient)));
      // All or none: a part of what is missing opens nothing.
      const isSettled = others.every((one) => fresh.includes(one) || this.#waits(one, object, recipient));
      if (fresh.length === 0 || fresh.length > run.left || !isSettled) return;
      if (!fresh.every((one) => peers.enrolled(one.via) !== null && this.#knows(one.by, rows, recipient))) return;
      for (const one of fresh) run.closed.add(nameOf(one, object, recipient));
      const asked = await askQuestions(this.#node, object, rows, recipient, fresh, true);
      if (!asked.ok) return;
      run.left -= fresh.length;
      await store.flush();
    });
  }

  /** Asked already and not answered. */
  #waits(one: Askable, object: string, recipient: PartyId): boolean {
    const name = nameOf(one, object, recipient);
    return this.#node.consentCases
      .list()
      .some((each) => each.role === 'asker' && each.state === 'waiting' && namesOf(each).includes(name));
  }

  /** Whether a party knows of an object: it is on the way by which it came here, or has it from us. */
  #knows(party: PartyId, rows: readonly FoundRow[], recipient: PartyId): boolean {
    const ways = rows.flatMap((row) => this.#node.engine.factsOf(row).lineage ?? []);
    const isOnTheWay = ways.some(
      (way) => delivererOf(way) !== recipient && (way.origin === party || way.path.includes(party)),
    );
    return isOnTheWay || wentTo(this.#node.engine, party, rows);
  }
}

interface Run {
  readonly at: Micros;
  left: number;
  tries: number;
  /** What is not asked (again). */
  readonly closed: Set<string>;
}

/** A question about a whole collection is one question, whichever object it is asked by. */
const nameOf = ({ kind, by, over, key }: Askable, object: string, recipient: PartyId): string =>
  `${kind}|${by}|${recipient}|${key.includes('scope=collection') ? `over ${over}` : object}`;

const namesOf = (one: ConsentCase): readonly string[] =>
  [one.object, `over ${one.over}`].map((what) => `${kindOf(one)}|${one.origin}|${one.recipient}|${what}`);

function membersByClass({ collection }: PartnerFeed): ReadonlyMap<number, readonly number[]> {
  const members = new Map<number, number[]>();
  for (let seq = 1; seq < collection.log.nextSeq; seq++) {
    const classNo = collection.classes[seq]!;
    if (classNo === 0) continue;
    const list = members.get(classNo);
    if (list === undefined) members.set(classNo, [seq]);
    else list.push(seq);
  }
  return members;
}
