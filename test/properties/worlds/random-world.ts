import {
  type Condition,
  type ConditionTree,
  type Form,
  type GateFacts,
  isCondition,
  type LegStanding,
  legStates,
  type ObjectView,
  operandKey,
  partsOf,
  type StatedFact,
} from '../../../src/core/conditions/index.ts';
import { type PartyId, parsePartyId } from '../../../src/core/ids.ts';
import {
  type AdmiraltyGrade,
  buildPositionBook,
  type PositionBook,
  type Statement,
  type StatementLog,
  type Topic,
} from '../../../src/core/position/index.ts';
import type { TermsText } from '../../../src/core/terms/index.ts';
import { type Micros, parseTimestamp } from '../../../src/core/time.ts';
import { byTwoPaths, logOf, plainStatement, via } from '../../lab/made-statements.ts';
import { accordId, noon, operandPools, scaleValues } from './operand-pools.ts';
import type { Dice } from './seeded.ts';

const hour = 3_600_000_000;

function partyId(text: string): PartyId {
  const parsed = parsePartyId(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}
const giver = partyId('a');
const receiver = partyId('b');
const noonMicros = parseTimestamp(noon) ?? 0;

/** Everything one decision may look at, plain enough to be printed. */
export interface World {
  readonly at: Micros;
  readonly known: Micros;
  readonly added: Micros;
  readonly agreementSince: Micros | null;
  readonly log: StatementLog;
  readonly positions: PositionBook;
  readonly stated: ReadonlyMap<string, StatedFact>;
  readonly since: ReadonlyMap<string, Micros>;
  /** The accord on record, by who gives; null when none is. */
  readonly accord: {
    readonly inForceSince: Micros | null;
    readonly legs: Readonly<Record<string, LegStanding>>;
  } | null;
  readonly view: Omit<ObjectView, 'other'>;
  readonly form: Form;
}

const topics: readonly Topic[] = [
  {
    id: 'ordered',
    title: 'ordered',
    scale: { values: scaleValues['ordered'] ?? [], ordered: true },
    policy: { kind: 'unanimous' },
  },
  {
    id: 'unordered',
    title: 'unordered',
    scale: { values: scaleValues['unordered'] ?? [], ordered: false },
    policy: { kind: 'authoritative-organ-first', organs: ['head', 'mfa'] },
  },
];

function randomStatement(d: Dice, index: number): Statement {
  const topic = d.pick(['ordered', 'unordered']);
  const said = noonMicros - d.below(100) * hour;
  const assessor = d.oneIn(5) ? d.pick(['a', 'c']) : null;
  return {
    ...plainStatement(`s${index}`, d.oneIn(5) ? giver : receiver, d.pick(scaleValues[topic] ?? []), said),
    kind: assessor === null ? 'statement' : 'assessment',
    assessor,
    organ: d.pick(['mfa', 'mfa', 'head']),
    topic,
    recorded: said + d.below(3) * hour,
    grade: d.pick<AdmiraltyGrade>(['A1', 'B2', 'C3', 'F6']),
    chain: via(`agency ${index}`),
    signed: d.oneIn(2),
  };
}

/** Statements; every other one came by a second chain too. */
function randomLog(d: Dice, count: number): StatementLog {
  return logOf(
    ...Array.from({ length: count }, (_, i) => {
      const statement = randomStatement(d, i);
      return d.oneIn(2) ? byTwoPaths(statement) : statement;
    }),
  );
}

/** A stock of books, so that building one is not paid for in every world. */
export function randomBooks(d: Dice, count: number): { log: StatementLog; book: PositionBook }[] {
  return Array.from({ length: count }, () => {
    const log = randomLog(d, d.below(5));
    return { log, book: buildPositionBook(topics, log) };
  });
}

const times = [
  '2016-01-08T00:00:00Z',
  '2016-01-10T06:00:00.000000000001Z',
  '2016-01-10T06:00:00Z',
  '2016-01-10T12:00:00.000Z',
  '2016-01-13T00:00:00Z',
];
const markingIds = [
  'marking-definition--11111111-1111-4111-8111-111111111111',
  'marking-definition--22222222-2222-4222-8222-222222222222',
];
const creators = ['identity--11111111-1111-4111-8111-111111111111', 'identity--22222222-2222-4222-8222-222222222222'];

export function randomView(d: Dice): Omit<ObjectView, 'other'> {
  return {
    facts: {
      type: d.pick(['indicator', 'malware', 'report', 'x-other']),
      creator: d.oneIn(3) ? null : d.pick(creators),
      deliverer: d.pick([giver, receiver]),
      markings: d.oneIn(2) ? [] : d.some(markingIds),
      granularMarkings: d.oneIn(4) ? d.some(markingIds) : [],
      labels: d.some(['minor', 'source', 'victim']),
      confidence: d.pick([null, 0, 59, 60, 61, 100]),
      places: d.pick([[], ['country:pl'], ['country:no'], ['region:europe'], ['country:pl', 'region:eastern-europe']]),
      revoked: d.oneIn(8),
      created: d.oneIn(5) ? null : d.pick(times),
      modified: d.oneIn(5) ? null : d.pick(times),
      grade: d.pick([null, 'A1', 'B2', 'A3', 'C3', 'F1', 'A6']),
    },
    tlp: d.pick([null, 'clear', 'green', 'amber', 'amber+strict', 'red'] as const),
    markingNames: d.some(['marking:eyes', 'marking:noforn']),
    unknownMarking: d.oneIn(20),
  };
}

function conditionsOf(tree: ConditionTree, into: Condition[] = []): Condition[] {
  if (isCondition(tree)) into.push(tree);
  else for (const part of partsOf(tree).parts) conditionsOf(part, into);
  return into;
}

export const conditionsOfText = (text: TermsText): Condition[] =>
  [...text.allow, ...text.deny].flatMap((rule) => rule.when.flatMap((tree) => conditionsOf(tree)));

/** The facts that a text asks of the world at large, once each, so that none is drawn in vain. */
export const statedKeys = (texts: readonly TermsText[]): ReadonlyMap<string, string> =>
  statedKeysOf(texts.flatMap(conditionsOfText));

export function statedKeysOf(conditions: readonly Condition[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const c of conditions) {
    if (operandPools[c.operand]?.facts !== undefined) keys.set(operandKey(c.operand, c.params), c.operand);
  }
  return keys;
}

export interface Stock {
  readonly books: readonly { readonly log: StatementLog; readonly book: PositionBook }[];
}

function randomAccord(d: Dice, at: Micros): World['accord'] {
  if (d.oneIn(4)) return null;
  const standing = (): LegStanding => ({
    state: d.pick(legStates),
    since: at - d.below(5) * 12 * hour,
    nextChange: d.oneIn(2) ? null : at + (1 + d.below(5)) * hour,
  });
  const legs = { b: standing(), ...(d.oneIn(3) ? {} : { a: standing() }) };
  return { inForceSince: d.oneIn(3) ? null : at - d.below(5) * 12 * hour, legs };
}

/** Everything that the asked texts may look at; four facts in five are known. */
export function randomWorld(d: Dice, stock: Stock, keys: ReadonlyMap<string, string>): World {
  const { log, book } = d.pick(stock.books);
  const at = noonMicros + (d.below(60) - 20) * hour;
  const stated = new Map<string, StatedFact>();
  const since = new Map<string, Micros>();
  for (const [key, operand] of keys) {
    if (d.oneIn(5)) continue;
    stated.set(key, d.pick(operandPools[operand]?.facts ?? []));
    if (!d.oneIn(3)) since.set(key, at - d.below(6) * 12 * hour);
  }
  if (d.oneIn(2)) stated.set('recipient-relation', d.pick(['self', 'client', 'community', 'public']));
  return {
    at,
    known: d.oneIn(4) ? at - d.below(48) * hour : at,
    added: at - d.pick([0, 1, 6 * hour - 1, 6 * hour, 6 * hour + 1, 24 * hour, 72 * hour, 400 * hour]),
    agreementSince: at - d.below(5) * 12 * hour,
    log,
    positions: book,
    stated,
    since,
    accord: randomAccord(d, at),
    view: randomView(d),
    form: d.pick(['raw', 'redacted', 'tearline', 'statistical'] as const),
  };
}

export function gateFacts(w: World): GateFacts {
  return {
    giver,
    receiver,
    positions: w.positions,
    agreementSince: w.agreementSince,
    at: w.at,
    known: w.known,
    other: (key) => w.stated.get(key) ?? null,
    otherTimes: (key) => ({ since: w.since.get(key) ?? null, nextChange: null }),
    accords: {
      leg: (accord, by) =>
        w.accord === null || accord !== accordId
          ? null
          : (w.accord.legs[by] ?? { state: 'none', since: w.at, nextChange: null }),
      inForceSince: (accord) => (accord === accordId ? (w.accord?.inForceSince ?? null) : null),
    },
  };
}

export const objectView = (w: World): ObjectView => ({ ...w.view, other: (key) => w.stated.get(key) ?? null });

/** A world as text, for a failure to be read and replayed. */
export const showWorld = (w: World): string =>
  JSON.stringify({ ...w, positions: undefined, stated: [...w.stated], since: [...w.since] });
