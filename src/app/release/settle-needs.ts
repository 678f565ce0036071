import { limits } from '../../core/limits.ts';
import type { Micros } from '../../core/time.ts';
import { baseOf, type Clause, lateOf, type Need, type Needs, unchecked } from './class-book.ts';
import { givenUp, inOrder, seenFrom, unmet } from './clauses.ts';
import { allOf, leftOut, needsOf, type Option } from './needs.ts';
import { SettlingWork } from './settling-work.ts';
import { strongComponents } from './strong-components.ts';

/** What the node itself knows of versions that refer and are referred to. */
export interface Origins {
  /** A copy for its bringer's eyes. */
  isKept(base: number): boolean;
  /**
   * Whether a version may stand for what another refers to. A partner that brings its own copy of what it has guessed
   * must not thereby open what we hold about it.
   */
  vouches(id: string, base: number, referrer: number): boolean;
}

export interface Unsettled {
  readonly base: number;
  /** When it was added. */
  readonly at: Micros;
  /** Referenced ids. */
  readonly refs: readonly string[];
  /** Own id, under which it is an option for others. */
  readonly id: string;
}

/** One ring that is hard to settle may use so much of what is left for all. */
const ringPart = 0.25;

/**
 * Needs of versions that may refer to one another, in rings too: the greatest solution, found from above, ring by ring,
 * each after what it refers to. `settled` gives the options of ids outside the set.
 *
 * Where a ring is too much work, less and less of it is looked at: without copies that are kept for their bringers, then
 * with the first version of each id alone. That withholds what a later version would have let out, never the reverse,
 * and `unchecked` stands in each clause where it may have (decisions/0087).
 */
export function settleNeeds(
  unsettled: readonly Unsettled[],
  settled: (id: string) => readonly Option[],
  origins: Origins,
  work: SettlingWork = new SettlingWork(limits.needsWorkMax, limits.needsWorkPerVersion),
): Needs[] {
  const settlement = new Settlement(unsettled, settled, origins);
  for (const ring of settlement.rings()) settlement.settle(ring, work);
  return settlement.needs;
}

class Settlement {
  readonly needs: Needs[];
  readonly #unsettled: readonly Unsettled[];
  readonly #settled: (id: string) => readonly Option[];
  readonly #origins: Origins;
  readonly #inside = new Map<string, number[]>();
  readonly #options = new Map<string, readonly Option[]>();
  readonly #products = new Map<string, Needs | null>();

  constructor(unsettled: readonly Unsettled[], settled: (id: string) => readonly Option[], origins: Origins) {
    this.#unsettled = unsettled;
    this.#settled = settled;
    this.#origins = origins;
    this.needs = unsettled.map(() => []);
    unsettled.forEach((u, i) => {
      const list = this.#inside.get(u.id);
      if (list === undefined) this.#inside.set(u.id, [i]);
      else list.push(i);
    });
  }

