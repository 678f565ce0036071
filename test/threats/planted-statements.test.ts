import { describe, expect, it } from 'vitest';
import {
  type Basis,
  buildPositionBook,
  type PatienceClock,
  type PositionQuery,
  type Statement,
  type StatementLog,
  type Topic,
} from '../../src/core/position/index.ts';
import { hop, logOf, plainStatement, regrade, relate, retract, via } from '../lab/made-statements.ts';

const topic: Topic = {
  id: 't',
  title: 'Who governs',
  scale: { values: ['stay', 'transition', 'leave'], ordered: true },
  policy: { kind: 'unanimous' },
};
const asked: PositionQuery = { topic: 't', of: plainStatement('x', 'b', null, 0).party, grade: 'B2', paths: 2 };
const says = (id: string, value: string, at: number, more: Partial<Statement> = {}): Statement => ({
  ...plainStatement(id, 'b', value, at),
  ...more,
});
type Parts = readonly (Statement | Partial<StatementLog>)[];
const now = 100;

function answer(parts: Parts, query = asked, at = now, known = at): string {
  const found = buildPositionBook([topic], logOf(...parts)).answer(query, at, known);
  return found.known ? found.value : found.why;
}
function basis(parts: Parts, query = asked): Basis {
  const found = buildPositionBook([topic], logOf(...parts)).basis?.(query, now, now);
  if (found === undefined) throw new Error('no basis');
  return found;
}
/** Records of one event: each is joined to the first. */
function event(...records: readonly Statement[]): Partial<StatementLog> {
  const first = records[0]!;
  return {
    statements: records,
    relations: records.slice(1).map((r) => relate(r, first, 'same-event', Math.max(r.recorded, first.recorded))),
  };
}

/** What the party really says: stay, in its own briefing as two agencies carried it. */
const honest = event(
  says('briefing-1', 'stay', 10, { chain: via('spokesperson', 'agency') }),
  says('briefing-2', 'stay', 10, { chain: via('spokesman', 'rival') }),
);

