import type { ObjectView } from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import { anything, type Coverage, coveredByAll, coveredByAny, nothing } from '../../core/stream/index.ts';
import type { CompiledTerms, Pair } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import { askedLeaves } from './asked-answers.ts';
import {
  baseOf,
  type ClassBook,
  isRecalledFrom,
  lateOf,
  type Need,
  type Needs,
  type StoredFacts,
  unchecked,
} from './class-book.ts';
import type { StickingGates } from './sticking-gates.ts';
import { isSticking } from './sticking-names.ts';

/** A text in force as the engine keeps it. */
export interface LiveText {
  readonly id: string;
  readonly terms: CompiledTerms;
}

/**
 * By what each class of one collection is covered under some texts. Made for one pass over the classes; facts are decided
 * once per (text, facts, form).
 */
export class ClassCoverage {
  readonly #book: ClassBook;
  readonly #receiver: PartyId;
  readonly #texts: readonly LiveText[];
  readonly #view: (base: number) => ObjectView;
  /** Versions of an identity object that may stand for it before one that names it: their classes, and since when there is one of each. */
  readonly #creators: Creators;
  readonly #sticking: StickingGates | null;
  /** `collection:ID` */
  readonly #over: string;
  readonly #byBase = new Map<number, Coverage[]>();
  readonly #byCreator = new Map<string, Coverage>();

  constructor(
    book: ClassBook,
    receiver: PartyId,
    texts: readonly LiveText[],
    view: (base: number) => ObjectView,
    creators: Creators,
    over: string,
    sticking: StickingGates | null = null,
  ) {
    this.#book = book;
    this.#receiver = receiver;
    this.#texts = texts;
    this.#view = view;
    this.#creators = creators;
    this.#over = over;
    this.#sticking = sticking;
  }

  of(classNo: number): Coverage {
    const cls = this.#book.class(classNo);
    const own = this.#own(cls.base);
    return coveredByAny(
      this.#texts.map((text, i) => {
        const cover = own[i]!;
        const { references } = text.terms.text;
        if (references === 'keep') return cover;
        const needs = references === 'close' ? cls.needs : cls.needsAll;
        return coveredByAll([cover, this.#met(needs, []), this.#creator(cls.base, [])]);
      }),
    );
  }

  /** By what the facts alone are covered, by text. */
  ownOf(base: number): ReadonlyMap<string, Coverage> {
    const own = this.#own(base);
    return new Map(this.#texts.map((text, i) => [text.id, own[i]!]));
  }

  /** Whether the texts make no difference between two sets of facts, whatever these refer to. */
  alike(base: number, other: number): boolean {
    return base === other || JSON.stringify(this.#own(base)) === JSON.stringify(this.#own(other));
  }

  /** Coverage of the facts alone, one per text. */
  #own(base: number): Coverage[] {
    const known = this.#byBase.get(base);
    if (known !== undefined) return known;
    const view = this.#view(base);
    const facts = this.#book.base(base);
    const { keptFor, lineage, deliverer, apart } = facts;
    const isAnothers = (keptFor !== undefined && keptFor !== this.#receiver) || isRecalledFrom(facts, this.#receiver);
    // Whoever brought it may read it back; to hand it to anybody else is to relay it.
    const relayed = lineage === undefined || deliverer === this.#receiver ? null : lineage;
    const own = this.#texts.map((text): Coverage => {
      if (view.unknownMarking || isAnothers) return nothing;
      const cover = this.#answered(text, facts, view);
      if (relayed === null) return cover;
      const passes = this.#sticking?.cover(text, relayed, apart ?? null, view, this.#receiver) ?? nothing;
      return coveredByAll([cover, passes]);
    });
    this.#byBase.set(base, own);
    return own;
  }

