import { limits } from '../limits.ts';
import { type Fault, fail, ok, type Result } from '../result.ts';
import { collectFaults, type Faults, leavesOf, makeTree, parseTrees } from '../terms/index.ts';
import type { AccordText } from './accord-text.ts';
import { closedMap, listOf, oneWord, placeOf, word } from './closed-map.ts';
import {
  type Hold,
  type HoldCondition,
  type Move,
  type MoveKind,
  moveKinds,
  type Naming,
  type Reason,
} from './move.ts';
import { type ReadTerms, readAccordText } from './read-text.ts';

export interface MoveReaders {
  readonly readTerms: ReadTerms;
  /** The hash of a text's document as this node works it out; see `textHash`. */
  readonly hashOf: (document: unknown) => string;
}

const hashPattern = /^[0-9a-f]{64}$/;
const slug = /^[a-z0-9][a-z0-9-]{0,63}$/;
const isSlug = (text: string): boolean => slug.test(text);
const isNote = (text: string): boolean => text.length > 0;

const ownFields: Readonly<Record<MoveKind, readonly string[]>> = {
  table: ['text'],
  counter: ['text'],
  hold: ['conditions', 'reopens', 'note'],
  reopen: [],
  accept: [],
  confirm: [],
  resume: [],
  refuse: ['reason'],
  suspend: ['reason'],
  revoke: ['reason'],
  withdraw: ['reason', 'late'],
};

const isMoveKind = (kind: string): kind is MoveKind => (moveKinds as readonly string[]).includes(kind);

/**
 * Reads the body of one message of an accord: `version` and `hash`, and what its kind has beside. Unknown kinds and fields
 * are refused by name (T-NEG-04). The hash of a text is worked out here and never taken on trust.
 */
export function readMove(kind: string, body: unknown, readers: MoveReaders): Result<Move, Fault[]> {
  if (!isMoveKind(kind))
    return fail({
      at: 'kind',
      problem: `"${kind.slice(0, 60)}" is not a move of an accord`,
      valid: moveKinds.join(', '),
    });
  const faults = collectFaults();
  const map = closedMap(body, 'body', ['version', 'hash', ...ownFields[kind]], faults);
  const naming = map === null ? null : readNaming(map, faults);
  const move = map === null || naming === null ? null : readOwn(kind, naming, map, readers, faults);
  return move === null || faults.count > 0 ? { ok: false, error: faults.list } : ok(move);
}

type Body = Readonly<Record<string, unknown>>;

function readNaming(map: Body, faults: Faults): Naming | null {
  const { version } = map as { readonly version?: unknown };
  const isNumber = typeof version === 'number' && Number.isSafeInteger(version) && version >= 1;
  if (!isNumber) faults.add('body.version', 'is no number of a version', 'a whole number from 1');
  const hash = word(map['hash'], 'body.hash', (text) => hashPattern.test(text), '64 digits of 0–9 and a–f', faults);
  return isNumber && hash !== null ? { version, hash } : null;
}

function readOwn(kind: MoveKind, naming: Naming, map: Body, readers: MoveReaders, faults: Faults): Move | null {
  switch (kind) {
    case 'table':
    case 'counter': {
      const text = readHashedText(map['text'], naming, readers, faults);
      return text === null ? null : { kind, ...naming, text };
    }
    case 'hold': {
      const hold = readHold(map, faults);
      return hold === null ? null : { kind, ...naming, hold };
    }
    case 'reopen':
    case 'accept':
    case 'confirm':
    case 'resume':
      return { kind, ...naming };
    case 'refuse':
    case 'suspend':
    case 'revoke':
      return { kind, ...naming, ...readReason(map, faults) };
    case 'withdraw': {
      const late = map['late'];
      if (late !== undefined && late !== true) faults.add('body.late', 'is not true', 'true, or leave it out');
      return { kind, ...naming, ...readReason(map, faults), ...(late === true ? { late } : {}) };
    }
  }
}

function readHashedText(value: unknown, naming: Naming, readers: MoveReaders, faults: Faults): AccordText | null {
  const text = readAccordText(value, readers.readTerms, 'body.text');
  if (!text.ok) {
    for (const { at, problem, valid } of text.error) faults.add(at, problem, valid);
    return null;
  }
  const hash = readers.hashOf(value);
  if (hash === naming.hash) return text.value;
  faults.add('body.hash', 'is not the hash of the text', hash);
  return null;
}

function readReason(map: Body, faults: Faults): { readonly reason?: Reason } {
  if (map['reason'] === undefined) return {};
  const fields = closedMap(map['reason'], 'body.reason', ['code', 'note'], faults);
  if (fields === null) return {};
  const code = word(fields['code'], 'body.reason.code', isSlug, 'a slug such as terms-too-narrow', faults);
  const note =
    fields['note'] === undefined ? null : word(fields['note'], 'body.reason.note', isNote, 'one line', faults);
  return code === null ? {} : { reason: note === null ? { code } : { code, note } };
}

function readHold(map: Body, faults: Faults): Hold | null {
  const reopens = oneWord(map['reopens'], 'body.reopens', ['auto', 'hand'] as const, faults);
  const note = map['note'] === undefined ? null : word(map['note'], 'body.note', isNote, 'one line', faults);
  const conditions = readHoldConditions(map['conditions'], 'body.conditions', faults);
  const isBare = Array.isArray(map['conditions']) && map['conditions'].length === 0;
  if (reopens === 'auto' && isBare) faults.add('body.reopens', 'cannot be auto without a condition', 'hand');
  return reopens === null ? null : { conditions, reopens, ...(note === null ? {} : { note }) };
}

function readHoldConditions(value: unknown, at: string, faults: Faults): readonly HoldCondition[] {
  const budget = { conditions: 0, chars: 0 };
  const found = listOf(value, at, 0, limits.holdConditionsMax, faults, (entry, place): HoldCondition | null => {
    const fields = closedMap(entry, place, ['name', 'when'], faults);
    if (fields === null) return null;
    const name = word(fields['name'], placeOf(place, 'name'), isNote, 'a name in words', faults);
    const list = fields['when'];
    const where = placeOf(place, 'when');
    if (!Array.isArray(list) || list.length === 0 || list.length > limits.conditionsPerTextMax) {
      faults.add(where, 'is no list of conditions', '- position: {topic: resale, is: undertaken, grade: B2}');
      return null;
    }
    const when = parseTrees(list, where, 0, budget, faults);
    for (const tree of when) refuseObjectConditions(makeTree(tree), where, faults);
    return name === null ? null : { name, when };
  });
  return found;
}

/** What a holder waits for is between the parties: a condition on an object would be about none. */
function refuseObjectConditions(tree: ReturnType<typeof makeTree>, at: string, faults: Faults): void {
  for (const leaf of tree === null ? [] : leavesOf(tree))
    if (leaf.side !== 'gate')
      faults.add(at, `"${leaf.condition.operand}" is a condition on objects`, 'position, member-of, balance, leg, now');
}
