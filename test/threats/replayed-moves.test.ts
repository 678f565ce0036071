import { describe, expect, it } from 'vitest';
import {
  type AccordMessage,
  type AccordState,
  legState,
  moveKinds,
  newAccord,
  step,
  takenOf,
} from '../../src/core/accord/index.ts';
import { a, accordId, b, party } from '../accord/made-accords.ts';
import { explore } from '../accord/search/explore.ts';
import { timed } from '../accord/worlds.ts';

/** Every state of one accord that the search met, of either node, and every message that was recorded. */
const { accordStates: states, messages } = explore({ ...timed, messagesMax: [4, 4], duplicates: 0 });
const times = [0, 2_000_000_000_000_000];

const codeOf = (state: AccordState, message: AccordMessage, self: typeof a, at: number): string => {
  const outcome = step(state, message, { self, at });
  if (!outcome.ok) return outcome.error.code;
  return outcome.value.state === state ? 'ignored' : 'taken';
};

describe('recorded messages of an accord', () => {
  it('are refused or ignored when they come again, in every state and to either party (T-NEG-02)', () => {
    const codes = new Map<string, number>();
    for (const state of states)
      for (const message of messages)
        for (const self of [a, b])
          for (const at of times) {
            if (message.seq > takenOf(state, message.from)) continue;
            const code = codeOf(state, message, self, at);
            codes.set(code, (codes.get(code) ?? 0) + 1);
          }
    expect([...codes.keys()]).toEqual(['ignored']);
    expect(codes.get('ignored')).toBeGreaterThan(50_000);
  });

  it('are refused in another accord and in the name of another party', () => {
    for (const state of states)
      for (const message of messages) {
        expect(codeOf({ ...state, id: accordId(9) }, message, a, 0)).toBe('not-ours');
        expect(codeOf(state, { ...message, from: party('c') }, a, 0)).toBe('not-ours');
      }
  });

  it('never throw, and a refused one changes nothing, whatever comes in whatever state', () => {
    let taken = 0;
    let refused = 0;
    for (const state of states) {
      const before = JSON.stringify(state);
      for (const message of messages)
        for (const seq of [message.seq, takenOf(state, message.from) + 1])
          for (const at of times) {
            // States are frozen: a step that wrote into one would throw.
            const outcome = step(state, { ...message, seq }, { self: a, at });
            if (outcome.ok) taken++;
            else refused++;
            if (!outcome.ok) expect(outcome.error.faults.length).toBeGreaterThan(0);
          }
      expect(JSON.stringify(state)).toBe(before);
    }
    expect(Math.min(taken, refused)).toBeGreaterThan(10_000);
  });

  it('release nothing in any state but in force: not before both signed, not after the end, not while suspended (T-NEG-05)', () => {
    const released = states.filter((state) => legState(state, 0) === 'in-force');
    expect(released.length).toBeGreaterThan(0);
    for (const state of states) {
      const { stage } = state;
      const open = stage.name === 'in-force' && stage.suspensions.length === 0 && state.frozen === null;
      expect(legState(state, 0) === 'in-force').toBe(open);
      const frozen = { ...state, frozen: { party: b, seq: 1 } };
      expect(legState(frozen, 0)).not.toBe('in-force');
    }
    for (const kind of moveKinds) {
      const draft = newAccord(accordId(1), a, b);
      const recorded = messages.filter((message) => message.move.kind === kind);
      for (const message of recorded) {
        const outcome = step(draft, { ...message, seq: 1, seen: 0 }, { self: b, at: 0 });
        expect(outcome.ok && legState(outcome.value.state, 0) === 'in-force').toBe(false);
      }
    }
  });
});
