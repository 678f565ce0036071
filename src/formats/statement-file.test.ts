import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainStatement, relate, via } from '../../test/lab/made-statements.ts';
import { type PartyId, parsePartyId } from '../core/ids.ts';
import type { Topic } from '../core/position/index.ts';
import type { Fault, Result } from '../core/result.ts';
import { parseTimestamp } from '../core/time.ts';
import type { StatementContext } from './statement-context.ts';
import { statementsFromValue } from './statement-file.ts';
import { readStrictYaml } from './strict-yaml.ts';
import { topicsFromValue } from './topic-file.ts';

const party = (id: string): PartyId => {
  const parsed = parsePartyId(id);
  if (!parsed.ok) throw new Error(id);
  return parsed.value;
};
const time = (text: string): number => {
  const at = parseTimestamp(text);
  if (at === null) throw new Error(text);
  return at;
};
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const topic: Topic = {
  id: 'assad-future',
  title: 'Who governs',
  scale: { values: ['stay', 'transition-only', 'must-leave'], ordered: true },
  policy: { kind: 'unanimous' },
};
const context: StatementContext = {
  parties: new Map([
    [party('b'), ['mfa', 'kremlin']],
    [party('c'), []],
  ]),
  topics: new Map([[topic.id, topic]]),
  coalitions: new Set(['isac']),
  self: party('us'),
  statements: new Map(),
  copies: new Map(),
  relations: [],
  recorded: time('2016-01-10T09:00:00Z'),
  by: 'clerk',
  sha256,
  encodeUtf8: (text) => new TextEncoder().encode(text),
  decodeUtf8: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
};
const fromYaml = (text: string) => {
  const value = readStrictYaml(text);
  if (!value.ok) throw new Error(JSON.stringify(value.error));
  return statementsFromValue(value.value, context);
};
const nothing = { copies: [], relations: [], grades: [], retractions: [], confirmations: [], persons: [] };
const lines = (result: Result<unknown, Fault[]>): string[] =>
  result.ok ? [] : result.error.map((f) => `${f.at}: ${f.problem}`);
const good = {
  party: 'party:b',
  organ: 'mfa',
  topic: 'assad-future',
  value: 'must-leave',
  said: '2016-01-09T12:00:00Z',
};

const furtherFields = [
  'via',
  'chain',
  'paths',
  'url',
  'joint',
  'spans',
  'inferred',
  'copy',
  'assessor',
  'kind',
  'drift',
];
const sections = ['statements', 'copies', 'relations', 'grades', 'persons'];