  /** By one text alone, with the answers it asks of parties about an object. */
  #answered(text: LiveText, facts: StoredFacts, view: ObjectView): Coverage {
    const asked = askedLeaves(text.terms);
    if (asked.length === 0 || this.#sticking === null) return plain(text, view);
    const whom = this.#sticking.askedByOurs(this.#over, facts);
    const towards = { apart: facts.apart ?? null, recipient: this.#receiver };
    return this.#sticking.answers.cover(asked, whom, towards, view, (seen) => plain(text, seen));
  }

  /** Coverage of something that is referred to. Where no text looks at ages, it makes no difference since when it is here. */
  #held(cover: Coverage, from: { readonly late: Micros } | { readonly since: Micros }): Coverage {
    return this.#isAged(cover) ? { held: cover, ...from } : cover;
  }

  #isAged(c: Coverage): boolean {
    if ('all' in c) return c.all.some((part) => this.#isAged(part));
    if ('any' in c) return c.any.some((part) => this.#isAged(part));
    if ('held' in c) return true;
    const pairs = isSticking(c.text) ? this.#sticking?.pairs(c.text) : this.#pairsOf(c.text);
    const looks = (pairs: readonly Pair[], which: readonly number[]): boolean =>
      which.some((i) => pairs[i]!.age.atLeast > 0 || pairs[i]!.age.below !== null);
    return pairs !== null && pairs !== undefined && (looks(pairs.permits, c.permits) || looks(pairs.blocks, c.blocks));
  }

  #pairsOf(text: string): { readonly permits: readonly Pair[]; readonly blocks: readonly Pair[] } {
    const { terms } = this.#texts.find((t) => t.id === text)!;
    return { permits: terms.permissions('receive'), blocks: terms.prohibitions('receive') };
  }

  #met(needs: Needs, above: readonly string[]): Coverage {
    return coveredByAll(
      needs.map((clause) =>
        coveredByAny(clause.map((need) => (baseOf(need) === unchecked ? nothing : this.#needed(need, above)))),
      ),
    );
  }

  #needed(need: Need, above: readonly string[]): Coverage {
    return coveredByAll([
      this.#held(coveredByAny(this.#own(baseOf(need))), { late: roundLate(lateOf(need)) }),
      this.#creator(baseOf(need), above),
    ]);
  }

  /** The identity named by `created_by_ref` must be covered in one of its versions; rings of creators carry themselves. */
  #creator(referrer: number, above: readonly string[]): Coverage {
    const { creator: id, deliverer } = this.#book.base(referrer);
    if (id === null || above.includes(id)) return anything;
    const name = `${id}|${deliverer}`;
    if (above.length === 0) {
      const known = this.#byCreator.get(name);
      if (known !== undefined) return known;
    }
    if (above.length > 8) return nothing;
    const inside = [...above, id];
    const cover = coveredByAny(
      [...this.#creators(id, referrer)].map(([classNo, since]) => {
        const cls = this.#book.class(classNo);
        const own = coveredByAll([coveredByAny(this.#own(cls.base)), this.#met(cls.needs, inside)]);
        return coveredByAll([this.#held(own, { since }), this.#creator(cls.base, inside)]);
      }),
    );
    if (above.length === 0) this.#byCreator.set(name, cover);
    return cover;
  }
}

/** Classes by number, each with the moment since which there is a version of it. */
export type Creators = (id: string, referrer: number) => Iterable<readonly [classNo: number, since: Micros]>;

const hourMicros = 3_600_000_000;

/**
 * How late something counts as added that was added `late` after what refers to it: up to an eighth more, an hour at most.
 * Versions that wait for many different moments thus fall into few groups.
 */
function roundLate(late: Micros): Micros {
  const step = Math.min(hourMicros, Math.max(1, 2 ** (Math.floor(Math.log2(Math.max(1, late))) - 3)));
  return Math.ceil(late / step) * step;
}

function plain({ id, terms }: LiveText, view: ObjectView): Coverage {
  const permits = indexes(terms.permissions('receive'), view);
  if (permits.length === 0) return nothing;
  return { text: id, form: 'raw', permits, blocks: indexes(terms.prohibitions('receive'), view) };
}

function indexes(pairs: ReturnType<CompiledTerms['permissions']>, view: ObjectView): number[] {
  const out: number[] = [];
  pairs.forEach((pair, i) => {
    if (pair.filter.holds(view, 'raw')) out.push(i);
  });
  return out;
}
