import type { PartyId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { Micros } from '../time.ts';
import type { AccordState } from './accord-state.ts';
import { expiresAfter, phaseAt } from './accord-times.ts';
import type { MoveKind } from './move.ts';

/** The moves that a stage knows for one party, whatever the time: those a message of the other node is held to. */
export function movesOfStage(state: AccordState, party: PartyId): readonly MoveKind[] {
  const { stage, table } = state;
  if (table === null) return stage.name === 'draft' ? ['table'] : [];
  const isAuthor = table.author === party;
  switch (stage.name) {
    case 'draft':
    case 'ended':
      return [];
    case 'tabled':
      if (isAuthor) return ['withdraw'];
      return table.number < limits.versionsPerAccordMax
        ? ['accept', 'counter', 'refuse', 'hold']
        : ['accept', 'refuse', 'hold'];
    case 'held':
      return isAuthor ? ['withdraw'] : ['reopen', 'refuse'];
    case 'accepted':
      if (isAuthor) return stage.late ? ['withdraw'] : ['confirm', 'withdraw'];
      return stage.parting === null ? ['revoke'] : [];
    case 'in-force': {
      const own = stage.suspensions.some((each) => each.party === party);
      return [own ? 'resume' : 'suspend', 'revoke'];
    }
  }
}

const closing: readonly MoveKind[] = ['refuse', 'withdraw', 'revoke'];

/**
 * What a party may do now, by its own clock: for help, and for messages that name valid moves. `amend` is the table of a
 * new accord that replaces this one.
 */
export function movesOf(state: AccordState, party: PartyId, at: Micros): readonly (MoveKind | 'amend')[] {
  const { stage, table } = state;
  const moves = movesOfStage(state, party);
  if (stage.name === 'draft' || table === null) return moves;
  const phase = phaseAt(state, at);
  if (phase === 'lapsed' || phase === 'expired') return [];
  const amend: readonly 'amend'[] = stage.name === 'in-force' ? ['amend'] : [];
  if (state.frozen !== null) {
    // Nothing reopens it, and either may end it at its own node. Who sent two messages with one number begins nothing new.
    const ends = moves.filter((move) => closing.includes(move));
    return state.frozen.party === party ? ends : [...ends, ...amend];
  }
  const last = expiresAfter(table.text);
  const isPast = last !== null && at > last;
  const parted = stage.name === 'accepted' && stage.parting !== null;
  const open = moves.filter((move) => !(move === 'accept' && isPast) && !(move === 'confirm' && (isPast || parted)));
  return [...open, ...amend];
}
