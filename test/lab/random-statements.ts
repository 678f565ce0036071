import { createHash } from 'node:crypto';
import type { PartyId } from '../../src/core/ids.ts';
import {
  type AdmiraltyGrade,
  fidelityAspects,
  hopRelations,
  type Person,
  quotationModes,
  type Relation,
  type RetrievedCopy,
  relationKinds,
  type Spans,
  type Statement,
  speechActs,
  statementKinds,
  type Topic,
} from '../../src/core/position/index.ts';
import type { Micros } from '../../src/core/time.ts';
import type { StatementContext, StatementRecords } from '../../src/formats/index.ts';
import type { NoteForm, NotesContext } from '../../src/formats/statement-notes/index.ts';
import type { Dice } from '../properties/worlds/seeded.ts';
import { nodePlatform } from '../stix/node-platform.ts';

/** Random statement records of every shape that a statement file can bring about, and what they are read against. */

const party = (id: string): PartyId => id as PartyId;
const self = party('us');
export const parties: readonly PartyId[] = ['us', 'energy-isac', 'russia'].map(party);
const organs = ['legal', 'Ministry of Defence'];
const topics: ReadonlyMap<string, Topic> = new Map(
  ['no-resale', 'assad-future'].map((id) => [
    id,
    {
      id,
      title: `On ${id}`,
      scale: { values: ['no', 'perhaps', 'undertaken'], ordered: true },
      policy: { kind: 'unanimous' },
    },
  ]),
);
const start: Micros = 1_767_225_600_000_000;
export const now: Micros = start + 90 * 86_400_000_000;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const readContext: StatementContext = {
  parties: new Map(parties.map((id) => [id, id === 'us' ? [] : organs])),
  topics,
  coalitions: new Set(['allies']),
  self,
  statements: new Map(),
  copies: new Map(),
  relations: [],
  recorded: now,
  by: 'importer',
  sha256,
  encodeUtf8: nodePlatform.encodeUtf8,
  decodeUtf8: nodePlatform.decodeUtf8Fatal,
};

export const notesContext = (form: NoteForm = 'record'): NotesContext => ({
  self,
  parties: new Map(parties.map((id, i) => [id, { name: `The party ${id}`, since: start + i }])),
  topics,
  form,
  encodeUtf8: nodePlatform.encodeUtf8,
  sha1: nodePlatform.sha1,
});

const words = [
  'we',
  'will not',
  'cooperate',
  '«да»',
  'until',
  '😀',
  'line\nbreak',
  '"quoted"',
  '\u05d0\u05d1',
  '= $x',
  'e\u0301',
];
const phrase = (d: Dice): string => Array.from({ length: 1 + d.below(6) }, () => d.pick(words)).join(' ');
const maybe = <T>(d: Dice, make: () => T): T | null => (d.oneIn(2) ? null : make());
const grade = (d: Dice): AdmiraltyGrade =>
  `${d.pick(['A', 'B', 'C', 'D', 'E', 'F'] as const)}${d.pick([1, 2, 3, 4, 5, 6] as const)}`;
const certainty = (d: Dice): number => d.below(101);
/** Some microsecond of the two months before the last. */
const moment = (d: Dice): Micros => start + d.below(60 * 86_400) * 1_000_000 + d.below(1_000_000);
const some = <T>(d: Dice, most: number, make: (i: number) => T): T[] =>
  Array.from({ length: d.below(most + 1) }, (_, i) => make(i));

function randomCopy(d: Dice): RetrievedCopy {
  const text = `${d.oneIn(8) ? '\ufeff' : ''}${some(d, 5, () => phrase(d)).join('. ')}.`;
  const binary = Uint8Array.from([0xff, d.below(256), d.below(256), 0]);
  const bytes = d.oneIn(4) ? binary : nodePlatform.encodeUtf8(text);
  return {
    sha256: sha256(bytes),
    media: d.pick(['text/html', 'text/plain', 'application/pdf']),
    bytes: bytes.length,
    content: bytes === binary ? { base64: Buffer.from(bytes).toString('base64') } : { text },
    locators: [0, ...some(d, 2, (i) => i)].map((i) => ({
      url: maybe(d, () => `https://news.example/${i}/${d.below(1_000)}`),
      fetched: maybe(d, () => moment(d)),
    })),
    recorded: moment(d),
  };
}

/** Spans in the middle of the copy's text, in any of the three units. */
function randomSpans(d: Dice, copy: RetrievedCopy): Spans | null {
  if (!('text' in copy.content)) return null;
  const points = Array.from(copy.content.text);
  const unit = d.pick(['utf-16', 'code-point', 'byte'] as const);
  const measure = (text: string): number =>
    unit === 'utf-16' ? text.length : unit === 'code-point' ? Array.from(text).length : Buffer.byteLength(text);
  const span = () => {
    const from = d.below(points.length);
    const to = from + 1 + d.below(points.length - from);
    const [before, inside] = [points.slice(0, from).join(''), points.slice(from, to).join('')];
    const begin = measure(before);
    return { from: begin, to: begin + measure(inside), text: inside, owner: maybe(d, () => 'narrator') };
  };
  return {
    unit,
    source: maybe(d, span),
    cue: maybe(d, span),
    content: some(d, 2, span),
    quotes: some(d, 2, span),
    owner: maybe(d, () => 'RT'),
  };
}