describe('statement file', () => {
  it('reads one statement with every field', () => {
    const read = fromYaml(`
id: s-1
party: b
organ: mfa
topic: assad-future
value: must-leave
said: 2016-01-09T12:00:00Z
grade: b2
signed: true
via: [spokesperson, agency, second outlet]
source: briefing of 9 January
url: https://example.org/a
note: |
  quoted in full
`);
    expect(read).toEqual({
      ok: true,
      value: {
        ...nothing,
        statements: [
          {
            ...plainStatement('s-1', 'b', 'must-leave', time('2016-01-09T12:00:00Z')),
            topic: 'assad-future',
            recorded: context.recorded,
            by: 'clerk',
            grade: 'B2',
            signed: true,
            chain: via('spokesperson', 'agency', 'second outlet'),
            source: { text: 'briefing of 9 January', url: 'https://example.org/a' },
            note: 'quoted in full',
          },
        ],
      },
    });
  });

  it('reads a list and a list under `statements`, as JSON too, alike', () => {
    const two = [good, { ...good, organ: 'kremlin' }];
    const list = statementsFromValue(two, context);
    expect(list.ok && list.value.statements.length).toBe(2);
    expect(fromYaml(JSON.stringify({ statements: two }))).toEqual(list);
  });

  it('leaves out nothing silently: grade F6, not signed, no chain when the file does not say', () => {
    const read = statementsFromValue(good, context);
    expect(read.ok && read.value.statements[0]).toMatchObject({ grade: 'F6', signed: false, chain: [], copy: null });
  });

  it('takes a day as its 24 hours and an interval by its end', () => {
    const day = statementsFromValue({ ...good, said: '2016-01-08' }, context);
    expect(day.ok && day.value.statements[0]).toMatchObject({
      saidFrom: time('2016-01-08T00:00:00Z'),
      said: time('2016-01-08T23:59:59.999999Z'),
    });
    const span = statementsFromValue({ ...good, said: { from: '2015-12-01', until: '2015-12-03T10:00:00Z' } }, context);
    expect(span.ok && span.value.statements[0]).toMatchObject({
      saidFrom: time('2015-12-01T00:00:00Z'),
      said: time('2015-12-03T10:00:00Z'),
    });
  });

  it('knows that what is on record by now has been said by now', () => {
    const today = statementsFromValue({ ...good, said: '2016-01-10' }, context);
    expect(today.ok && today.value.statements[0]?.said).toBe(context.recorded);
    const tomorrow = statementsFromValue({ ...good, said: '2016-01-11' }, context);
    expect(tomorrow.ok && tomorrow.value.statements[0]?.said).toBe(time('2016-01-11T23:59:59.999999Z'));
  });

  it('gives the same id to the same words from the same place, whatever the grade or the day of recording', () => {
    const id = (value: object, recorded = context.recorded): string | undefined => {
      const read = statementsFromValue(value, { ...context, recorded });
      return read.ok ? read.value.statements[0]?.id : undefined;
    };
    expect(id(good)).toMatch(/^statement:[0-9a-f]{32}$/);
    expect(id({ ...good, grade: 'A1', note: 'later' }, context.recorded + 1)).toBe(id(good));
    expect(id({ ...good, value: 'stay' })).not.toBe(id(good));
    expect(id({ ...good, via: ['relay'] })).not.toBe(id(good));
  });

  it.each([
    ['an unknown party', { party: 'z' }, 'party: "z" is not a known party'],
    ['an unknown topic', { topic: 'weather' }, 'topic: "weather" is not a known topic'],
    ['a value off the scale', { value: 'maybe' }, 'value: "maybe" is not on the scale of assad-future'],
    ['an organ that is not of the party', { organ: 'press' }, 'organ: "press" is not an organ of b'],
    ['the reserved name any', { party: 'c', organ: 'any' }, 'organ: "any" cannot be the name of an organ'],
    ['31 April', { said: '2016-04-31' }, 'said: "2016-04-31" is not a time'],
    ['29 February of a common year', { said: '2015-02-29T00:00:00Z' }, 'said: "2015-02-29T00:00:00Z" is not a time'],
    ['a time without zone', { said: '2016-01-09T12:00:00' }, 'said: "2016-01-09T12:00:00" is not a time'],
    [
      'an interval that ends first',
      { said: { from: '2016-01-02', until: '2016-01-01' } },
      'said.until: lies before `from`',
    ],
    ['half an interval', { said: { from: '2016-01-02' } }, 'said.until: missing or not a time'],
    ['a grade off the scale', { grade: 'G1' }, 'grade: "G1" is not an Admiralty grade'],
    [
      'a path count of its own',
      { paths: 2 },
      'paths: is counted by this node: paths that share no relay, copy or address',
    ],
    ['a signature that is text', { signed: 'yes' }, 'signed: "yes" is neither true nor false'],
    ['an address that runs code', { url: 'javascript:alert(1)' }, 'url: "javascript:alert(1)" is not an address'],
    ['an unknown field', { vaule: 'x' }, 'vaule: unknown field'],
    ['T-NEG-07 a recorded time of its own', { recorded: '2015-01-01T00:00:00Z' }, 'recorded: is set by this node'],
    [
      'a control character',
      { source: 'a\u0007b' },
      'source: "a\u0007b" is not text of 1 to 2000 characters without control characters',
    ],
    [
      'a lone surrogate',
      { note: 'a\ud800' },
      'note: "a\ud800" is not text of 1 to 10000 characters without control characters',
    ],
  ])('refuses %s and names the place', (_, change, fault) => {
    expect(lines(statementsFromValue({ ...good, ...change }, context))).toEqual([fault]);
  });

  it('reports the faults of all statements together, and each names a valid value', () => {
    const read = statementsFromValue(
      { statements: [{ ...good, party: 'z', grade: 'G1' }, good, { ...good, topic: 'x' }, 7] },
      context,
    );
    expect(lines(read)).toEqual([
      'statements[3]: not a map of fields',
      'statements[0].party: "z" is not a known party',
      'statements[0].grade: "G1" is not an Admiralty grade',
      'statements[2].topic: "x" is not a known topic',
    ]);
    expect(!read.ok && read.error.every((f) => (f.valid ?? '') !== '')).toBe(true);
  });

  it('names every missing field at once', () => {
    expect(lines(statementsFromValue({}, context))).toEqual(
      ['party', 'topic', 'value', 'said'].map((f) => `${f}: missing`),
    );
  });

  it('refuses the same statement twice', () => {
    expect(lines(statementsFromValue([good, good], context))[0]).toContain('is there twice');
  });

  it('answers any value with a result, never an exception', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(...Object.keys(good), ...furtherFields, ...sections),
        (value, field) => {
          expect(typeof statementsFromValue(value, context).ok).toBe('boolean');
          expect(typeof statementsFromValue({ ...good, [field]: value }, context).ok).toBe('boolean');
          expect(typeof topicsFromValue(value).ok).toBe('boolean');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('statement files that are not taken', () => {
  const page = { text: 'The ministry said: he must leave, must leave now.', url: 'https://example.org/page' };
  const hash = sha256(page.text);
  const held = { ...good, copy: page.url };
  const faultsOf = (value: object, more: Partial<StatementContext> = {}): readonly Fault[] => {
    const read = statementsFromValue(value, { ...context, ...more });
    return read.ok ? [] : read.error;
  };
  const three = ['s-1', 's-2', 's-3'].map((id) => ({ ...good, id }));
  const follows = (from: string, to: string, kind = 'responds-to') => ({ from, to, kind });
  const circle = {
    statements: three,
    relations: [follows('s-1', 's-2'), follows('s-2', 's-3'), follows('s-3', 's-1')],
  };

  it('takes the same files when they are right', () => {
    const spans = { cue: 'said', content: [{ from: 19, to: 32, text: 'he must leave' }] };
    const right = statementsFromValue(
      { statements: [{ ...held, spans }], copies: [{ ...page, sha256: hash }] },
      context,
    );
    expect(right.ok && right.value.statements[0]).toMatchObject({ copy: hash, spans: { cue: { from: 13, to: 17 } } });
    expect(faultsOf({ ...circle, relations: circle.relations.slice(0, 2) })).toEqual([]);
    const both = circle.relations.map((r) => ({ ...r, kind: 'same-event' }));
    expect(faultsOf({ ...circle, relations: both })).toEqual([]);
  });

  it.each<[string, object, readonly string[]]>([
    ['a holder nobody knows', { ...good, party: undefined, joint: ['b', 'z'] }, ['joint[1]']],
    ['a joint attribution of one holder', { ...good, party: undefined, joint: ['b'] }, ['joint']],
    ['a joint attribution with a party beside it', { ...good, joint: ['b', 'c'] }, ['party']],
    ['a hop at 30 February', { ...good, chain: [{ actor: 'agency', time: '2016-02-30' }] }, ['chain[0].time']],
    [
      'a copy fetched in the future',
      { statements: [held], copies: [{ ...page, fetched: '2017-01-01T00:00:00Z' }] },
      ['copies[0].fetched'],
    ],
    [
      'a copy with another hash',
      { statements: [held], copies: [{ ...page, sha256: sha256('other') }] },
      ['copies[0].sha256'],
    ],
    ['a copy nobody has', held, ['copy']],
    ['spans without a copy', { ...good, spans: { cue: 'said' } }, ['spans.unit']],
    [
      'words that are not in the copy',
      { statements: [{ ...held, spans: { cue: 'denied' } }], copies: [page] },
      ['statements[0].spans.cue'],
    ],
    [
      'words that stand there twice',
      { statements: [{ ...held, spans: { quotes: ['must leave'] } }], copies: [page] },
      ['statements[0].spans.quotes[0]'],
    ],
    [
      'a span beyond the end of the copy',
      { statements: [{ ...held, spans: { cue: { from: 0, to: 1_000 } } }], copies: [page] },
      ['statements[0].spans.cue'],
    ],
    [
      'a span that runs backwards',
      { statements: [{ ...held, spans: { cue: { from: 17, to: 13 } } }], copies: [page] },
      ['statements[0].spans.cue'],
    ],
    [
      'a span with other words than the copy',
      { statements: [{ ...held, spans: { cue: { from: 13, to: 17, text: 'says' } } }], copies: [page] },
      ['statements[0].spans.cue.text'],
    ],
    ['relations that run in a circle', circle, ['relations[0]']],
    ['a relation to a statement nobody knows', { ...circle, relations: [follows('s-1', 's-9')] }, ['relations[0].to']],
    ['a relation to itself', { ...circle, relations: [follows('s-1', 's-1', 'same-event')] }, ['relations[0].to']],
    [
      'T-NEG-07 grades with a time of their own',
      { statements: three, grades: [{ statement: 's-1', grade: 'A1', recorded: '2015-01-01' }] },
      ['grades[0].recorded'],
    ],
    ['a number of paths and a recorded time', { ...good, paths: 3, recorded: '2015-01-01' }, ['recorded', 'paths']],
  ])('%s: names the place and a valid value, and takes nothing', (_, file, places) => {
    const faults = faultsOf(file);
    expect(faults.map((f) => f.at)).toEqual(places);
    for (const fault of faults) expect(fault.valid ?? '').not.toBe('');
  });

  it('a circle that closes over what is on record already', () => {
    const id = (n: number): string => `s-${n}`;
    const onRecord = new Map(three.map((s) => [s.id, plainStatement(s.id, 'b', 'stay', 0)]));
    const [a, b, c] = [...onRecord.values()];
    const relations = [relate(a!, b!, 'drift-from', 1), relate(b!, c!, 'drift-from', 1)];
    const closing = { relations: [follows(id(3), id(1), 'drift-from')] };
    const faults = faultsOf(closing, { statements: onRecord, relations });
    expect(faults.map((f) => f.at)).toEqual(['relations[0]']);
    expect(faults[0]?.problem).toContain('runs in a circle by drift-from');
  });

  it('a joint attribution becomes one row for each holder, none confirmed', () => {
    const read = statementsFromValue({ ...good, id: 's', party: undefined, joint: ['b', 'c'] }, context);
    expect(read.ok && read.value.statements.map((s) => [s.id, s.party, s.joint])).toEqual([
      ['s.b', 'b', 's'],
      ['s.c', 'c', 's'],
    ]);
  });
});

describe('topic file', () => {
  it('reads a topic with the organs that speak first', () => {
    const value = {
      id: 't',
      title: 'T',
      scale: ['a', 'b'],
      policy: 'authoritative-organ-first',
      organs: ['head', 'mfa'],
    };
    expect(topicsFromValue({ topics: [value] })).toEqual({
      ok: true,
      value: [
        {
          id: 't',
          title: 'T',
          scale: { values: ['a', 'b'], ordered: true },
          policy: { kind: 'authoritative-organ-first', organs: ['head', 'mfa'] },
        },
      ],
    });
  });

  it('lets all organs agree and the scale be ordered when the file does not say', () => {
    const read = topicsFromValue({ id: 't', scale: ['a', 'b'] });
    expect(read.ok && read.value[0]).toEqual({
      id: 't',
      title: 't',
      scale: { values: ['a', 'b'], ordered: true },
      policy: { kind: 'unanimous' },
    });
  });

  it.each([
    ['one value only', { scale: ['a'] }, 'scale: 1 values'],
    ['a value twice', { scale: ['a', 'b', 'a'] }, 'scale[2]: "a" is there twice'],
    ['a value that is a number', { scale: ['a', 1] }, 'scale[1]: number is not text of 1 to 64 characters'],
    ['an id with blanks', { id: 'a topic' }, 'id: "a topic" is not a slug'],
    ['an unknown policy', { policy: 'majority' }, 'policy: "majority" is not a policy'],
    ['organs without their policy', { organs: ['mfa'] }, 'organs: has no meaning under policy unanimous'],
    ['their policy without organs', { policy: 'authoritative-organ-first' }, 'organs: missing'],
  ])('refuses %s and names the place', (_, change, fault) => {
    expect(lines(topicsFromValue({ id: 't', scale: ['a', 'b'], ...change }))).toEqual([fault]);
  });

  it('refuses a topic twice', () => {
    const t = { id: 't', scale: ['a', 'b'] };
    expect(lines(topicsFromValue([t, t]))).toEqual(['topics[1].id: "t" is there twice']);
  });
});
