import {
  type Answer,
  answerDocument,
  decide,
  explain,
  type Question,
  type Reason,
  type TextInQuestion,
} from '../../core/decision/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { PositionBook } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { type Action, actions, type CompiledTerms, compileTerms, isAction } from '../../core/terms/index.ts';
import { instantKey, type Micros } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import { asIfSigned, type SignedWorld, signedGate } from '../accord/if-signed.ts';
import { findAccord } from '../accord/table-accord.ts';
import { receivedUnder } from '../lineage/received-under.ts';
import type { NodeState, StoredText } from '../node-state.ts';
import type { DecideInput } from '../operator-api.ts';
import { askedLeaves } from '../release/asked-answers.ts';
import { baseOf, isRecalledFrom, type StoredFacts, unchecked } from '../release/class-book.ts';
import type { CollectionState } from '../release/collection-state.ts';
import type { StickingGates } from '../release/sticking-gates.ts';
import { wasInForce } from '../text-in-force.ts';
import { findParty } from './find-party.ts';
import { nameAnswerers } from './name-answerers.ts';
import { positionNotes } from './position-notes.ts';
import { readTime } from './record-statement.ts';

export type DecideDeps = Pick<
  NodeState,
  | 'engine'
  | 'store'
  | 'shelf'
  | 'parties'
  | 'positions'
  | 'texts'
  | 'markings'
  | 'settings'
  | 'intake'
  | 'received'
  | 'accords'
  | 'independence'
>;
type Deps = DecideDeps;

interface Asked {
  /** Answers of those asked as they are on record, or as they are supposed to be. */
  readonly sticking: StickingGates | null;
  /** As if these texts on the table were signed; null asks how things are. */
  readonly signed: SignedWorld | null;
  readonly party: PartyId;
  readonly action: Action;
  readonly at: Micros;
  readonly known: Micros;
  readonly row: FoundRow;
  readonly collection: CollectionState;
}

/** The answer shape of the terms profile, section 5, with the version asked about. Times are text in UTC. */
export type ObjectAnswer = Readonly<Record<string, unknown>>;

interface Found {
  readonly answer: Answer;
  /** What only an explanation has. */
  readonly beside: ObjectAnswer;
}

export const decideObject = (deps: Deps, input: DecideInput): Promise<Result<ObjectAnswer, Fault[]>> =>
  answer(deps, input, (question) => ({ answer: decide(question), beside: {} }));

/** `complete` is false when the search for ways gave up; `immovable` lists what nobody can move when there is no way. */
export const explainObject = (deps: Deps, input: DecideInput): Promise<Result<ObjectAnswer, Fault[]>> =>
  answer(deps, input, (question) => {
    const { answer: answered, complete, immovable } = explain(question);
    const fixed = answerDocument({ ...answered, because: immovable } as Answer)['because'];
    const positions = positionNotes(question, [...answered.because, ...immovable]);
    return {
      answer: answered,
      beside: {
        complete,
        ...(immovable.length === 0 ? {} : { immovable: fixed }),
        ...(positions.length === 0 ? {} : { positions }),
      },
    };
  });

async function answer(
  deps: Deps,
  input: DecideInput,
  ask: (question: Question) => Found,
): Promise<Result<ObjectAnswer, Fault[]>> {
  deps.engine.horizon();
  const asked = await read(deps, input);
  if (!asked.ok) return asked;
  const all: ObjectAnswer[] = [];
  for (const one of asked.value) {
    const { answer: plain, beside } = ask(questionOf(deps, one));
    const closed =
      plain.decision === 'permit' && isRecalled(deps, one)
        ? recalledAnswer(plain)
        : plain.decision === 'permit' && one.action === 'receive'
          ? await openReferences(deps, one, plain)
          : plain;
    const { alias, id } = one.collection.record;
    const origin = deps.engine.factsOf(one.row).deliverer === deps.settings.party ? one.row.id : null;
    const declared = origin === null ? null : deps.independence.standing(origin);
    all.push({
      ...answerDocument(closed, closed.ways.length === 0 ? undefined : nameAnswerers(deps, one.row, one.party)),
      ...beside,
      ...(declared === null ? {} : { independent: { basis: declared.basis, by: declared.by } }),
      object: one.row.id,
      objectVersion: one.row.version,
      collection: alias ?? id,
    });
  }
  // Held in several collections: what one of them permits is permitted.
  return ok(all.find((a) => a['decision'] === 'permit') ?? all[0]!);
}

