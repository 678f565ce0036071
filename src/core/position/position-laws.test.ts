import { describe, expect, it, vi } from 'vitest';
import { hop, regrade, relate, retract } from '../../../test/lab/made-statements.ts';
import {
  lastTime,
  logTopics,
  randomLog,
  randomQuery,
  randomRecord,
} from '../../../test/properties/worlds/random-log.ts';
import { casesOf, type Dice, dice, seedOfRun } from '../../../test/properties/worlds/seeded.ts';
import { type AdmiraltyGrade, gradeAtLeast, isJudged } from './admiralty-grade.ts';
import { buildPositionBook } from './build-position-book.ts';
import type { PositionQuery } from './position-book.ts';
import type { Statement } from './statement.ts';
import type { StatementLog } from './statement-log.ts';
import type { Topic } from './topic.ts';

const seed = seedOfRun();
const cases = casesOf(2_000);
vi.setConfig({ testTimeout: 60_000 + cases * 60 });
/** When everything in a random log is known and confirmed. */
const end = lastTime + 20;

interface Story {
  readonly topic: Topic;
  readonly log: StatementLog;
  readonly query: PositionQuery;
  readonly at: number;
}

function forStories(offset: number, check: (d: Dice, story: Story, note: string) => void): void {
  const d = dice(seed + offset);
  for (let i = 0; i < cases; i++) {
    const story = { topic: d.pick(logTopics), log: randomLog(d), query: randomQuery(d), at: d.below(end) };
    check(d, story, `PROVISO_SEED=${seed} ${JSON.stringify(story)}`);
  }
}
const ask = (story: Story, log = story.log, known = end, query = story.query) =>
  buildPositionBook([story.topic], log).answer(query, story.at, known);
const value = (...asked: Parameters<typeof ask>): string | null => {
  const found = ask(...asked);
  return found.known ? found.value : null;
};
const carrier = (story: Story, log: StatementLog): string | null =>
  buildPositionBook([story.topic], log).basis(story.query, story.at, end).by;
const turned = (log: StatementLog, d: Dice): StatementLog => {
  const mixed = <T>(list: readonly T[] = []): readonly T[] => (d.oneIn(2) ? list.toReversed() : list);
  return {
    ...log,
    statements: mixed(log.statements),
    grades: mixed(log.grades),
    relations: mixed(log.relations),
    retractions: mixed(log.retractions),
    confirmations: mixed(log.confirmations),
  };
};
const withRecord = (log: StatementLog, more: Statement, joinedTo?: Statement): StatementLog => ({
  ...log,
  statements: [...log.statements, more],
  relations: [
    ...(log.relations ?? []),
    ...(joinedTo === undefined ? [] : [relate(more, joinedTo, 'same-event', more.recorded)]),
  ],
});
/** Recorded after everything else. */
const added = (d: Dice): Statement => ({ ...randomRecord(d, 'x'), recorded: end - 5, kind: 'statement', awaits: null });

/** What stands at the end of a story about one record, of which nothing is graded or taken back. */
function undisturbed(log: StatementLog, of: Statement, as: Partial<Statement> = {}): [StatementLog, Statement] {
  const made = { ...of, kind: 'statement' as const, joint: null, awaits: null, ...as };
  const others = <T extends { readonly statement: string }>(rows: readonly T[] = []): readonly T[] =>
    rows.filter((row) => row.statement !== of.id);
  const statements = log.statements.map((s) => (s === of ? made : s));
  const relations = (log.relations ?? []).map((r) => ({ ...r, differs: [] }));
  return [{ ...log, statements, relations, grades: others(log.grades), retractions: others(log.retractions) }, made];
}

interface Change {
  readonly before: StatementLog;
  readonly after: StatementLog;
  /** The only record that must not come to carry a value; every one when absent. */
  readonly by?: Statement;
}

