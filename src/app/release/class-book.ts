import type { PartyId } from '../../core/ids.ts';
import { type Lineage, lineageKey } from '../../core/lineage/index.ts';
import type { ObjectFacts } from '../../core/stix/object-facts.ts';
import { instantKey, type Micros } from '../../core/time.ts';
import { isGuessable } from './guessable-id.ts';

/**
 * Facts needed, by the number of their base; with how much later than the version that refers to it, directly or through
 * others, the latest on the way to it was added. Ages of what is needed count from there (decisions/0004).
 */
export type Need = number | readonly [base: number, late: Micros];

export const baseOf = (need: Need): number => (typeof need === 'number' ? need : need[0]);
export const lateOf = (need: Need): Micros => (typeof need === 'number' ? 0 : need[1]);

/**
 * In place of the number of facts: versions that were not looked at, since it was too much (decisions/0087). Nothing
 * covers them. Numbers of facts begin at 1.
 */
export const unchecked = 0;

/** One of these must be covered. */
export type Clause = readonly Need[];

/**
 * What references of a version need, flattened: every clause must have one covered fact set. A clause without any is a
 * reference to what is not here. Creators are not listed; they follow from the facts (release-and-leaks 7.1, rule 3).
 */
export type Needs = readonly Clause[];

/** Facts of stored versions, with what the node itself made of where they come from. */
export interface StoredFacts extends ObjectFacts {
  /**
   * Brought by this party under an id that is another's: it may read its copy back, nobody else is given it. Without
   * that, whether a copy can be read back would tell whether the id is held (leak channel 12).
   */
  readonly keptFor?: PartyId;
  /** How it came from others and under which terms, which stick to it; absent for what never did. */
  readonly lineage?: Lineage;
  /** Its own id, once somebody was asked about it alone: consent for one object opens no other. */
  readonly apart?: string;
  /**
   * From whom this version was recalled, in their order; it goes to none of them whatever the terms say. `everybody`: it
   * was recalled from this node, and what is kept of it is for this node and its deliverer alone.
   */
  readonly recalledFrom?: readonly PartyId[] | 'everybody';
  /**
   * Who was asked to delete its copy and has not answered, in their order: whatever went to it now would be deleted by the
   * question that is still under way (decision 0083).
   */
  readonly awaited?: readonly PartyId[];
}

/** Whether a recall keeps a version from this party. */
export const isRecalledFrom = ({ recalledFrom, awaited, deliverer }: StoredFacts, party: PartyId): boolean =>
  awaited?.includes(party) === true ||
  (recalledFrom !== undefined && (recalledFrom === 'everybody' ? deliverer !== party : recalledFrom.includes(party)));

export interface ObjectClass {
  readonly no: number;
  /** Number of the facts alone. */
  readonly base: number;
  readonly needs: Needs;
  /** Needs when custom references count too. */
  readonly needsAll: Needs;
}

/** Borders that live texts draw across time: versions between two borders are alike. Sorted instant keys. */
export interface TimeCuts {
  readonly created: readonly string[];
  readonly modified: readonly string[];
}

const noCuts: TimeCuts = { created: [], modified: [] };

/** Number of borders at or before an instant; a constant itself is told apart from what follows it. */
function band(text: string | null, cuts: readonly string[]): number {
  if (text === null) return -1;
  if (cuts.length === 0) return 0;
  const key = instantKey(text);
  let n = 0;
  for (const cut of cuts) n += key > cut ? 2 : key === cut ? 1 : 0;
  return n;
}

export interface StoredClass {
  readonly base: number;
  readonly needs: Needs;
  readonly needsAll: Needs;
}

/**
 * Interns what objects are alike in: first their facts (a base), then bases with what references need (a class). Numbers
 * begin at 1 and are never given again; a class names facts, never a decision.
 */
export class ClassBook {
  #cuts: TimeCuts = noCuts;
  readonly #bases: StoredFacts[] = [];
  readonly #baseByKey = new Map<string, number>();
  readonly #classes: ObjectClass[] = [];
  readonly #classByKey = new Map<string, number>();
  #unsaved: { readonly kind: 'base' | 'class'; readonly no: number; readonly value: unknown }[] = [];