function randomStatement(d: Dice, n: number, copies: readonly RetrievedCopy[]): Statement {
  const kind = d.pick(statementKinds);
  const drift = d.oneIn(6) ? d.pick(['softened', 'hardened'] as const) : null;
  const copy = copies.length === 0 || d.oneIn(3) ? null : d.pick(copies);
  const said = moment(d);
  const value = (kind === 'claim' || drift !== null) && d.oneIn(2) ? null : d.pick(['no', 'perhaps', 'undertaken']);
  const text = (max = 200): string | null => maybe(d, () => phrase(d).slice(0, max).trim());
  return {
    id: `s:${n}`,
    kind,
    party: d.pick(parties),
    organ: maybe(d, () => d.pick(organs)),
    speaker: text(),
    role: text(),
    addressee: text(),
    assessor: kind === 'assessment' ? d.pick(['us', 'russia', 'coalition:allies']) : null,
    act: maybe(d, () => d.pick(speechActs)),
    mode: drift === null ? maybe(d, () => d.pick(quotationModes)) : 'narrator-claim',
    topic: d.pick([...topics.keys()]),
    value,
    condition: text(),
    said,
    saidFrom: maybe(d, () => said - d.below(1_000_000_000)),
    saidCertainty: maybe(d, () => certainty(d)),
    recorded: Math.max(said, moment(d)),
    by: text(),
    language: maybe(d, () => d.pick(['en', 'ru-RU', 'he'])),
    inferred: some(d, 2, () => ({
      part: d.pick(['organ', 'act']),
      certainty: maybe(d, () => certainty(d)),
      why: text(),
    })),
    spans: copy === null ? null : maybe(d, () => randomSpans(d, copy)),
    chain: some(d, 3, () => ({
      actor: phrase(d),
      relation: d.pick(hopRelations),
      certainty: maybe(d, () => certainty(d)),
      evidence: text(),
      time: maybe(d, () => moment(d)),
      affiliation: maybe(d, () => d.pick(parties)),
    })),
    copy: copy?.sha256 ?? null,
    joint: maybe(d, () => `joint:${d.below(9)}`),
    signed: d.oneIn(4),
    grade: grade(d),
    drift,
    source: { text: text(), url: maybe(d, () => `https://news.example/${n}?q=1`) },
    note: text(),
    awaits: maybe(d, () => d.below(5_000)),
  };
}

const act = (d: Dice) => ({
  recorded: moment(d),
  by: maybe(d, () => d.pick(['first', 'second'])),
  awaits: maybe(d, () => d.below(500)),
});

function randomPerson(d: Dice, n: number): Person {
  return {
    id: `person-${n}`,
    name: phrase(d),
    roles: some(d, 2, () => {
      const from = maybe(d, () => moment(d));
      return {
        party: d.pick(parties),
        organ: maybe(d, () => d.pick(organs)),
        role: phrase(d),
        from,
        to: maybe(d, () => (from ?? start) + d.below(3) * 1_000_000),
      };
    }),
  };
}

/** Relations run from later to earlier numbers, so that none runs in a circle. */
function randomRelation(d: Dice, n: number, count: number): Relation {
  const from = 1 + d.below(count - 1);
  const differs = d.some(fidelityAspects).sort();
  return {
    id: `relation:${n}`,
    from: `s:${from}`,
    to: `s:${d.below(from)}`,
    kind: d.pick(relationKinds),
    differs,
    ...act(d),
  };
}

export function randomRecords(d: Dice): StatementRecords {
  const copies = [...new Map(some(d, 3, () => randomCopy(d)).map((c) => [c.sha256, c])).values()];
  const statements = [0, ...some(d, 5, (i) => i + 1)].map((n) => randomStatement(d, n, copies));
  const rows = <T>(make: (statement: string, n: number) => T): T[] => {
    const made = some(d, 4, (n) => [d.below(statements.length), n] as const);
    return made.sort(([a], [b]) => a - b).map(([at, n]) => make(`s:${at}`, n));
  };
  return {
    statements,
    copies,
    relations: statements.length < 2 ? [] : some(d, 4, (n) => randomRelation(d, n, statements.length)),
    grades: rows((statement, n) => ({ id: `grade:${n}`, statement, grade: grade(d), ...act(d) })),
    retractions: rows((statement, n) => ({
      id: `retraction:${n}`,
      statement,
      why: maybe(d, () => phrase(d)),
      ...act(d),
    })),
    confirmations: rows((statement, n) => ({
      id: `confirmation:${n}`,
      statement,
      by: d.pick(['first', 'second']),
      recorded: moment(d),
    })),
    persons: some(d, 2, (n) => randomPerson(d, n)),
  };
}