/** The change may take a value away; none appears that did not stand. */
function neverOpens(offset: number, make: (d: Dice, log: StatementLog, query: PositionQuery) => Change | null): void {
  let tried = 0;
  let stood = 0;
  forStories(offset, (d, story, note) => {
    const made = make(d, story.log, story.query);
    if (made === null) return;
    tried++;
    const before = value(story, made.before);
    const after = value(story, made.after);
    if (before !== null) stood++;
    if (after !== null && (made.by === undefined || made.by.id === carrier(story, made.after)))
      expect(after, `${note} ${JSON.stringify(made)}`).toBe(before);
  });
  expect(tried).toBeGreaterThan(cases / 50);
  expect(stood).toBeGreaterThan(tried / 50);
}

describe('laws of positions', () => {
  it('the same records and times give the same answer, in any order of recording and of asking', () => {
    forStories(1, (d, story, note) => {
      const questions = Array.from({ length: 3 }, () => [randomQuery(d), d.below(end), d.below(end)] as const);
      const book = buildPositionBook([story.topic], story.log);
      const other = buildPositionBook([story.topic], turned(story.log, d));
      const first = questions.map((q) => [book.answer(...q), book.basis?.(...q)]);
      const second = questions.toReversed().map((q) => [other.answer(...q), other.basis?.(...q).statements]);
      expect(second.toReversed(), note).toEqual(
        first.map(([answer], i) => [answer, book.basis?.(...questions[i]!).statements]),
      );
      expect(
        questions.map((q) => [book.answer(...q), book.basis?.(...q)]),
        note,
      ).toEqual(first);
    });
  });

  it('T-NEG-07 whatever is recorded later changes nothing that was answered as known then', () => {
    forStories(2, (_, story, note) => {
      const known = story.at % lastTime;
      const by = <T extends { readonly recorded: number }>(list: readonly T[] = []): readonly T[] =>
        list.filter((row) => row.recorded <= known);
      const { log } = story;
      const then = {
        ...log,
        statements: by(log.statements),
        grades: by(log.grades),
        relations: by(log.relations),
        retractions: by(log.retractions),
        confirmations: by(log.confirmations),
      };
      expect(ask(story, log, known), note).toEqual(ask(story, then, known));
    });
  });

  it('no answer changes before its nextChange, and that one is a change', () => {
    forStories(3, (_, story, note) => {
      const book = buildPositionBook([story.topic], story.log);
      const bare = (at: number): unknown => ({ ...book.answer(story.query, at, end), nextChange: null });
      const { nextChange } = book.answer(story.query, story.at, end);
      for (let at = story.at; at < (nextChange ?? end + lastTime); at++) expect(bare(at), note).toEqual(bare(story.at));
      if (nextChange !== null) expect(bare(nextChange), note).not.toEqual(bare(story.at));
    });
  });

  it('a retraction takes away its record and nothing else: as if it had never been recorded', () => {
    forStories(4, (d, story, note) => {
      if (story.log.statements.length === 0) return;
      const wrong = d.pick(story.log.statements);
      const retractions = [...(story.log.retractions ?? []), retract(wrong, end - 5)];
      const without = { ...story.log, statements: story.log.statements.filter((s) => s !== wrong) };
      expect(ask(story, { ...story.log, retractions }), note).toEqual(ask(story, without));
      expect(ask(story, { ...story.log, retractions }, end - 6), note).toEqual(ask(story, story.log, end - 6));
    });
  });
});

