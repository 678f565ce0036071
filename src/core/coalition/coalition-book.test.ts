import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartyId } from '../ids.ts';
import { buildCoalitionBook, type Membership, onlyCoalitions, stretchAt } from './index.ts';

const [p, q] = ['p', 'q'] as PartyId[] as [PartyId, PartyId];
const row = (no: number, fields: Partial<Membership> = {}): Membership => ({
  ...{ no, coalition: 'x', party: p, belongs: true, from: 0, to: null, recorded: no, by: null },
  ...fields,
});

/** By definition: of the rows known by then that speak of the instant, the one recorded last. */
const belongs = (rows: readonly Membership[], coalition: string, at: number, known: number): boolean =>
  rows
    .filter((r) => r.coalition === coalition && r.party === p && r.recorded <= known)
    .filter((r) => r.from <= at && (r.to === null || at < r.to))
    .sort((a, b) => b.no - a.no)[0]?.belongs ?? false;

const histories = fc
  .array(
    fc.record({
      coalition: fc.constantFrom('x', 'y'),
      party: fc.constantFrom(p, q),
      belongs: fc.boolean(),
      from: fc.integer({ min: 0, max: 20 }),
      length: fc.option(fc.integer({ min: 1, max: 10 })),
    }),
    { maxLength: 12 },
  )
  .map((list) =>
    list.map(({ length, ...fields }, i) =>
      row(i + 1, { ...fields, to: length === null ? null : fields.from + length }),
    ),
  );

describe('coalition membership', () => {
  it('is a pure function of the rows and two times, whatever their order', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: -1, max: 32 }), fc.integer({ min: 0, max: 13 }), (rows, at, known) => {
        for (const list of [rows, [...rows].reverse()]) {
          const book = buildCoalitionBook(list);
          for (const id of ['x', 'y'])
            expect(stretchAt(book.stretches(`coalition:${id}`, p, known), at) !== null).toBe(
              belongs(rows, id, at, known),
            );
          const turn = book.turns(p, known).filter(({ from }) => from === 'always' || from <= at);
          const named = ['x', 'y'].filter((id) => belongs(rows, id, at, known)).map((id) => `coalition:${id}`);
          expect(turn.at(-1)?.coalitions).toEqual(named);
        }
      }),
    );
  });

  it('a stretch is a time without a break, so that the age of a member counts from its true beginning', () => {
    const book = buildCoalitionBook([row(1, { to: 10 }), row(2, { from: 10, to: 20 }), row(3, { from: 30 })]);
    expect(book.stretches('x', p, 9)).toEqual([
      { from: 0, to: 20 },
      { from: 30, to: null },
    ]);
  });

  it('T-NEG-13 is not inherited: a coalition in a coalition, or a name like it, makes no member', () => {
    const book = buildCoalitionBook([row(1)]);
    expect(book.stretches('y', p, 9)).toEqual([]);
    expect(book.stretches('coalition:coalition:x', p, 9)).toEqual([]);
    expect(book.stretches('x', q, 9)).toEqual([]);
  });

  it('what leaves is closed from then on, what was decided before stays as it was known', () => {
    const book = buildCoalitionBook([row(1), row(2, { belongs: false, from: 5, recorded: 8 })]);
    expect(stretchAt(book.stretches('x', p, 7), 6)).not.toBeNull();
    expect(stretchAt(book.stretches('x', p, 8), 6)).toBeNull();
    expect(book.stretches('x', p, 8)).toEqual([{ from: 0, to: 5 }]);
  });

  it('CSP 22 a narrowed book knows nothing of other coalitions', () => {
    const book = onlyCoalitions(
      buildCoalitionBook([row(1), row(2, { coalition: 'secret' })]),
      new Set(['coalition:x']),
    );
    expect(book.stretches('secret', p, 9)).toEqual([]);
    expect(JSON.stringify(book.turns(p, 9))).not.toContain('secret');
    expect(book.stretches('x', p, 9)).toEqual([{ from: 0, to: null }]);
  });
});
