import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { PartyId } from '../../src/core/ids.ts';
import {
  type AdmiraltyGrade,
  buildPositionBook,
  type Confirmation,
  type GradeRow,
  type GrowingBook,
  type PositionQuery,
  type Relation,
  type Retraction,
  type Statement,
  type StatementLog,
  type Topic,
} from '../../src/core/position/index.ts';
import { hop, plainStatement } from '../lab/made-statements.ts';
import { logTopics } from './worlds/random-log.ts';
import { casesOf, seedOfRun } from './worlds/seeded.ts';

const seed = seedOfRun();
console.log(`next position book: PROVISO_SEED=${seed}`);
const numRuns = casesOf(500);
vi.setConfig({ testTimeout: 60_000 + numRuns * 60 });

/** Few ids, so that rows meet, and rows that come before the statement that they name. */
const ids = 9;
const lastTime = 20;
const time = fc.nat(lastTime);
const statementId = fc.nat(ids - 1).map((n) => `s${n}`);
const grade = fc.constantFrom<AdmiraltyGrade>('B2', 'A1', 'A3', 'C3', 'F6');
const act = { recorded: time, by: fc.constantFrom(null, 'ann', 'Bob'), awaits: fc.constantFrom(null, null, null, 500) };
const relay = fc.constantFrom('agency', 'rival', 'wire', 'Agentur', 'mfa');

const statement: fc.Arbitrary<Partial<Statement>> = fc.record({
  party: fc.constantFrom('b', 'b', 'b', 'c') as fc.Arbitrary<PartyId>,
  topic: fc.constantFrom('t', 't', 't', 'u'),
  kind: fc.constantFrom('statement', 'statement', 'statement', 'claim', 'assessment'),
  assessor: fc.constant('us'),
  organ: fc.constantFrom('mfa', 'head', null),
  value: fc.constantFrom('leave', 'stay', 'odd', null),
  mode: fc.constantFrom('indirect', 'direct', 'narrator-claim', null),
  speaker: fc.constantFrom(null, 'Agency'),
  said: time,
  chain: fc.array(
    relay.map((actor) => hop(actor, actor === 'wire' ? { affiliation: 'c' as PartyId } : {})),
    {
      maxLength: 2,
    },
  ),
  copy: fc.constantFrom(null, null, 'c'.repeat(64)),
  joint: fc.constantFrom(null, null, null, 'j'),
  signed: fc.boolean(),
  grade,
  ...act,
});

/** What comes one after the other. Ids of rows are their places in the story. */
type Step =
  | { readonly kind: 'statement'; readonly more: Partial<Statement> }
  | { readonly kind: 'grade'; readonly row: Omit<GradeRow, 'id'> }
  | { readonly kind: 'relation'; readonly row: Omit<Relation, 'id'> }
  | { readonly kind: 'retraction'; readonly row: Omit<Retraction, 'id'> }
  | { readonly kind: 'confirmation'; readonly row: Omit<Confirmation, 'id'> }
  /** Somebody is found to be known by another name, or to belong to a party. */
  | { readonly kind: 'actors'; readonly isOne: boolean }
  /** The other policy and scale. */
  | { readonly kind: 'topic' }
  /** A record in the place of one that was there: no log that only goes on. */
  | { readonly kind: 'replacement'; readonly of: number; readonly value: string }
  /** A book of what is only supposed, made and left. */
  | { readonly kind: 'supposed'; readonly more: Partial<Statement>; readonly joinedTo: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('statement' as const), more: statement }), weight: 6 },
  {
    arbitrary: fc.record({
      kind: fc.constant('relation' as const),
      row: fc.record({
        from: statementId,
        to: statementId,
        kind: fc.constantFrom('same-event', 'same-event', 'paraphrase-of', 'contradicts'),
        differs: fc.constantFrom([], ['value']) as fc.Arbitrary<Relation['differs']>,
        ...act,
      }),
    }),
    weight: 4,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('grade' as const),
      row: fc.record({ statement: statementId, grade, ...act }),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('retraction' as const),
      row: fc.record({ statement: statementId, why: fc.constant(null), ...act }),
    }),
    weight: 1,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('confirmation' as const),
      row: fc.record({ statement: statementId, by: fc.constantFrom('ann', 'bob', 'eve'), recorded: time }),
    }),
    weight: 2,
  },
  { arbitrary: fc.record({ kind: fc.constant('actors' as const), isOne: fc.boolean() }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('topic' as const) }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant('replacement' as const),
      of: fc.nat(ids - 1),
      value: fc.constantFrom('leave', 'stay'),
    }),
    weight: 1,
  },
  {
    arbitrary: fc.record({ kind: fc.constant('supposed' as const), more: statement, joinedTo: statementId }),
    weight: 1,
  },
);

const sometimes = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { freq: 1, nil: undefined });
const query: fc.Arbitrary<PositionQuery> = fc
  .record({
    topic: fc.constantFrom('t', 't', 't', 'u'),
    of: fc.constantFrom('b', 'b', 'b', 'c'),
    by: fc.constantFrom(undefined, undefined, undefined, 'us'),
    grade: sometimes(fc.constantFrom('B2', 'C3')),
    organ: sometimes(fc.constantFrom('any', 'all', 'mfa')),
    paths: sometimes(fc.constantFrom(1, 2)),
    signed: sometimes(fc.boolean()),
    stable: sometimes(fc.nat(5)),
    clock: sometimes(fc.constantFrom('later', 'recorded', 'said')),
    maxAge: sometimes(fc.nat(10)),
  })
  .map((asked) => Object.fromEntries(Object.entries(asked).filter(([, v]) => v !== undefined)) as never);
