import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import { type AccordMessage, type AccordState, otherParty } from './accord-state.ts';
import { step } from './step.ts';

/** One message on record, in the order in which a node took and sent them. */
export interface Recorded {
  readonly from: PartyId;
  readonly seq: number;
  /** Null: on record without effect on either node. */
  readonly message: AccordMessage | null;
  /** When it was taken or sent here. */
  readonly at: Micros;
}

/** A state in which `party` has sent so many messages. */
export const withCount = (state: AccordState, party: PartyId, count: number): AccordState => ({
  ...state,
  taken: state.parties[0] === party ? [count, state.taken[1]] : [state.taken[0], count],
});

/**
 * The state worked out again from the messages that both nodes took: a message that the other side refused, because its time
 * was over or because it did not fit there, has a number and no effect. Every message is judged as the other node judged it,
 * by the rules for messages of a counterpart. `replaced`: the accord that the text would replace.
 */
export function refold(start: AccordState, recorded: readonly Recorded[], replaced: AccordState | null): AccordState {
  let state = start;
  for (const { from, seq, message, at } of recorded) {
    const counted = withCount(state, from, seq - 1);
    const self = otherParty(start, from);
    const stepped = message === null ? null : step(counted, message, { self, at, replaced });
    state = withCount(stepped?.ok === true ? stepped.value.state : state, from, seq);
  }
  return state;
}
