import { describe, expect, it } from 'vitest';
import type { PartyId } from '../../core/ids.ts';
import type { Statement } from '../../core/position/index.ts';
import type { Store } from '../../ports/store.ts';
import { noRecords, PositionDesk } from '../position-desk.ts';
import { listStatements, showStatement, waitingActs } from './show-statement.ts';

/** A store that forgets: the desk holds what it was given in this process. */
const store = {
  documents: () => [],
  document: () => null,
  write: { putDocument: () => undefined },
} as unknown as Store;
const engine = { now: () => 1_000 } as unknown as Parameters<typeof listStatements>[0]['engine'];

const statement = (id: string, more: Partial<Statement>): Statement => ({
  ...{ id, kind: 'statement', party: 'energy-isac' as PartyId, organ: 'legal', speaker: null, role: null },
  ...{ addressee: null, assessor: null, act: null, mode: null, topic: 'no-resale', value: 'undertaken' },
  ...{ condition: null, said: 1, saidFrom: null, saidCertainty: null, recorded: 10, by: 'Ann', language: null },
  ...{ inferred: [], spans: null, chain: [], copy: null, joint: null, signed: false, grade: 'B2', drift: null },
  ...{ source: { text: null, url: null }, note: null, awaits: null },
  ...more,
});
const act = { recorded: 20, by: 'Ann', awaits: 700 };

const desk = (...confirmedBy: string[]): PositionDesk => {
  const found = new PositionDesk(store);
  found.add({
    ...noRecords,
    statements: [statement('plain', {}), statement('big', { awaits: 500 })],
    grades: [{ id: 'g', statement: 'big', grade: 'A1', ...act }],
    relations: [{ id: 'r', from: 'plain', to: 'big', kind: 'same-event', differs: [], ...act }],
    retractions: [{ id: 't', statement: 'plain', why: null, ...act }],
    confirmations: confirmedBy.map((by, i) => ({ id: `c${i}`, statement: 'big', by, recorded: 30 })),
  });
  return found;
};

describe('what waits for a second person', () => {
  it('T-NEG-06 names every kind of act, and no act that does not wait', () => {
    expect(waitingActs(desk())).toEqual([
      { statement: 'big', to: null, what: 'statement', by: 'Ann', recorded: 10, awaits: 500 },
      { statement: 'big', to: null, what: 'grade', by: 'Ann', recorded: 20, awaits: 700 },
      { statement: 'plain', to: 'big', what: 'relation', by: 'Ann', recorded: 20, awaits: 700 },
      { statement: 'plain', to: null, what: 'retraction', by: 'Ann', recorded: 20, awaits: 700 },
    ]);
  });

  it('goes on waiting when who recorded it confirms, however the name is written', () => {
    expect(waitingActs(desk('Ann', ' ANN '))).toHaveLength(4);
  });

  it('ends where somebody else stands by it, at the statement that was confirmed', () => {
    expect(waitingActs(desk('Ben')).map((w) => w.what)).toEqual(['retraction']);
  });
});

describe('statements as they stand', () => {
  it('have the grade that took effect, and stay while their retraction waits', () => {
    const before = listStatements({ engine, positions: desk() });
    expect(before).toMatchObject([
      { id: 'plain', grade: 'B2', retracted: false },
      { id: 'big', grade: 'B2', retracted: false },
    ]);
    expect(listStatements({ engine, positions: desk('Ben') })).toMatchObject([{ id: 'plain' }, { grade: 'A1' }]);
  });

  it('show what waits about them beside since when each act has counted', () => {
    const shown = showStatement({ engine, positions: desk() }, 'big');
    expect(shown).toMatchObject({
      ok: true,
      value: {
        grades: [
          { grade: 'B2', since: 10 },
          { grade: 'A1', since: null },
        ],
        relations: [{ from: 'plain', to: 'big', since: null }],
        waits: [{ what: 'statement' }, { what: 'grade' }, { what: 'relation' }],
      },
    });
  });
});