describe('T-NEG-06 what a planted statement can and cannot do', () => {
  it('a fabricated relay opens nothing, and the basis says which guard it misses', () => {
    const relay = says('planted', 'leave', 50, { chain: via('blog') });
    expect(answer([honest])).toBe('stay');
    expect(answer([honest, relay])).toBe('too-few-paths');
    const { by, notes, statements } = basis([honest, relay]);
    expect(by).toBeNull();
    expect(statements[0]).toMatchObject({ id: 'planted', paths: 1, lacks: 'too-few-paths' });
    expect(notes).toContain('too-few-paths: leave by mfa has 1 of 2 independent paths');
  });

  it('a fabricated relay that is graded low changes nothing at all', () => {
    const relay = says('planted', 'leave', 50, { chain: via('blog'), grade: 'E5' });
    expect(answer([honest, relay])).toBe('stay');
    expect(basis([honest, relay]).notes).toContain(
      'grade-too-low: planted (E5) of needed B2: opens nothing, contradicts nothing',
    );
  });

  it.each([
    ['relay', { chain: via('second outlet', 'Blog ') }],
    ['relay under another name', { chain: via('the weblog') }],
    ['copy', { chain: via('second outlet'), copy: 'c'.repeat(64) }],
    ['address', { chain: via('second outlet'), source: { text: null, url: 'https://example.org/story' } }],
  ])('a second relay of the same source counts once: they share a %s', (_, shared) => {
    const first = says('first', 'leave', 50, {
      chain: via('blog'),
      copy: 'c'.repeat(64),
      source: { text: null, url: 'https://example.org/story' },
    });
    const table = { actors: { names: new Map([['the weblog', 'blog']]), affiliations: new Map() } };
    const both = event(first, says('second', 'leave', 51, shared));
    expect(answer([both, table])).toBe('too-few-paths');
    expect(basis([both, table]).notes.join('\n')).toMatch(/one path: first, second share .+\nsingle-origin: leave/);
    const own = says('own', 'leave', 51, { chain: via('second outlet') });
    expect(answer([event(first, own), table])).toBe('leave');
  });

  it('a common source that comes to light later takes away what two relays had opened', () => {
    const first = says('first', 'leave', 50, { chain: via('agency') });
    const second = says('second', 'leave', 50, { chain: via('rival') });
    const link = says('link', 'leave', 50, { chain: via('agency', 'rival'), recorded: 70 });
    const all = event(first, second, link);
    expect(answer([all], asked, now, 69)).toBe('leave');
    expect(answer([all], asked, now, 70)).toBe('too-few-paths');
  });

  it('two relays that nobody has joined to one event are two events of one path each', () => {
    const apart = [
      says('first', 'leave', 50, { chain: via('agency') }),
      says('second', 'leave', 50, { chain: via('x') }),
    ];
    expect(answer(apart)).toBe('too-few-paths');
  });

  it('a late retraction flips back, and what was known before stays', () => {
    const forged = [says('f1', 'leave', 50, { chain: via('blog') }), says('f2', 'leave', 50, { chain: via('daily') })];
    const parts = [honest, event(...forged), { retractions: [retract(forged[1]!, 80)] }];
    expect(answer(parts, asked, now, 79)).toBe('leave');
    expect(answer(parts, asked, now, 80)).toBe('too-few-paths');
    const both = [...parts, { retractions: [retract(forged[0]!, 85)] }];
    expect(answer(both, asked, now, 85)).toBe('stay');
    expect(answer(both, asked, now, 79)).toBe('leave');
  });

  it('a rewritten quote: the paraphrase that says more than the quotation carries nothing', () => {
    const quotation = says('quotation', 'transition', 50, { mode: 'direct', chain: via('agency') });
    const headline = says('headline', 'leave', 50, { mode: 'indirect', chain: via('portal') });
    const parts = [event(quotation, headline)];
    const query = { ...asked, paths: 1 };
    expect(answer([headline], query)).toBe('leave');
    expect(answer(parts, query)).toBe('transition');
    expect(basis(parts, query).notes).toContain(
      'not-as-quoted: headline paraphrases as leave what is quoted as transition',
    );
  });

  it('a paraphrase that loses the condition of the quotation is no path for it', () => {
    const quotation = says('quotation', 'leave', 50, { mode: 'direct', chain: via('agency') });
    const weaker = says('weaker', 'leave', 50, { mode: 'indirect', chain: via('portal') });
    const faithful = event(quotation, weaker);
    expect(answer([faithful])).toBe('leave');
    const differs = relate(weaker, quotation, 'paraphrase-of', 50, { differs: ['condition'] });
    expect(answer([faithful, { relations: [differs] }])).toBe('too-few-paths');
  });

  it('one planted quotation does not silence a paraphrase that contradicts', () => {
    const leave = [
      says('l1', 'leave', 50, { mode: 'indirect', chain: via('agency') }),
      says('l2', 'leave', 50, { mode: 'indirect', chain: via('rival') }),
    ];
    const stay = says('s', 'stay', 50, { mode: 'indirect', chain: via('third') });
    const planted = says('planted', 'leave', 50, { mode: 'direct', chain: via('agency') });
    const second = says('second', 'leave', 50, { mode: 'direct', chain: via('rival') });
    expect(answer([event(...leave, stay)])).toBe('contested');
    expect(answer([event(...leave, stay, planted)])).toBe('contested');
    expect(answer([event(...leave, stay, planted, second)])).toBe('leave');
  });

  it('a mistranslation, kept as a translated hop with a lower grade, carries nothing', () => {
    const chain = [hop('ministry page'), hop('translator', { relation: 'translated', certainty: 40 })];
    const translated = says('translated', 'leave', 50, { chain, language: 'en', grade: 'B2' });
    const other = says('other', 'leave', 50, { chain: via('rival') });
    expect(answer([honest, event(translated, other)])).toBe('leave');
    const lowered = { grades: [regrade(translated, 'C4', 60)] };
    expect(answer([honest, event(translated, other), lowered], asked, now, 59)).toBe('leave');
    expect(answer([honest, event(translated, other), lowered])).toBe('too-few-paths');
    const retranslated = { ...asked, paths: 1 };
    expect(answer([honest, translated, lowered], retranslated)).toBe('stay');
  });

  it('a fake spokesperson speaks for no organ: asked for the organ, nothing is heard of it', () => {
    const fake = event(
      says('fake-1', 'leave', 50, { organ: null, speaker: 'Somebody', chain: via('blog') }),
      says('fake-2', 'leave', 50, { organ: null, speaker: 'Somebody', chain: via('daily') }),
    );
    expect(answer([honest, fake], { ...asked, organ: 'mfa' })).toBe('stay');
    expect(answer([honest, fake])).toBe('contested');
    expect(answer([fake], { ...asked, organ: 'mfa' })).toBe('none-on-record');
  });

  it.each([
    ['a claim of a third party', { kind: 'claim' as const, mode: 'narrator-claim' as const }],
    ["a narrator's own word", { mode: 'narrator-claim' as const }],
    ['an assessment', { kind: 'assessment' as const, assessor: 'us' }],
  ])('%s is never a position, and contradicts none', (_, more) => {
    const comment = event(
      says('c1', 'leave', 50, { ...more, chain: via('reader') }),
      says('c2', 'leave', 50, { ...more, chain: via('other reader') }),
    );
    expect(answer([comment])).toBe('none-on-record');
    expect(answer([honest, comment])).toBe('stay');
  });

  it('an organ that contradicts leaves the party contested, and the basis names both organs', () => {
    const kremlin = event(
      says('k1', 'leave', 50, { organ: 'kremlin', chain: via('tass') }),
      says('k2', 'leave', 50, { organ: 'kremlin', chain: via('wire') }),
    );
    expect(answer([honest, kremlin])).toBe('contested');
    expect(basis([honest, kremlin]).notes[0]).toBe(
      'contested: kremlin says leave (k1, B2), mfa says stay (briefing-1, B2)',
    );
  });

  it('an adverse relay and a single origin are noted', () => {
    const query = { ...asked, paths: 1 };
    const relayed = says('relayed', 'leave', 50, {
      chain: [hop('Sputnik', { affiliation: plainStatement('x', 'c', null, 0).party })],
    });
    expect(basis([relayed], query).notes).toEqual([
      'single-origin: leave rests on one path (relayed)',
      'adverse-relay: every path to leave runs through Sputnik (c)',
    ]);
    const independent = says('own', 'leave', 50, { chain: via('agency') });
    expect(basis([event(relayed, independent)], query).notes).toEqual([]);
  });

  it('what names several holders at once confirms none of them', () => {
    const joint = event(
      says('j1', 'leave', 50, { joint: 'j', chain: via('agency') }),
      says('j2', 'leave', 50, { joint: 'j', chain: via('rival') }),
    );
    expect(answer([joint])).toBe('joint-unconfirmed');
    expect(answer([honest, joint])).not.toBe('leave');
  });
});

