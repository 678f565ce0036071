import { afterEach, describe, expect, it } from 'vitest';
import { type MoveKind, moveKinds, movesOf } from '../../src/core/accord/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { AccordPair, must, type Side } from '../lab/accord-pair.ts';

let pair: AccordPair;
afterEach(() => pair.close());

const legs = () => [pair.leg('a'), pair.leg('b')];
const until = [{ now: { 'at-least': '2030-01-01T00:00:00Z' } }];

/** Each state by the way to it; a tables, and a move by name is the move of that side. */
const states: Readonly<Record<string, readonly (readonly [Side, MoveKind])[]>> = {
  tabled: [],
  countered: [['b', 'counter']],
  held: [['b', 'hold']],
  accepted: [['b', 'accept']],
  'in-force': [
    ['b', 'accept'],
    ['a', 'confirm'],
  ],
  suspended: [
    ['b', 'accept'],
    ['a', 'confirm'],
    ['b', 'suspend'],
  ],
  refused: [['b', 'refuse']],
  withdrawn: [['a', 'withdraw']],
  revoked: [
    ['b', 'accept'],
    ['a', 'confirm'],
    ['a', 'revoke'],
  ],
};

async function make(side: Side, move: MoveKind): Promise<{ readonly ok: boolean }> {
  if (move === 'counter') return pair.counter(side, legs());
  if (move === 'hold') return pair.hold(side, { conditions: until });
  if (move === 'table') return pair.table(side, legs());
  return pair.move(side, move);
}

async function reach(state: string): Promise<void> {
  must(await pair.table('a', legs()));
  await pair.deliver();
  for (const [side, move] of states[state] ?? []) {
    expect(await make(side, move)).toMatchObject({ ok: true });
    await pair.deliver();
  }
  expect([pair.phase('a'), pair.phase('b')]).toEqual([state, state]);
}

/** What a side keeps of accords, texts and messages. */
const kept = (side: Side): string => {
  const { store } = pair.state(side);
  const kinds = ['accord', 'text', 'received-text', 'thread', 'topic'];
  return JSON.stringify(kinds.map((kind) => store.documents(kind)));
};

describe.each(Object.keys(states))('every move of either side, %s', (state) => {
  it('T-NEG-05, I6 does what the machine allows, says what is allowed otherwise, and leaves both sides alike', async () => {
    pair = await AccordPair.open({}, 1);
    await reach(state);
    const tries = (['a', 'b'] as const).flatMap((side) => {
      const allowed = movesOf(pair.record(side).state, side as PartyId, pair.node(side).clock.now());
      return moveKinds.map((move) => ({ side, move, isAllowed: allowed.includes(move) }));
    });
    for (const { side, move } of tries.filter(({ isAllowed }) => !isAllowed)) {
      const before = [kept('a'), kept('b')];
      expect([side, move, (await make(side, move)).ok]).toEqual([side, move, false]);
      expect([kept('a'), kept('b')]).toEqual(before);
    }
    const made = tries.filter(({ isAllowed }) => isAllowed);
    for (const { side, move } of made) {
      await pair.close();
      pair = await AccordPair.open({}, 1);
      await reach(state);
      expect([side, move, (await make(side, move)).ok]).toEqual([side, move, true]);
      await pair.deliver();
      pair.agreed();
      const flows = pair.phase('a') === 'in-force';
      for (const reader of ['a', 'b'] as const)
        expect([side, move, await pair.pull(reader)]).toEqual([side, move, flows ? expect.any(Array) : null]);
    }
    expect(made.length > 0).toBe(!['refused', 'withdrawn', 'revoked'].includes(state));
  });
});
