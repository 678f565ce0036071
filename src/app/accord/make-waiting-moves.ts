import type { Fault, Result } from '../../core/result.ts';
import { fail } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import { mandateInForce } from '../membership/mandate-in-force.ts';
import type { NodeState } from '../node-state.ts';
import type { AccordRecord, LeadWordTaken } from './accord-record.ts';
import type { AccordDeps } from './accord-step.ts';
import { makeHold } from './hold-accord.ts';
import { isMeant } from './is-meant.ts';
import { makeMove, type OnWhoseWord, readMoveInput } from './move-accord.ts';
import type { Moved } from './table-accord.ts';

export type MandatedDeps = AccordDeps & Pick<NodeState, 'mandates'>;

/**
 * Makes the moves that leads answered for this node, in the order in which their words came, the very way own staff would. The
 * mandate is asked for again in the moment of the move: one that was revoked meanwhile opens nothing. What this node cannot
 * do, or not without a second person, is left to own staff, with the word beside it. Callers hold the lock.
 */
export async function makeWaitingMoves(deps: MandatedDeps): Promise<void> {
  for (const { id } of deps.accords.list())
    for (let word = waitingOn(deps, id); word !== undefined; word = waitingOn(deps, id)) {
      const made = await makeMandated(deps, deps.accords.get(id)!, word);
      const left = deps.accords.get(id)!;
      if (waitingOn(deps, id) !== word) continue;
      const faults = made.ok ? [unchanged] : made.error;
      deps.engine.change(() => deps.accords.put({ ...left, leadWords: settled(left, word!, 'not-made', faults) }));
      await deps.store.flush();
    }
}

const waitingOn = ({ accords }: MandatedDeps, id: string): LeadWordTaken | undefined =>
  accords.get(id)?.leadWords?.find(({ state }) => state === 'waiting');

async function makeMandated(
  deps: MandatedDeps,
  record: AccordRecord,
  word: LeadWordTaken,
): Promise<Result<Moved, Fault[]>> {
  const { coalition, lead, move, note } = word;
  const ended = (at: Micros): Fault | null => faultOf(deps, record, word, at);
  const now = deps.engine.now();
  const fault = ended(now);
  const mandate = mandateInForce(deps, coalition, lead, now);
  if (fault !== null || mandate === null) return fail(fault ?? over);
  const mandated: OnWhoseWord['mandated'] = {
    ended,
    made: { leadWords: settled(record, word, 'made') },
    waits: { leadWords: settled(record, word, 'second-person') },
  };
  const input = { id: record.id, by: mandate.by, ...(note === null ? {} : { why: note }) };
  if (move === 'hold') return makeHold(deps, record, input, mandated);
  const read = readMoveInput({ ...input, move }, record);
  return read.ok ? makeMove(deps, record, read.value, { by: mandate.by, mandated }) : read;
}

const unchanged: Fault = { at: 'move', problem: 'changed nothing' };
const over: Fault = {
  at: 'mandate',
  problem: 'ended before the answer was given',
  valid: 'an answer by own staff, or a new mandate and another word of the lead',
};

/** Why this word gives no right to its move at a moment; null when it does. */
function faultOf(deps: MandatedDeps, record: AccordRecord, word: LeadWordTaken, at: Micros): Fault | null {
  const mandate = mandateInForce(deps, word.coalition, word.lead, at);
  if (mandate === null || !mandate.moves.includes(word.move)) return over;
  if (at >= word.until) return { at: 'message.expires', problem: 'passed before the answer was given' };
  if (isMeant(deps, record, word, word.lead, at)) return null;
  return { at: 'text', problem: 'is another meanwhile, or is answered already' };
}

const settled = (
  record: AccordRecord,
  word: LeadWordTaken,
  state: LeadWordTaken['state'],
  faults: readonly Fault[] = [],
): readonly LeadWordTaken[] => (record.leadWords ?? []).map((one) => (one === word ? { ...one, state, faults } : one));