  static load(
    cuts: TimeCuts,
    bases: readonly { no: number; value: unknown }[],
    classes: readonly { no: number; value: unknown }[],
  ): ClassBook {
    const book = new ClassBook();
    book.#cuts = cuts;
    for (const b of [...bases].sort((x, y) => x.no - y.no)) book.#addBase(b.value as StoredFacts);
    for (const c of [...classes].sort((x, y) => x.no - y.no)) book.#addClass(c.value as StoredClass);
    book.#unsaved = [];
    return book;
  }

  get cuts(): TimeCuts {
    return this.#cuts;
  }

  /** Bases keep their numbers: each now stands for the part of it that its own times fall into. */
  recut(cuts: TimeCuts): void {
    this.#cuts = cuts;
    this.#baseByKey.clear();
    for (const [i, facts] of this.#bases.entries()) this.#baseByKey.set(this.#baseKey(facts), i + 1);
  }

  get classCount(): number {
    return this.#classes.length;
  }

  base(no: number): StoredFacts {
    return this.#bases[no - 1]!;
  }

  class(no: number): ObjectClass {
    return this.#classes[no - 1]!;
  }

  factsOf(classNo: number): StoredFacts {
    return this.base(this.class(classNo).base);
  }

  /** Under an id that can be guessed, a version stands for what its own bringer or this node refers to, no further. */
  vouches(id: string, base: number, referrer: number, self: PartyId): boolean {
    if (!isGuessable(id)) return true;
    const { deliverer } = this.base(base);
    return deliverer === self || deliverer === this.base(referrer).deliverer;
  }

  baseOf(facts: StoredFacts): number {
    return this.#baseByKey.get(this.#baseKey(facts)) ?? this.#addBase(facts);
  }

  classOf(base: number, needs: Needs, needsAll: Needs): number {
    const key = classKey(base, needs, needsAll);
    return this.#classByKey.get(key) ?? this.#addClass({ base, needs, needsAll });
  }

  /** Records not stored yet. */
  takeUnsaved(): readonly { readonly kind: 'base' | 'class'; readonly no: number; readonly value: unknown }[] {
    const out = this.#unsaved;
    this.#unsaved = [];
    return out;
  }

  #addBase(facts: StoredFacts): number {
    this.#bases.push(facts);
    const no = this.#bases.length;
    this.#baseByKey.set(this.#baseKey(facts), no);
    this.#unsaved.push({ kind: 'base', no, value: facts });
    return no;
  }

  #addClass(value: StoredClass): number {
    const no = this.#classes.length + 1;
    this.#classes.push({ no, ...value });
    this.#classByKey.set(classKey(value.base, value.needs, value.needsAll), no);
    this.#unsaved.push({ kind: 'class', no, value });
    return no;
  }

  /** Every object asks for this one, so it is joined by hand: each text has its length before it. */
  #baseKey(f: StoredFacts): string {
    return (
      `${band(f.created, this.#cuts.created)},${band(f.modified, this.#cuts.modified)},${f.revoked},${f.confidence},` +
      `${textKey(f.type)}${textKey(f.creator)}${textKey(f.deliverer)}${textKey(f.grade)}${textKey(f.keptFor ?? null)}` +
      `${listKey(f.markings)}${listKey(f.granularMarkings)}${listKey(f.labels)}${listKey(f.places)}` +
      (f.lineage === undefined && f.apart === undefined ? '' : `${textKey(f.apart ?? null)}${lineageKey(f.lineage)}`) +
      (f.recalledFrom === undefined ? '' : `recalled ${f.recalledFrom}`) +
      (f.awaited === undefined ? '' : ` awaited ${f.awaited}`)
    );
  }
}

const textKey = (text: string | null): string => (text === null ? '-' : `${text.length}:${text}`);

function listKey(texts: readonly string[]): string {
  let key = `${texts.length};`;
  for (const text of texts) key += textKey(text);
  return key;
}

const classKey = (base: number, needs: Needs, needsAll: Needs): string =>
  needs.length === 0 && needsAll.length === 0 ? `${base}` : JSON.stringify([base, needs, needsAll]);
