import type { Micros } from '../time.ts';
import type { Moment } from './moment.ts';

/**
 * Which commit added which numbers of one collection. `seq` runs from 1 without gaps; commits come in order, their
 * readings of the clock never fall.
 */
export class CommitLog {
  #first = new Uint32Array(64);
  #at = new Float64Array(64);
  #commit = new Float64Array(64);
  #count = 0;
  #nextSeq = 1;

  /** One more than the highest number given. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** Adds `n` numbers under one moment and returns the first of them. */
  append(n: number, moment: Moment): number {
    const first = this.#nextSeq;
    if (this.#count === this.#first.length) this.#grow();
    this.#first[this.#count] = first;
    this.#at[this.#count] = moment.at;
    this.#commit[this.#count] = moment.commit;
    this.#count++;
    this.#nextSeq += n;
    return first;
  }

  momentOf(seq: number): Moment {
    const i = this.#indexOf(seq);
    return { at: this.#at[i]!, commit: this.#commit[i]! };
  }

  atOf(seq: number): Micros {
    return this.#at[this.#indexOf(seq)]!;
  }

  /** The first number whose commit was read after `at` (`nextSeq` when none). */
  firstAfter(at: Micros): number {
    return this.#firstWhere((i) => this.#at[i]! > at);
  }

  /** The first number whose key `(commit moment + delay, commit)` lies behind the given mark. */
  firstBehind(delay: Micros, mark: { readonly at: Micros; readonly commit: number; readonly seq: number }): number {
    const i = this.#lowest((k) => {
      const at = this.#at[k]! + delay;
      return at > mark.at || (at === mark.at && this.#commit[k]! >= mark.commit);
    });
    if (i === this.#count) return this.#nextSeq;
    const first = this.#first[i]!;
    const same = this.#at[i]! + delay === mark.at && this.#commit[i]! === mark.commit;
    if (!same) return first;
    const next = i + 1 === this.#count ? this.#nextSeq : this.#first[i + 1]!;
    return Math.min(Math.max(first, mark.seq + 1), next);
  }

  #firstWhere(holds: (i: number) => boolean): number {
    const i = this.#lowest(holds);
    return i === this.#count ? this.#nextSeq : this.#first[i]!;
  }

  #lowest(holds: (i: number) => boolean): number {
    let lo = 0;
    let hi = this.#count;
    while (lo < hi) {
      const mid = (lo + hi) >>> 1;
      if (holds(mid)) hi = mid;
      else lo = mid + 1;
    }
    return lo;
  }

  #indexOf(seq: number): number {
    return this.#lowest((i) => this.#first[i]! > seq) - 1;
  }

  #grow(): void {
    const size = this.#first.length * 2;
    const first = new Uint32Array(size);
    first.set(this.#first);
    this.#first = first;
    const at = new Float64Array(size);
    at.set(this.#at);
    this.#at = at;
    const commit = new Float64Array(size);
    commit.set(this.#commit);
    this.#commit = commit;
  }
}