  /** Versions that lead to one another over ids, after those they lead to. Whoever refers to nothing needs nothing. */
  rings(): readonly (readonly number[])[] {
    const count = this.#unsettled.length;
    const ids = [...this.#inside.keys()];
    const nodeOf = new Map(ids.map((id, n) => [id, count + n]));
    const leadsTo = (node: number): readonly number[] =>
      node < count
        ? this.#unsettled[node]!.refs.flatMap((ref) => nodeOf.get(ref) ?? [])
        : this.#inside.get(ids[node - count]!)!;
    return strongComponents(count + ids.length, leadsTo)
      .map((nodes) => (nodes.length === 1 ? nodes : nodes.filter((node) => node < count)))
      .filter((members) => members.some((i) => i < count && this.#unsettled[i]!.refs.length > 0));
  }

  settle(ring: readonly number[], work: SettlingWork): void {
    const first = work.share(0, ring.length, (own) => this.#firstOnly(ring, own));
    if (first.needs === null || !first.isExact)
      for (const withKept of [true, false])
        if (
          (withKept || this.#hasKept(ring)) &&
          work.share(ringPart, ring.length, (own) => this.#exact(ring, withKept, own))
        )
          return;
    const clauses = first.needs ?? givenUp;
    const needs = first.isExact ? clauses : withDoubt(clauses);
    for (const i of ring) {
      const { at } = this.#unsettled[i]!;
      const isLatest = at === first.from;
      this.needs[i] = isLatest ? needs : inOrder(needs.map((c) => c.map((need) => seenFrom(need, first.from, at))))!;
    }
  }

  /** Every version of every id, again and again until nothing changes. False where it is too much. */
  #exact(ring: readonly number[], withKept: boolean, work: SettlingWork): boolean {
    const referrers = new Map<string, number[]>();
    for (const i of ring) {
      this.needs[i] = [];
      for (const ref of this.#unsettled[i]!.refs) {
        const list = referrers.get(ref);
        if (list === undefined) referrers.set(ref, [i]);
        else list.push(i);
      }
    }
    const todo = new Set(ring);
    for (const i of todo) {
      todo.delete(i);
      const next = this.#needsOf(this.#unsettled[i]!, withKept, work);
      if (next === null) return false;
      if (sameNeeds(next, this.needs[i]!)) continue;
      this.needs[i] = next;
      for (const r of referrers.get(this.#unsettled[i]!.id) ?? []) todo.add(r);
    }
    return true;
  }

  #needsOf(u: Unsettled, withKept: boolean, work: SettlingWork): Needs | null {
    const references: (readonly Option[])[] = [];
    for (const ref of u.refs) {
      const all = this.#optionsOf(ref);
      if (!work.spend(1 + all.length)) return null;
      const vouches = (o: Option): boolean => this.#origins.vouches(ref, o.base, u.base);
      const options = all.every(vouches) ? all : all.filter(vouches);
      // A reference to what is not here is met by nothing, whatever the others need.
      if (options.length === 0) return unmet;
      const isLess = !withKept && options.some((o) => o.kept);
      references.push(isLess ? [...options.filter((o) => !o.kept), leftOut(u.at)] : options);
    }
    return needsOf(references, u.at, work, this.#products);
  }

  /**
   * The first version of each id, of those that are not kept for their bringers where there are any; relative to the
   * latest of the ring, since each leads over all others. Exact where no id has a second version and each vouches. Null needs: too many.
   */
  #firstOnly(
    ring: readonly number[],
    work: SettlingWork,
  ): { readonly needs: Needs | null; readonly from: Micros; readonly isExact: boolean } {
    let [isExact, isAbsent, from] = [true, false, Number.NEGATIVE_INFINITY];
    const firsts: Option[] = [];
    for (const i of ring) {
      this.needs[i] = [];
      const u = this.#unsettled[i]!;
      from = Math.max(from, u.at);
      for (const ref of u.refs) {
        const all = this.#optionsOf(ref);
        if (all.length === 1 && this.#origins.vouches(ref, all[0]!.base, u.base)) {
          firsts.push(all[0]!);
          continue;
        }
        const near = all.length > nearMax ? all.slice(0, nearMax) : all;
        const options = near.filter((o) => this.#origins.vouches(ref, o.base, u.base));
        // Where one does not vouch, the ring may be none.
        const isSure = options.length === near.length || ring.length === 1;
        if (all.length > nearMax || options.length > 1 || !isSure) isExact = false;
        const first = options.find((o) => !o.kept) ?? options[0];
        if (first === undefined) isAbsent = true;
        else firsts.push(first);
      }
    }
    return { needs: isAbsent ? unmet : allOf(firsts, [], from, work), from, isExact };
  }

  #hasKept(ring: readonly number[]): boolean {
    return ring.some((i) => this.#unsettled[i]!.refs.some((ref) => this.#optionsOf(ref).some((o) => o.kept)));
  }

  /** By when they were added; what those of this set need is what is known of it at the time of asking. */
  #optionsOf(ref: string): readonly Option[] {
    const known = this.#options.get(ref);
    if (known !== undefined) return known;
    const { needs } = this;
    const fresh = (this.#inside.get(ref) ?? []).map((k): Option => {
      const { base, at } = this.#unsettled[k]!;
      return {
        base,
        at,
        kept: this.#origins.isKept(base),
        get needs() {
          return needs[k]!;
        },
      };
    });
    const all = [...this.#settled(ref), ...fresh];
    if (all.length > 1) all.sort((a, b) => a.at - b.at || a.base - b.base);
    this.#options.set(ref, all);
    return all;
  }
}

/** Says so where a version that was left out might have done. What was a choice already is left as it is. */
function withDoubt(clauses: Needs): Needs {
  if (clauses.some((c) => c.length === 0 || (c.length === 1 && c[0] === unchecked))) return givenUp;
  return inOrder(clauses.map((c) => (c.length === 1 ? [unchecked, c[0]!] : c))) ?? givenUp;
}

/** The first version is looked for among so many. */
const nearMax = limits.needsVersionsComparedMax;

const sameNeed = (a: Need, b: Need): boolean => baseOf(a) === baseOf(b) && lateOf(a) === lateOf(b);
const sameClause = (a: Clause, b: Clause): boolean => a.length === b.length && a.every((x, i) => sameNeed(x, b[i]!));
const sameNeeds = (a: Needs, b: Needs): boolean =>
  a === b || (a.length === b.length && a.every((c, i) => sameClause(c, b[i]!)));
