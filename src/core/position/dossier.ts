import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import type { RecordFamily } from './record-family.ts';
import type { Statement } from './statement.ts';

/** Statements of one party (or about it, by one assessor) on one topic, with everything that was done to them. */
export class Dossier {
  /** In the order of their first records in the log. */
  readonly families: readonly RecordFamily[];
  readonly #last: Micros;
  #turns: Float64Array | null = null;

  constructor(families: readonly RecordFamily[]) {
    this.families = families;
    let last = Number.NEGATIVE_INFINITY;
    for (const { turns } of families) last = Math.max(last, turns.at(-1) ?? last);
    this.#last = last;
  }

  /** The last instant up to `known` at which something about them took effect: all that stood then stands at `known`. */
  turnBy(known: Micros): Micros {
    if (known >= this.#last) return this.#last;
    this.#turns ??= Float64Array.from(this.families.flatMap(({ turns }) => turns)).sort();
    let low = 0;
    let high = this.#turns.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#turns[middle]! <= known) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? Number.NEGATIVE_INFINITY : this.#turns[low - 1]!;
  }

  /** With other families in the place of some. */
  with(gone: ReadonlySet<RecordFamily>, more: readonly RecordFamily[]): Dossier {
    const families = this.families.filter((family) => !gone.has(family));
    families.push(...more);
    return new Dossier(families.sort((a, b) => a.lives[0]!.place - b.lives[0]!.place));
  }
}

export const emptyDossier = new Dossier([]);

/** @param assessor null for words of the party itself */
export const dossierKey = (party: PartyId, topic: string, assessor: string | null): string =>
  JSON.stringify([party, topic, assessor]);

/** Null for a statement that can be nobody's position. */
export function dossierOf(s: Statement): string | null {
  if (s.kind === 'claim' || s.value === null) return null;
  // A narrator's own word about a party is no word of the party.
  if (s.kind === 'statement' && s.mode === 'narrator-claim') return null;
  return dossierKey(s.party, s.topic, s.kind === 'assessment' ? s.assessor : null);
}
