import { auxiliaries, modals, negations } from './cue-words.ts';
import type { Sentence } from './units.ts';

/** A cue verb with what stands before it: `has not yet`, `was`, `would`, `to`. */
export interface VerbGroup {
  readonly from: number;
  readonly verb: number;
  readonly negated: boolean;
  readonly modal: boolean;
  readonly infinitive: boolean;
  readonly passive: boolean;
  readonly pluperfect: boolean;
}

const beForms = new Set('is are was were be been being'.split(' '));
const between = new Set(
  'also then later earlier today yesterday now once again still first further already since repeatedly publicly'.split(
    ' ',
  ),
);

export function verbGroup(s: Sentence, verb: number): VerbGroup {
  let from = verb;
  const seen: string[] = [];
  while (from > 0) {
    const unit = s[from - 1]!;
    if (unit.inner !== null) break;
    const belongs =
      auxiliaries.has(unit.low) || modals.has(unit.low) || negations.has(unit.low) || between.has(unit.low);
    if (unit.low === 'to') {
      seen.push('to');
      from--;
      break;
    }
    if (!belongs && !(unit.pos === 'ADV' && /ly$/.test(unit.low))) break;
    seen.push(unit.low);
    from--;
  }
  return {
    from,
    verb,
    negated: seen.some((low) => negations.has(low)),
    modal: seen.some((low) => modals.has(low)),
    infinitive: seen.includes('to'),
    passive: seen.some((low) => beForms.has(low)),
    pluperfect: seen.includes('had'),
  };
}