async function read(deps: Deps, input: DecideInput): Promise<Result<Asked[], Fault[]>> {
  const faults: Fault[] = [];
  const party = findParty(deps.parties, input.party);
  if (!party.ok) faults.push(...party.error);
  const action = input.action ?? 'receive';
  if (!isAction(action)) faults.push({ at: 'action', problem: `no action "${action}"`, valid: actions.join(', ') });
  const now = deps.engine.now();
  const at = readTime(input.at, 'at', now, faults);
  const known = readTime(input.known, 'known', now, faults);
  const isAsked = ({ classNo, removed }: FoundRow): boolean => {
    const keptFor = removed ? undefined : deps.engine.book.factsOf(classNo).keptFor;
    return !removed && (keptFor === undefined || keptFor === input.party.replace(/^party:/, ''));
  };
  const rows = (await deps.shelf.find([input.object])).filter(isAsked);
  if (rows.length === 0)
    faults.push({
      at: 'object',
      problem: `no object "${input.object}" is held`,
      valid: 'the STIX id of an object of a collection',
    });
  const signed = input.ifSigned === undefined ? null : findAccord(deps, input.ifSigned, 'if-signed');
  if (signed?.ok === false) faults.push(...signed.error);
  const world = signed?.ok === true ? asIfSigned(deps, [signed.value], now) : null;
  if (world !== null) faults.push(...world.faults);
  if (!party.ok || !isAction(action) || faults.length > 0) return fail(...faults);
  const newest = new Map<number, FoundRow>();
  for (const row of rows) {
    const best = newest.get(row.collection);
    if (best === undefined || instantKey(row.version) > instantKey(best.version)) newest.set(row.collection, row);
  }
  return ok(
    [...newest.values()].map((row) => ({
      sticking: deps.engine.sticking,
      signed: world,
      party: party.value.id,
      action,
      at,
      known,
      row,
      collection: deps.engine.collections.get(row.collection)!,
    })),
  );
}

/** A recall stands as of now, whatever the time asked about: it takes back what had been given. */
const isRecalled = ({ engine }: Deps, { action, party, collection, row }: Asked): boolean =>
  (action === 'receive' || action === 'relay') &&
  isRecalledFrom(engine.book.factsOf(collection.classes[row.seq]!), party);

const recalledAnswer = (permit: Answer): Answer => ({
  ...permit,
  decision: 'refuse',
  class: 'prohibited',
  version: null,
  because: [
    {
      operand: 'recall',
      params: {},
      value: 'F',
      why: 'recalled',
      needs: 'the recall lifted (proviso recall lift), or a newer version',
      is: null,
      until: null,
    },
  ],
  ways: [],
});

/** The texts that spoke for this party over this collection, in force at the time asked about or not. */
function textsAsked(deps: Deps, asked: Asked): StoredText[] {
  return [...deps.texts.values()].filter(
    (t) => t.collection === asked.collection.record.no && (t.to === null || t.to === asked.party),
  );
}

function questionOf(deps: Deps, asked: Asked, positions: PositionBook = deps.positions.book): Question {
  const { collection, at, known, row } = asked;
  const facts = deps.engine.book.factsOf(collection.classes[row.seq]!);
  const texts = textsAsked(deps, asked)
    .filter((t) => t.endedAt === null || wasInForce(t, at))
    .filter((t) => asked.signed?.ended.has(t.id) !== true);
  return {
    action: asked.action,
    at,
    known,
    age: Math.max(0, at - collection.log.atOf(row.seq)),
    forms: [{ form: 'raw', view: deps.markings.view(facts, collection) }],
    receivedUnder: receivedUnder(deps, facts, { party: asked.party, at, known, sticking: asked.sticking }),
    texts: [
      ...supposedTexts(deps, asked).map((t) => ({ ...t, ...answersIn(asked, facts, t.terms) })),
      ...texts.map((t) => {
        const terms = compileTerms(t.text);
        if (!terms.ok) throw new Error(`the text ${t.id} was accepted and no longer compiles`);
        const gate = {
          ...deps.engine.gateFacts(t, asked.party, at, known, asked.sticking),
          positions,
          agreementSince: wasInForce(t, at) ? t.since : null,
        };
        const inForce = wasInForce(t, at);
        return { terms: terms.value, inForce, gate, ...answersIn(asked, facts, terms.value) };
      }),
    ],
  };
}

/** What those said who are asked about the object by a text of ours. */
function answersIn({ sticking, party, collection, at }: Asked, facts: StoredFacts, terms: CompiledTerms) {
  if (sticking === null) return {};
  const [leaves, whom] = [askedLeaves(terms), sticking.askedByOurs(collection.over, facts)];
  const towards = { apart: facts.apart ?? null, recipient: party };
  return { objectFact: (key: string) => sticking.answers.objectFact(key, leaves, whom, towards, at) };
}

/** Whether a party may have one stored version now, by itself; with other answers of those asked where `sticking` is given. */
export const questionAbout = (
  deps: Deps,
  row: FoundRow,
  party: PartyId,
  at: Micros,
  sticking: StickingGates | null = deps.engine.sticking,
): Question => {
  const collection = deps.engine.collections.get(row.collection)!;
  return questionOf(deps, { sticking, signed: null, party, action: 'receive', at, known: at, row, collection });
};