describe('T-NEG-07 which clock a window runs by', () => {
  const patient = (clock?: PatienceClock): PositionQuery => ({
    ...asked,
    paths: 1,
    stable: 14,
    ...(clock === undefined ? {} : { clock }),
  });
  const backdated = says('backdated', 'leave', 10, { recorded: 50 });
  const ahead = says('ahead', 'leave', 50, { recorded: 10 });

  it.each([
    // Clock, first instant at which it is a position.
    ['backdated', undefined, 64, backdated],
    ['backdated', 'later', 64, backdated],
    ['backdated', 'recorded', 64, backdated],
    ['backdated', 'said', 24, backdated],
    ['future-dated', undefined, 64, ahead],
    ['future-dated', 'later', 64, ahead],
    ['future-dated', 'recorded', 50, ahead],
    ['future-dated', 'said', 64, ahead],
  ] as const)('a %s statement by the clock %s opens at %i, not an instant before', (_, clock, opens, statement) => {
    const book = buildPositionBook([topic], logOf(statement));
    expect(book.answer(patient(clock), opens - 1, now)).toMatchObject({ known: false, nextChange: opens });
    expect(book.answer(patient(clock), opens, now)).toMatchObject({ known: true, value: 'leave', since: opens });
  });

  it('a backdated statement changes nothing of what was known before it was recorded, by any clock', () => {
    for (const clock of ['later', 'recorded', 'said'] as const)
      expect(answer([honest, backdated], patient(clock), 49, 49)).toBe(answer([honest], patient(clock), 49, 49));
  });

  it('words that carry nothing do not shorten the patience with a backdated statement', () => {
    const joint = says('joint', 'leave', 20, { joint: 'j' });
    expect(answer([backdated, joint], patient(), 63, now)).toBe('too-fresh');
    expect(answer([backdated, joint], patient(), 64, now)).toBe('leave');
  });

  it('a future-dated renewal does not keep a statement young before it is said', () => {
    const query = { ...asked, paths: 1, maxAge: 20 };
    expect(answer([says('old', 'leave', 10), { ...ahead, said: 60 }], query, 31)).toBe('too-old');
    expect(answer([says('old', 'leave', 10), { ...ahead, said: 60 }], query, 60)).toBe('leave');
  });
});