describe('T-NEG-06 what is added never opens', () => {
  it('a record graded below what is asked: no value appears or goes, joined to an event or not', () => {
    const low = (d: Dice): AdmiraltyGrade => d.pick(['C3', 'A3', 'C1', 'F1', 'A6']);
    forStories(5, (d, story, note) => {
      const query = { ...story.query, grade: 'B2' };
      const more = { ...added(d), grade: low(d) };
      expect(gradeAtLeast(more.grade, 'B2')).toBe(false);
      const to = story.log.statements.length > 0 && d.oneIn(2) ? d.pick(story.log.statements) : undefined;
      expect(value(story, withRecord(story.log, more, to), end, query), note).toBe(value(story, story.log, end, query));
    });
  });

  it.each([
    ['relay', { chain: [hop('fresh'), hop('agency')] }],
    ['copy', { chain: [hop('fresh')], copy: 'd'.repeat(64) }],
    ['address', { chain: [hop('fresh')], source: { text: null, url: 'https://example.org/own' } }],
  ])('a record of the same words that shares a %s with the one that is there', (_, shared) => {
    neverOpens(6, (d, log) => {
      const first = log.statements.find((s) => s.party === 'b');
      if (first === undefined) return null;
      const carrier = { copy: 'd'.repeat(64), source: { text: null, url: 'https://example.org/own' } };
      // Nobody else runs through the agency, so that no other path is touched.
      const elsewhere = log.statements.map((s) =>
        s === first ? s : { ...s, chain: s.chain.filter((h) => !/agen/i.test(h.actor)) },
      );
      const mode = first.mode === 'direct' ? ('direct' as const) : ('indirect' as const);
      const [before, known] = undisturbed({ ...log, statements: elsewhere }, first, {
        ...carrier,
        mode,
        speaker: null,
        chain: [hop('agency')],
      });
      const plain = { ...known, copy: null, source: { text: null, url: null } };
      // Naming the shared relay as the speaker makes it no less shared.
      const speaker = d.pick([null, 'Agency']);
      const loose = { id: 'x', recorded: end - 5, mode: 'indirect' as const, signed: false, speaker };
      const more = { ...plain, ...loose, ...shared };
      return { before, after: withRecord(before, more, known) };
    });
  });

  it('a joint attribution, whatever it is joined to', () => {
    neverOpens(7, (d, log) => {
      const to = log.statements.length > 0 && d.oneIn(2) ? d.pick(log.statements) : undefined;
      return { before: log, after: withRecord(log, { ...added(d), joint: 'j' }, to) };
    });
  });

  it('a record that waits for a second person, whatever it is joined to', () => {
    neverOpens(8, (d, log) => {
      const to = log.statements.length > 0 && d.oneIn(2) ? d.pick(log.statements) : undefined;
      return { before: log, after: withRecord(log, { ...added(d), awaits: 500 }, to) };
    });
  });

  it('a paraphrase that says something else than the quotation of its event', () => {
    neverOpens(9, (d, log, query) => {
      const quotation = log.statements.find((s) => s.party === 'b' && s.mode === 'direct');
      if (quotation === undefined || !gradeAtLeast(quotation.grade, query.grade ?? quotation.grade)) return null;
      const [before, quoted] = undisturbed(log, quotation);
      const said = quoted.value === 'leave' ? 'stay' : 'leave';
      // Another quotation of the event that says the same would make it a faithful one.
      if (before.statements.some((s) => s.mode === 'direct' && s.value === said)) return null;
      const more = { ...added(d), party: quoted.party, mode: 'indirect' as const, value: said };
      return { before, after: withRecord(before, more, quoted) };
    });
  });

  // What the same organ said before may be uncovered; organs below it are not (decisions/0079).
  it('a worse grade, for what the record itself carries', () => {
    neverOpens(10, (d, log) => {
      const related = new Set((log.relations ?? []).flatMap((r) => [r.from, r.to]));
      const alone = log.statements.find((s) => s.party === 'b' && !related.has(s.id) && isJudged(s.grade));
      if (alone === undefined) return null;
      const before = { ...log, grades: (log.grades ?? []).filter((g) => g.statement !== alone.id) };
      const worse = regrade(alone, d.pick(['D4', 'E5', 'F6']), end - 5);
      return { before, after: { ...before, grades: [...before.grades, worse] }, by: alone };
    });
  });
});
