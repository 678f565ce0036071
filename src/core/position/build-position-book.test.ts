import { describe, expect, it } from 'vitest';
import { byTwoPaths, logOf, plainStatement, regrade, retract } from '../../../test/lab/made-statements.ts';
import { type PartyId, parsePartyId } from '../ids.ts';
import type { AdmiraltyGrade } from './admiralty-grade.ts';
import { buildPositionBook } from './build-position-book.ts';
import type { PositionAnswer, PositionQuery } from './position-book.ts';
import type { Statement } from './statement.ts';
import type { StatementLog } from './statement-log.ts';
import type { OrganPolicy, Topic } from './topic.ts';

const party = (id: string): PartyId => {
  const parsed = parsePartyId(id);
  if (!parsed.ok) throw new Error(id);
  return parsed.value;
};
const b = party('b');
const topicWith = (policy: OrganPolicy): Topic => ({
  id: 't',
  title: 'T',
  scale: { values: ['stay', 'transition', 'leave'], ordered: true },
  policy,
});
const unanimous = topicWith({ kind: 'unanimous' });
const headFirst = topicWith({ kind: 'authoritative-organ-first', organs: ['head', 'mfa'] });

let serial = 0;
/** A statement said and recorded at `said`. */
const says = (organ: string, value: string, said: number, more: Partial<Statement> = {}): Statement => ({
  ...plainStatement(`s${serial++}`, 'b', value, said),
  organ,
  ...more,
});
/** The same as it came by two chains that share nothing. */
const saysTwice = (...words: Parameters<typeof says>): Partial<StatementLog> => byTwoPaths(says(...words));
const any: PositionQuery = { topic: 't', of: b, organ: 'any' };
const ask = (
  query: PositionQuery,
  record: readonly (Statement | Partial<StatementLog>)[],
  at: number,
  known = at,
  topic = unanimous,
): PositionAnswer => buildPositionBook([topic], logOf(...record)).answer(query, at, known);
const brief = (answer: PositionAnswer): string => (answer.known ? answer.value : answer.why);

describe('which statement decides', () => {
  it('lets the newest statement decide', () => {
    expect(brief(ask(any, [says('mfa', 'stay', 10), says('mfa', 'leave', 20)], 30))).toBe('leave');
    expect(brief(ask(any, [says('mfa', 'stay', 10), says('mfa', 'leave', 20)], 19))).toBe('stay');
  });

  it('knows nothing of another party, another topic, an unknown topic', () => {
    expect(brief(ask(any, [says('mfa', 'leave', 10, { party: party('c') })], 30))).toBe('none-on-record');
    expect(brief(ask(any, [says('mfa', 'leave', 10, { topic: 'u' })], 30))).toBe('none-on-record');
    expect(brief(ask({ ...any, topic: 'u' }, [says('mfa', 'leave', 10, { topic: 'u' })], 30))).toBe('unknown-topic');
  });

  it('T-NEG-07 does not count a statement before it was said, whenever it was recorded', () => {
    const ahead = [says('mfa', 'leave', 100, { recorded: 10 })];
    expect(brief(ask(any, ahead, 99))).toBe('none-on-record');
    expect(ask(any, ahead, 99)).toMatchObject({ nextChange: 100 });
    expect(brief(ask(any, ahead, 100))).toBe('leave');
  });

  it('T-NEG-07 does not count a statement before it was recorded, however early it was said', () => {
    const backdated = [says('mfa', 'leave', 10, { recorded: 50 })];
    expect(brief(ask(any, backdated, 20, 49))).toBe('none-on-record');
    expect(brief(ask(any, backdated, 20, 50))).toBe('leave');
  });

  it('T-NEG-06 flips back when a statement turns out fabricated, and keeps what was known before', () => {
    const fabricated = says('mfa', 'leave', 20);
    const record = [says('mfa', 'stay', 10), fabricated, { retractions: [retract(fabricated, 60)] }];
    expect(brief(ask(any, record, 70, 59))).toBe('leave');
    expect(brief(ask(any, record, 70, 60))).toBe('stay');
  });

  it('never takes a value off the scale as a position, but lets it contradict', () => {
    expect(brief(ask(any, [says('mfa', 'odd', 10)], 30))).toBe('none-on-record');
    expect(brief(ask(any, [says('mfa', 'leave', 10), says('mfa', 'odd', 20)], 30))).toBe('contested');
  });
});

