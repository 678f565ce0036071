import Schema from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { buildPositionBook, type PositionAnswer } from '../../src/core/position/index.ts';
import { prepareObject } from '../../src/core/stix/index.ts';
import type { StatementRecords } from '../../src/formats/index.ts';
import { extensionDefinition, extensionId } from '../../src/formats/statement-notes/extension-definition.ts';
import {
  adoptStatements,
  notesFromStatements,
  type StixObject,
  statementsFromNotes,
} from '../../src/formats/statement-notes/index.ts';
import { notesContext, now, parties, randomRecords, readContext, sha256 } from '../lab/random-statements.ts';
import { must } from '../lab/whole-node-lab.ts';
import { nodePlatform } from '../stix/node-platform.ts';
import { casesOf, dice, seedOfRun } from './worlds/seeded.ts';

const seed = seedOfRun();
console.log(`statement notes: PROVISO_SEED=${seed}`);
const cases = casesOf(400);
const withCopies = { withCopies: true };

/** As it is after a way through a file. */
const travelled = (objects: readonly StixObject[]): readonly StixObject[] =>
  JSON.parse(JSON.stringify(objects)) as StixObject[];
const value = (answer: PositionAnswer): string | null => (answer.known ? answer.value : null);
const byOf = (object: StixObject): string => `${object.id} ${String(object['modified'])}`;

const deliver = (read: StatementRecords): StatementRecords =>
  adoptStatements(read, {
    from: parties[1]!,
    self: parties[0]!,
    trust: false,
    recorded: now,
    by: null,
    copies: new Set(read.copies.map((c) => c.sha256)),
    derive: (kind, parts) => `${kind}:${sha256(Buffer.from(JSON.stringify(parts))).slice(0, 32)}`,
  });

describe('statements as STIX notes, over random records', () => {
  it('records, written as notes and read again, are the same records', () => {
    const d = dice(seed);
    for (let i = 0; i < cases; i++) {
      const records = randomRecords(d);
      const notes = travelled(notesFromStatements(records, withCopies, notesContext()));
      expect(must(statementsFromNotes(notes, readContext)), `case ${i}`).toEqual(records);
    }
  });

  it('every object passes our own validator without a fault or a warning (STIX 2.1 sections 2, 3 and 7.3)', () => {
    const d = dice(seed + 1);
    const context = { deliverer: parties[0]!, now, customObjects: 'refuse', platform: nodePlatform } as const;
    for (let i = 0; i < cases / 4; i++)
      for (const form of ['record', 'partner'] as const)
        for (const object of notesFromStatements(randomRecords(d), withCopies, notesContext(form))) {
          const { prepared, warnings } = must(prepareObject({ ...object }, context));
          expect([warnings, prepared.customRefs], `case ${i}`).toEqual([[], []]);
        }
  });

  it('ids are unique and the same whenever it is written (STIX 2.1 sections 2.9 and 3.6)', () => {
    const d = dice(seed + 2);
    for (let i = 0; i < cases / 4; i++) {
      const records = randomRecords(d);
      const notes = notesFromStatements(records, withCopies, notesContext());
      expect(notesFromStatements(records, withCopies, notesContext())).toEqual(notes);
      expect(new Set(notes.map((o) => o.id)).size, `case ${i}`).toBe(notes.length);
      // One version has one content: without copies there are fewer objects, none of them other.
      const whole = new Map(notes.map((o) => [byOf(o), o]));
      for (const object of notesFromStatements(records, { withCopies: false }, notesContext()))
        expect(whole.get(byOf(object))).toEqual(object);
    }
  });

  it('what happened later makes a newer version, never another content of the old one (STIX 2.1 section 3.6)', () => {
    const d = dice(seed + 3);
    for (let i = 0; i < cases / 4; i++) {
      const records = randomRecords(d);
      const s = d.pick(records.statements);
      const row = { id: 'grade:later', statement: s.id, grade: 'A1', by: null, awaits: null, recorded: now } as const;
      const versions = new Map(notesFromStatements(records, withCopies, notesContext()).map((o) => [byOf(o), o]));
      const after = notesFromStatements({ ...records, grades: [...records.grades, row] }, withCopies, notesContext());
      for (const object of after) expect(versions.get(byOf(object)) ?? object).toEqual(object);
    }
  });

  it('extensions are what their definition says, and a partner is told no name of our staff', () => {
    const d = dice(seed + 4);
    const schema = JSON.parse(String(extensionDefinition.at(-1)?.['schema'])) as Record<string, unknown>;
    const check = Schema.Compile(schema);
    for (let i = 0; i < cases / 4; i++) {
      const records = randomRecords(d);
      const inferred = [{ part: 'organ', certainty: null, why: 'Canary' }];
      const named = {
        ...records,
        statements: records.statements.map((s) => ({ ...s, by: 'Canary', note: 'Canary', inferred })),
        retractions: records.retractions.map((r) => ({ ...r, why: 'Canary' })),
      };
      for (const form of ['record', 'partner'] as const)
        for (const object of notesFromStatements(named, withCopies, notesContext(form))) {
          const extension = (object['extensions'] as Record<string, unknown> | undefined)?.[extensionId];
          if (extension !== undefined) expect(check.Check(extension), JSON.stringify(extension)).toBe(true);
          if (form === 'partner') expect(JSON.stringify(object)).not.toMatch(/Canary|"(first|second)"/);
        }
    }
  });

  it('T-NEG-06 T-NEG-07 what was delivered is ungraded, unsigned, one hop longer and recorded now', () => {
    const d = dice(seed + 5);
    for (let i = 0; i < cases / 4; i++) {
      const read = randomRecords(d);
      const from = parties[1]!;
      const adopted = deliver(read);
      expect([adopted.grades, adopted.confirmations, adopted.persons]).toEqual([[], [], []]);
      adopted.statements.forEach((s, n) => {
        const there = read.statements[n]!;
        expect([s.grade, s.signed, s.recorded, s.awaits]).toEqual(['F6', false, now, null]);
        expect(s.id).not.toBe(there.id);
        expect(s.chain.slice(0, -1)).toEqual(there.chain);
        expect(s.chain.at(-1)).toMatchObject({ actor: from, affiliation: from });
        expect([s.party, s.organ, s.value, s.said]).toEqual([there.party, there.organ, there.value, there.said]);
      });
    }
  });

  it('T-NEG-06 no delivery moves a position that asks for a grade', () => {
    const d = dice(seed + 6);
    const topics = [...readContext.topics.values()];
    let known = 0;
    for (let i = 0; i < cases; i++) {
      const own = { ...randomRecords(d), relations: [] };
      const statements = own.statements.map(
        (s) => ({ ...s, kind: 'statement', mode: 'direct', awaits: null }) as const,
      );
      const delivered = deliver(randomRecords(d));
      const before = buildPositionBook(topics, { ...own, statements });
      const after = buildPositionBook(topics, {
        ...own,
        statements: [...statements, ...delivered.statements],
        relations: delivered.relations,
        retractions: [...own.retractions, ...delivered.retractions],
      });
      for (const of of parties)
        for (const { id } of topics) {
          const query = { topic: id, of, grade: d.pick(['B2', 'E5']), organ: d.pick(['any', 'all', 'legal']) };
          const then = before.answer(query, now, now);
          expect(value(after.answer(query, now + 1, now + 1)), `case ${i}`).toEqual(value(then));
          if (then.known) known++;
        }
    }
    expect(known).toBeGreaterThan(cases / 20);
  });
});
