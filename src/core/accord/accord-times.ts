import { type Micros, parseTimestamp } from '../time.ts';
import type { AccordState, EndKind } from './accord-state.ts';
import type { AccordText } from './accord-text.ts';

/** The last moment at which the text can be accepted; null without a limit. */
export const lapsesAfter = (text: AccordText): Micros | null =>
  text.openUntil === undefined ? null : parseTimestamp(text.openUntil);

/** The last moment of one leg; null without a limit. */
export function legExpiresAfter(text: AccordText, leg: number): Micros | null {
  const until = text.legs[leg]?.terms.valid?.until;
  return until === undefined ? null : parseTimestamp(until);
}

/** The last moment of the accord: that of its longest leg; null when some leg has no limit. */
export function expiresAfter(text: AccordText): Micros | null {
  let last: Micros | null = null;
  for (const index of text.legs.keys()) {
    const until = legExpiresAfter(text, index);
    if (until === null) return null;
    if (last === null || until > last) last = until;
  }
  return last;
}

const isPast = (last: Micros | null, at: Micros): boolean => last !== null && at > last;

/** Every state of the life cycle as people see it; `frozen` stands beside the table of the accord protocol (T-NEG-03). */
export type Phase =
  | 'draft'
  | 'tabled'
  | 'countered'
  | 'held'
  | 'accepted'
  | 'in-force'
  | 'suspended'
  | 'expired'
  | 'frozen'
  | EndKind;

/** The state at a moment: messages give the stage, the signed text and the clock give lapse and expiry (rule 5). */
export function phaseAt(state: AccordState, at: Micros): Phase {
  const { stage, table } = state;
  if (stage.name === 'ended') return stage.kind;
  if (table === null) return 'draft';
  if (stage.name === 'in-force' && isPast(expiresAfter(table.text), at)) return 'expired';
  if (state.frozen !== null) return 'frozen';
  switch (stage.name) {
    case 'in-force':
      return stage.suspensions.length > 0 ? 'suspended' : 'in-force';
    case 'accepted':
      return 'accepted';
    case 'held':
      return isPast(lapsesAfter(table.text), at) ? 'lapsed' : 'held';
    case 'tabled':
      if (isPast(lapsesAfter(table.text), at)) return 'lapsed';
      return table.number > 1 ? 'countered' : 'tabled';
    case 'draft':
      return 'draft';
  }
}

/** A leg as others see it: the values of the operand `leg` (terms profile section 3). */
export type LegState = 'none' | 'proposed' | 'in-force' | 'suspended' | 'ended';

/** The state of one leg, or of the accord as a whole. Only `in-force` releases anything (T-NEG-05). */
export function legState(state: AccordState, at: Micros, leg?: number): LegState {
  switch (phaseAt(state, at)) {
    case 'draft':
      return 'none';
    case 'tabled':
    case 'countered':
    case 'held':
    case 'accepted':
      return 'proposed';
    case 'in-force':
      return isLegPast(state, at, leg) ? 'ended' : 'in-force';
    case 'suspended':
      return isLegPast(state, at, leg) ? 'ended' : 'suspended';
    case 'frozen':
      return state.stage.name === 'in-force' && !isLegPast(state, at, leg) ? 'suspended' : 'ended';
    case 'refused':
    case 'withdrawn':
    case 'lapsed':
    case 'revoked':
    case 'superseded':
    case 'expired':
      return 'ended';
  }
}

const isLegPast = (state: AccordState, at: Micros, leg: number | undefined): boolean =>
  leg !== undefined && state.table !== null && isPast(legExpiresAfter(state.table.text, leg), at);

/** The next moment after `at` at which time alone changes `phaseAt` or some `legState`; null when none. */
export function nextChangeAfter(state: AccordState, at: Micros): Micros | null {
  const { stage, table } = state;
  if (table === null || stage.name === 'ended' || stage.name === 'accepted') return null;
  const ends =
    stage.name === 'in-force'
      ? [...table.text.legs.keys()].map((leg) => legExpiresAfter(table.text, leg))
      : [lapsesAfter(table.text)];
  const moments = ends.filter((end) => end !== null && end >= at).map((end) => (end ?? 0) + 1);
  return moments.length === 0 ? null : Math.min(...moments);
}