describe('guards', () => {
  it.each([
    ['B2', 'B2', true],
    ['A1', 'B2', true],
    ['B1', 'B2', true],
    ['A3', 'B2', false],
    ['C1', 'B2', false],
    ['F1', 'E5', false],
    ['A6', 'E5', false],
    ['F6', 'F6', false],
  ])('takes grade %s for at least %s: %s', (grade, least, passes) => {
    const answer = ask({ ...any, grade: least }, [says('mfa', 'leave', 10, { grade: grade as AdmiraltyGrade })], 30);
    expect(brief(answer)).toBe(passes ? 'leave' : 'grade-too-low');
  });

  it('names the guard that is missed: grade before paths before signature', () => {
    const query = { ...any, grade: 'B2', paths: 2, signed: true };
    expect(brief(ask(query, [], 30))).toBe('none-on-record');
    expect(brief(ask(query, [saysTwice('mfa', 'leave', 10, { grade: 'C3', signed: true })], 30))).toBe('grade-too-low');
    expect(brief(ask(query, [says('mfa', 'leave', 10, { signed: true })], 30))).toBe('too-few-paths');
    expect(brief(ask(query, [saysTwice('mfa', 'leave', 10)], 30))).toBe('not-signed');
    expect(brief(ask(query, [saysTwice('mfa', 'leave', 10, { signed: true })], 30))).toBe('leave');
  });

  it('T-NEG-06 a relay that misses a guard opens nothing, and closes when it contradicts at equal grade', () => {
    const query = { ...any, grade: 'B2', paths: 2 };
    const stay = saysTwice('mfa', 'stay', 10);
    expect(brief(ask(query, [stay, says('mfa', 'leave', 20)], 30))).toBe('too-few-paths');
    expect(brief(ask(query, [stay, says('mfa', 'leave', 20, { grade: 'C3' })], 30))).toBe('stay');
    expect(brief(ask(query, [stay, saysTwice('mfa', 'leave', 20)], 30))).toBe('leave');
  });

  it('T-NEG-06 a relay that misses a guard does not take back a contradiction', () => {
    const query = { ...any, paths: 2 };
    const record = [saysTwice('head', 'stay', 5), saysTwice('mfa', 'leave', 10)];
    expect(brief(ask(query, record, 30))).toBe('contested');
    expect(brief(ask(query, [...record, says('head', 'leave', 20)], 30))).toBe('contested');
    expect(brief(ask(query, [...record, saysTwice('head', 'leave', 20)], 30))).toBe('leave');
  });
});

describe('organs', () => {
  const split = [says('head', 'stay', 10), says('mfa', 'leave', 20)];

  it('two organs that disagree at equal or better grade are contested, whoever spoke last', () => {
    expect(brief(ask(any, split, 30))).toBe('contested');
    expect(brief(ask(any, [says('head', 'stay', 25), says('mfa', 'leave', 20)], 30))).toBe('contested');
  });

  it('a worse or incomparable grade contradicts nothing under `any`, and does under `all`', () => {
    const soft = [says('head', 'stay', 10, { grade: 'C2' }), says('mfa', 'leave', 20)];
    expect(brief(ask(any, soft, 30))).toBe('leave');
    expect(brief(ask({ ...any, organ: 'all' }, soft, 30))).toBe('contested');
    expect(brief(ask({ ...any, organ: 'all', grade: 'B2' }, soft, 30))).toBe('leave');
  });

  it('a name looks at that organ alone', () => {
    expect(brief(ask({ ...any, organ: 'mfa' }, split, 30))).toBe('leave');
    expect(brief(ask({ ...any, organ: 'head' }, split, 30))).toBe('stay');
    expect(brief(ask({ ...any, organ: 'press' }, split, 30))).toBe('none-on-record');
  });

  it("without a name the topic's policy decides: the authoritative organ that has spoken, else all must agree", () => {
    const query: PositionQuery = { topic: 't', of: b };
    expect(brief(ask(query, split, 30))).toBe('contested');
    expect(brief(ask(query, split, 30, 30, headFirst))).toBe('stay');
    expect(brief(ask(query, [says('mfa', 'leave', 10), says('press', 'stay', 20)], 30, 30, headFirst))).toBe('leave');
    expect(brief(ask(query, [says('army', 'leave', 10), says('press', 'stay', 20)], 30, 30, headFirst))).toBe(
      'contested',
    );
    expect(brief(ask(query, [says('army', 'leave', 10), says('press', 'leave', 20)], 30, 30, headFirst))).toBe('leave');
  });

  describe('T-NEG-06 an authority whose only words are graded down does not hand its turn to the next', () => {
    const query: PositionQuery = { topic: 't', of: b, grade: 'B2' };
    const head = says('head', 'stay', 10);
    const next = says('mfa', 'leave', 20);
    const down = { grades: [regrade(head, 'D4', 30)] };
    const at = (...more: (Statement | Partial<StatementLog>)[]): string =>
      brief(ask(query, [head, next, down, ...more], 50, 50, headFirst));

    it('the position is not known from then on, whatever the next organ says and whenever', () => {
      expect(brief(ask(query, [head, next, down], 50, 29, headFirst))).toBe('stay');
      expect(brief(ask(query, [head, next, down], 50, 30, headFirst))).toBe('grade-too-low');
      expect(at(says('mfa', 'leave', 40))).toBe('grade-too-low');
      expect(at(says('mfa', 'stay', 40))).toBe('grade-too-low');
    });

    it('until the words are taken back, graded anew, or followed by others that count', () => {
      expect(at({ retractions: [retract(head, 40)] })).toBe('leave');
      expect(at({ grades: [regrade(head, 'B2', 40)] })).toBe('stay');
      expect(at(says('head', 'transition', 40))).toBe('transition');
    });

    it('words that never counted are no turn: a planted article of low grade closes nothing', () => {
      const planted = says('head', 'stay', 10, { grade: 'D4' });
      expect(brief(ask(query, [planted, next], 50, 50, headFirst))).toBe('leave');
      const waiting = says('head', 'stay', 10, { awaits: 9, by: 'ann' });
      const lowered = { grades: [regrade(waiting, 'D4', 30)] };
      expect(brief(ask(query, [waiting, next, lowered], 50, 50, headFirst))).toBe('leave');
    });

    it('own staff are told whose turn it is and why', () => {
      const book = buildPositionBook([headFirst], logOf(head, next, down));
      const told = book.basis(query, 50, 50);
      expect(told.by).toBeNull();
      expect(told.notes[0]).toContain('grade-too-low: head has spoken');
    });

    it('a question that names organs by itself looks at those', () => {
      expect(brief(ask({ ...query, organ: 'mfa' }, [head, next, down], 50, 50, headFirst))).toBe('leave');
      expect(brief(ask({ ...query, organ: 'any' }, [head, next, down], 50, 50, headFirst))).toBe('leave');
    });
  });

  it('a higher authority that missed only a guard still contradicts a lower one', () => {
    const query: PositionQuery = { topic: 't', of: b, paths: 2 };
    const record = [saysTwice('mfa', 'leave', 10), says('head', 'stay', 20)];
    expect(brief(ask(query, record, 30, 30, headFirst))).toBe('contested');
  });

  it('contested at one instant whatever the order or grade: neither was last', () => {
    const x = says('mfa', 'leave', 10, { grade: 'A3' });
    const y = says('mfa', 'stay', 10, { grade: 'B2' });
    expect(brief(ask(any, [x, y], 30))).toBe('contested');
    expect(brief(ask(any, [y, x], 30))).toBe('contested');
  });
});

