import type { AccordState, AccordText } from '../../src/core/accord/index.ts';
import { newAccord } from '../../src/core/accord/index.ts';
import { a, accordId, b, naming, Side, twoLegs } from './made-accords.ts';
import type { World } from './search/world.ts';

/** `PROVISO_ACCORD_MESSAGES` lets each party send so many messages more than the usual. */
const more = Math.max(0, Math.floor(Number(process.env['PROVISO_ACCORD_MESSAGES'] ?? 0)) || 0);
const bound = (left: number, right: number): readonly [number, number] => [left + more, right + more];

const text = twoLegs();
const open = twoLegs({}, {}, { openUntil: '2026-06-01T00:00:00Z' });
const amendment = twoLegs({}, {}, { replaces: accordId(1) });

function alreadyInForce(): AccordState {
  const left = new Side(a, newAccord(accordId(1), a, b));
  const right = new Side(b, newAccord(accordId(1), a, b));
  right.take(left.send({ kind: 'table', ...naming(1), text }));
  left.take(right.send({ kind: 'accept', ...naming(1) }));
  left.send({ kind: 'confirm', ...naming(1) });
  return left.state;
}

const draft = (n: number): AccordState => newAccord(accordId(n), a, b);
const amended = (accord: number): AccordText => (accord === 0 ? text : amendment);

/** Three versions, every move, one repeated message, all crossings. */
export const negotiation: World = {
  accords: [draft(1)],
  openers: [a],
  textOf: () => text,
  versionsMax: 3,
  messagesMax: bound(6, 5),
  duplicates: 1,
};

/** The same, smaller, with two clocks that pass `openUntil` when they will. */
export const timed: World = { ...negotiation, textOf: () => open, messagesMax: bound(4, 4), clocks: true };

/** Up to two messages reach the other node after their time. */
export const expiring: World = {
  ...negotiation,
  textOf: () => open,
  messagesMax: bound(4, 3),
  duplicates: 0,
  expiries: 2,
};

/** The network changes the order. */
export const unordered: World = { ...negotiation, messagesMax: bound(4, 4), duplicates: 0, unordered: true };

/** One text reads differently on the two nodes. */
export const tampered: World = { ...negotiation, messagesMax: bound(4, 3), duplicates: 0, tampered: true };

/** An accord in force, and one that would replace it. */
export const amending: World = {
  accords: [alreadyInForce(), draft(2)],
  openers: [null, a],
  textOf: amended,
  versionsMax: 1,
  messagesMax: more > 0 ? [4, 4] : [4, 3],
  duplicates: more > 0 ? 1 : 0,
  without: ['hold', 'reopen', 'counter'],
};

/** An accord in force, and two that would replace it, one of each party. */
export const rivals: World = {
  ...amending,
  accords: [alreadyInForce(), draft(2), draft(3)],
  openers: [null, a, b],
  duplicates: 0,
  messagesMax: bound(3, 2),
  without: ['hold', 'reopen', 'counter', 'resume', 'suspend', 'refuse'],
};

/** An amendment whose messages may reach the other node after their time. */
export const amendingLate: World = { ...amending, messagesMax: bound(3, 2), duplicates: 0, expiries: 1 };