/** Legs that would speak for this party if a text on the table were signed. */
function supposedTexts(deps: Deps, { signed, party, collection, at }: Asked): TextInQuestion[] {
  if (signed === null) return [];
  const gate = signedGate(deps, signed, party, at);
  return signed.added
    .filter((text) => text.collection === collection.record.no && text.terms.receiver === party)
    .map((text) => ({ terms: text.terms, inForce: true, gate: gate(text) }));
}

/**
 * A permit falls when what the object refers to is not released: names the references, for own staff. What left is decided
 * by class and told by the feed; a question about another time is decided again, object by object, as things stood then.
 */
async function openReferences(deps: Deps, asked: Asked, permit: Answer): Promise<Answer> {
  const { collection, row, party, at, known } = asked;
  const feed = deps.engine.feed(party, collection.record.no);
  const isNow = asked.signed === null && Math.min(at, known) >= deps.engine.horizon().at;
  if (asked.signed === null && (feed === undefined || (isNow && feed.stream.visibility(row.seq, at) !== null)))
    return permit;
  if (!isNow && keepsReferences(deps, permit)) return permit;
  const refs = await referencesOf(deps, asked);
  const then = isNow ? null : await standingThen(deps, asked, refs);
  const because: Reason[] = [];
  for (const ref of refs) {
    const versions = await versionsOf(deps, asked, ref);
    if (then?.has(ref) ?? versions.some((v) => (feed?.stream.visibility(v.seq, at) ?? null) !== null)) continue;
    because.push({
      operand: 'references',
      params: {},
      value: 'F',
      why: versions.length === 0 ? 'refers-to-absent' : 'refers-to-withheld',
      needs: `${ref} released to the same party, or "references: keep" in the text`,
      is: ref,
      until: null,
    });
  }
  if (isNow && because.length === 0 && isDoubtful(deps, asked, permit)) because.push(tooMany);
  const [first, ...others] = because;
  if (first === undefined) return permit;
  return {
    ...permit,
    decision: 'refuse',
    class: 'not-permitted',
    version: null,
    because: [first, ...others],
    ways: [],
  };
}

const tooMany: Reason = {
  operand: 'references',
  params: {},
  value: 'U',
  why: 'references-too-many',
  needs: 'fewer references, or fewer versions of what it refers to, or "references: keep" in the text',
  is: null,
  until: null,
};

/** Whether not all that the version refers to was checked (decisions/0087). */
function isDoubtful(deps: Deps, { collection, row }: Asked, { text }: Answer): boolean {
  const { needs, needsAll } = deps.engine.book.class(collection.classes[row.seq]!);
  const countsAll = text !== null && deps.texts.get(text)?.text.references === 'close-all';
  return (countsAll ? needsAll : needs).some((clause) => clause.some((need) => baseOf(need) === unchecked));
}

const keepsReferences = (deps: Deps, { text }: Answer): boolean =>
  text !== null && deps.texts.get(text)?.text.references === 'keep';

async function referencesOf(deps: Deps, { collection, row }: Asked): Promise<readonly string[]> {
  const body = await deps.store.body(collection.record.no, row.seq);
  return body === null ? [] : deps.intake.referencesOf(body).refs;
}

/** Versions of an id in the collection asked about that were there at the time asked about. */
const versionsOf = async (deps: Deps, { collection, at }: Asked, id: string): Promise<FoundRow[]> =>
  (await deps.shelf.find([id])).filter(
    (r) => !r.removed && r.collection === collection.record.no && collection.log.atOf(r.seq) <= at,
  );

/**
 * Ids that were out at the time asked about, of what is reached over references: permitted then in one of their versions,
 * with all that refers to. The largest set whose members hold each other up, so rings stand.
 */
async function standingThen(deps: Deps, asked: Asked, refs: readonly string[]): Promise<ReadonlySet<string>> {
  const standing = new Map<string, (readonly string[])[]>([[asked.row.id, [[]]]]);
  const todo = [...refs];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (standing.has(id)) continue;
    const permitted = (await versionsOf(deps, asked, id))
      .map((row) => ({ ...asked, row }))
      .filter((one) => decide(questionOf(deps, one)).decision === 'permit');
    const needs = await Promise.all(permitted.map((one) => referencesOf(deps, one)));
    standing.set(id, needs);
    todo.push(...needs.flat());
  }
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const [id, versions] of standing) {
      const left = versions.filter((needs) => needs.every((ref) => standing.has(ref)));
      if (left.length > 0) continue;
      standing.delete(id);
      shrunk = true;
    }
  }
  return new Set(standing.keys());
}