describe('hold-down and age', () => {
  const patient = { ...any, stable: 14 };

  it('opening needs patience: too fresh until it has stood, then known, exactly', () => {
    const record = [says('mfa', 'leave', 100)];
    expect(ask(patient, record, 100)).toEqual({ known: false, why: 'too-fresh', until: 114, nextChange: 114 });
    expect(ask(patient, record, 113)).toEqual({ known: false, why: 'too-fresh', until: 114, nextChange: 114 });
    expect(ask(patient, record, 114)).toEqual({ known: true, value: 'leave', since: 114, nextChange: null });
  });

  it('closing is immediate: another value ends the old one at once', () => {
    const record = [says('mfa', 'leave', 100), says('mfa', 'stay', 200)];
    expect(brief(ask(patient, record, 199))).toBe('leave');
    expect(ask(patient, record, 199, 200)).toMatchObject({ value: 'leave', nextChange: 200 });
    expect(ask(patient, record, 200)).toMatchObject({ known: false, why: 'too-fresh', until: 214 });
  });

  it('saying it again neither restarts the patience nor, once contested, spares it', () => {
    const again = [says('mfa', 'leave', 100), says('head', 'leave', 110)];
    expect(brief(ask(patient, again, 114))).toBe('leave');
    const wavered = [says('mfa', 'leave', 100), says('head', 'stay', 120), says('head', 'leave', 130)];
    expect(brief(ask(patient, wavered, 119))).toBe('leave');
    expect(brief(ask(patient, wavered, 125))).toBe('contested');
    expect(ask(patient, wavered, 130)).toMatchObject({ why: 'too-fresh', until: 144 });
  });

  it('is too old beyond max-age of its newest statement, to the microsecond', () => {
    const query = { ...any, maxAge: 50 };
    const record = [says('mfa', 'leave', 100), says('mfa', 'leave', 120)];
    expect(ask(query, record, 130)).toMatchObject({ known: true, nextChange: 171 });
    expect(brief(ask(query, record, 170))).toBe('leave');
    expect(ask(query, record, 171)).toMatchObject({ why: 'too-old', nextChange: null });
  });

  it('a value that lapsed needs its patience again', () => {
    const query = { ...any, maxAge: 50, stable: 14 };
    const record = [says('mfa', 'leave', 100), says('mfa', 'leave', 200)];
    expect(ask(query, record, 200)).toMatchObject({ why: 'too-fresh', until: 214 });
    // Said again in the very instant of the lapse: it never lapsed.
    expect(brief(ask(query, [says('mfa', 'leave', 100), says('mfa', 'leave', 151)], 151))).toBe('leave');
    expect(brief(ask(query, [says('mfa', 'leave', 100), says('mfa', 'leave', 152)], 152))).toBe('too-fresh');
    expect(ask({ ...any, maxAge: 10, stable: 14 }, record, 100)).toEqual({
      known: false,
      why: 'too-fresh',
      until: null,
      nextChange: 111,
    });
  });

  it('an old contradiction does not lapse: time alone opens only what patience and the statements say', () => {
    const record = [says('head', 'stay', 10), says('mfa', 'leave', 100)];
    expect(brief(ask({ ...any, maxAge: 50 }, record, 120))).toBe('contested');
  });
});
