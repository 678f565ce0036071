import type { Micros } from '../time.ts';
import type { AdmiraltyGrade } from './admiralty-grade.ts';
import type { NoPosition } from './position-book.ts';

/** What one organ is heard to say at one instant, as far as the guards of a question let it count. */
export interface Heard {
  readonly id: string;
  readonly organ: string;
  readonly value: string;
  readonly said: Micros;
  readonly grade: AdmiraltyGrade;
  /** The first guard it misses; null when it passes them all. */
  readonly lacks: NoPosition | null;
  /** It could carry a position once and was graded down since: its organ has spoken, and what it said is not known. */
  readonly fell: boolean;
  /** It can carry a position. Otherwise it can only contradict one. */
  readonly backs: boolean;
  /** On our clock: since when it could have carried the position. */
  readonly knownSince: Micros;
  /** Values that it does not contradict: what the quotation says of which it is the paraphrase. */
  readonly yieldsTo: readonly string[];
}