const question = fc.tuple(query, fc.nat(lastTime + 5), fc.nat(lastTime + 5), fc.nat(lastTime + 5));
/** Asked as known at two times, one after the other. */
type Question = readonly [query: PositionQuery, at: number, known: number, knownToo: number];

interface World {
  readonly topics: readonly Topic[];
  readonly log: Required<StatementLog>;
}

const aliases = {
  names: new Map([['agentur', 'agency']]),
  affiliations: new Map([['rival', 'c' as PartyId]]),
};
const topics: readonly Topic[] = [
  logTopics[0]!,
  { ...logTopics[1]!, scale: { values: ['odd', 'leave'], ordered: true } },
];
const empty: World = {
  topics: [topics[0]!],
  log: {
    statements: [],
    grades: [],
    relations: [],
    retractions: [],
    confirmations: [],
    actors: { names: new Map(), affiliations: new Map() },
  },
};

const other = ([topic]: readonly Topic[]): readonly Topic[] => topics.filter((one) => one !== topic);

/** The `place`-th of a story; statements take their ids in turn, and come back to the first. */
function after(world: World, one: Step, place: number): World {
  const { log } = world;
  const id = `row ${place}`;
  switch (one.kind) {
    case 'statement': {
      const made = { ...plainStatement(`s${log.statements.length % ids}`, 'b', 'leave', 0), ...one.more };
      return { ...world, log: { ...log, statements: [...log.statements, made] } };
    }
    case 'grade':
      return { ...world, log: { ...log, grades: [...log.grades, { id, ...one.row }] } };
    case 'relation':
      return { ...world, log: { ...log, relations: [...log.relations, { id, ...one.row }] } };
    case 'retraction':
      return { ...world, log: { ...log, retractions: [...log.retractions, { id, ...one.row }] } };
    case 'confirmation':
      return { ...world, log: { ...log, confirmations: [...log.confirmations, { id, ...one.row }] } };
    case 'actors':
      return { ...world, log: { ...log, actors: one.isOne ? aliases : empty.log.actors } };
    case 'topic':
      return { topics: other(world.topics), log };
    case 'replacement': {
      const { of, value } = one;
      return { ...world, log: { ...log, statements: log.statements.map((s, i) => (i === of ? { ...s, value } : s)) } };
    }
    case 'supposed': {
      const supposed = { ...plainStatement('x', 'b', 'leave', 0), ...one.more };
      const { recorded } = supposed;
      const join = { id, from: 'x', to: one.joinedTo, kind: 'same-event', differs: [] } as const;
      return {
        ...world,
        log: {
          ...log,
          statements: [...log.statements, supposed],
          relations: [...log.relations, { ...join, recorded, by: null, awaits: null }],
        },
      };
    }
  }
}

/** @param book one for each thing that is asked: the same for all, or one that nobody has asked before */
const answers = (book: () => GrowingBook, questions: readonly Question[]): unknown =>
  questions.map(([q, at, ...times]) =>
    times.map((known) => {
      const one = book();
      return [one.answer(q, at, known), one.basis(q, at, known), one.history(q, known, lastTime + 5)];
    }),
  );
const fromNothing = ({ topics: of, log }: World, questions: readonly Question[]): unknown =>
  answers(() => buildPositionBook(of, log), questions);

describe('the next position book', () => {
  it('is the book built from its topics and log alone, and leaves every earlier one as it was', () => {
    const opened = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 24, size: 'max' }),
        fc.array(question, { minLength: 1, maxLength: 3 }),
        fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
        (steps, questions, isAsked) => {
          let world = empty;
          let book = buildPositionBook(world.topics, world.log);
          const made = [{ book, world }];
          for (const [place, one] of steps.entries()) {
            const here = after(world, one, place);
            const next = book.next(here.topics, here.log);
            made.push({ book: next, world: here });
            if (one.kind !== 'supposed') [world, book] = [here, next];
            // A book that nobody asked has less to hand on.
            if (isAsked[place] === true) {
              expect(answers(() => next, questions)).toEqual(fromNothing(here, questions));
              if (questions.some(([q, at, known]) => next.answer(q, at, known).known)) opened.add(one.kind);
            }
          }
          for (const { book: one, world: of } of made)
            expect(answers(() => one, questions)).toEqual(fromNothing(of, questions));
        },
      ),
      { seed, numRuns },
    );
    // Enough of them were positions, after every kind of step.
    expect(opened.size).toBe(9);
  });

  it('takes over whatever a change does not touch: each new record weighs its own event again and no other', () => {
    const [topic] = topics;
    const said = (n: number): Statement => ({
      ...plainStatement(`s${n}`, 'b', 'leave', n),
      chain: [hop(`relay ${n}`)],
    });
    const log = { statements: Array.from({ length: 50 }, (_, n) => said(n)) };
    /** Actors are looked up for every path that is worked out, and only then. */
    let looks = 0;
    const names = new Map<string, string>();
    names.get = () => {
      looks++;
      return undefined;
    };
    const actors = { names, affiliations: new Map<string, PartyId>() };
    const asks = (book: GrowingBook): number => {
      const before = looks;
      book.answer({ topic: 't', of: 'b' as PartyId }, 100, 100);
      return looks - before;
    };
    const book = buildPositionBook([topic!], { ...log, actors });
    const once = asks(book);
    expect(once).toBeGreaterThanOrEqual(50);
    const next = book.next([topic!], { ...log, statements: [...log.statements, said(50)], actors });
    expect(asks(next) * 50).toBeLessThanOrEqual(once);
    // Other actors: nothing that was weighed can stand.
    expect(asks(next.next([topic!], { ...log, actors: { ...actors } }))).toBe(once);
  });
});
