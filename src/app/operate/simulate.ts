import type { GateFacts } from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { PositionBook, PositionQuery } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { AgeSet, OpenPairs } from '../../core/stream/index.ts';
import { type CompiledTerms, compileTerms } from '../../core/terms/index.ts';
import { termsFromValue } from '../../formats/index.ts';
import { asIfSigned, type SignedWorld, signedGate } from '../accord/if-signed.ts';
import { findAccord } from '../accord/table-accord.ts';
import type { NodeState } from '../node-state.ts';
import type { LiveText } from '../release/class-coverage.ts';
import type { CollectionState } from '../release/collection-state.ts';
import type { InForce } from '../release/engine.ts';
import { kept, modesUnder, type World, worldGates } from './compare-worlds.ts';
import { findCollection } from './find-collection.ts';
import { findParty } from './find-party.ts';
import { readStatements } from './record-statement.ts';

type Deps = Pick<
  NodeState,
  'engine' | 'store' | 'parties' | 'positions' | 'coalitions' | 'platform' | 'settings' | 'texts' | 'accords'
>;

/** Objects listed in each direction; the counts are always of all. */
const listedMax = 1_000;

export interface SimulatedSide {
  readonly total: number;
  readonly byType: Readonly<Record<string, number>>;
  /** At most `listedMax`. */
  readonly objects: readonly { readonly id: string; readonly version: string }[];
}

export interface Simulated {
  readonly party: PartyId;
  readonly collection: string;
  readonly now: number;
  readonly then: number;
  readonly opens: SimulatedSide;
  readonly closes: SimulatedSide;
}

/**
 * What a partner would see if facts, statements or terms were others, against what it sees now. Nothing is changed.
 *
 * The value: `party`, `collection` (all when left out), `positions: {TOPIC: VALUE}` (as if they counted under any guard),
 * `facts: {OPERAND-KEY: VALUE}`, `statements: [...]` as in a statement file, `terms: {add: [...], end: [ID...]}`,
 * `accords: {sign: [ID...]}` (as if the texts on these tables were signed now).
 */
export async function simulate(deps: Deps, value: unknown): Promise<Result<readonly Simulated[], Fault[]>> {
  const faults: Fault[] = [];
  const input = isMap(value) ? value : {};
  if (!isMap(value))
    faults.push({
      at: 'file',
      problem: 'not a map',
      valid: '{party: energy-isac, positions: {no-resale: undertaken}}',
    });
  for (const key of Object.keys(input))
    if (!['party', 'collection', 'positions', 'facts', 'statements', 'terms', 'accords'].includes(key))
      faults.push({
        at: key,
        problem: 'nothing by this name can be supposed',
        valid: 'party, collection, positions, facts, statements, terms, accords',
      });
  const found = findParty(deps.parties, String(input['party'] ?? ''));
  if (!found.ok) faults.push(...found.error);
  const party = found.ok ? found.value.id : null;
  const collections = collectionsOf(deps, input['collection'], faults);
  const { at } = deps.engine.horizon();
  const positions = supposedPositions(deps, input, at, faults);
  const facts = textMap(input['facts'], 'facts', faults);
  const terms = supposedTerms(deps, input['terms'], party, faults);
  const signed = supposedSignatures(deps, input['accords'], at, faults);
  if (party === null || faults.length > 0) return fail(...faults);
  const out: Simulated[] = [];
  for (const collection of collections) {
    const present = deps.engine.textsFor(party, collection.record.no);
    const supposed = [
      ...present.filter((t) => !terms.ended.has(t.id) && !signed.ended.has(t.id)),
      ...terms.added.filter((t) => t.collection === collection.record.no),
      ...signed.added.filter((t) => t.collection === collection.record.no && t.terms.receiver === party),
    ];
    const real = signedGate(deps, signed, party, at);
    const gate = (text: LiveText): GateFacts => {
      const known = real(text);
      return {
        ...known,
        agreementSince: known.agreementSince ?? at,
        positions,
        other: (key) => facts.get(key) ?? known.other(key),
      };
    };
    const now: World = { texts: present, gate: (t) => deps.engine.gateFacts(t, party, at, at) };
    out.push(await compareObjects(deps, party, collection, now, { texts: supposed, gate }, at));
  }
  return ok(out);
}

/** Two worlds of one partner over one collection, object by object; the lists are cut, the counts are of all. */
export async function compareObjects(
  deps: Deps,
  party: PartyId,
  collection: CollectionState,
  now: World,
  then: World,
  at: number,
): Promise<Simulated> {
  const { engine, store } = deps;
  const modes = (world: World): ((classNo: number) => AgeSet) => {
    const cover = engine.coverage({ party, collection, texts: world.texts });
    const own = (id: string): CompiledTerms | null => world.texts.find((t) => t.id === id)?.terms ?? null;
    const sticking = (name: string): OpenPairs | null => engine.sticking?.open(name, party, at, own) ?? null;
    const mode = modesUnder(worldGates(world).pairs, sticking, at);
    return kept((classNo: number) => mode(cover.of(classNo)));
  };
  const [modeNow, modeThen] = [modes(now), modes(then)];
  const opens: number[] = [];
  const closes: number[] = [];
  let [before, after] = [0, 0];
  for (let seq = 1; seq < collection.log.nextSeq; seq++) {
    const classNo = collection.classes[seq]!;
    if (classNo === 0) continue;
    const age = at - collection.log.atOf(seq);
    const [was, is] = [holds(modeNow(classNo), age), holds(modeThen(classNo), age)];
    if (was) before++;
    if (is) after++;
    if (is && !was) opens.push(seq);
    if (was && !is) closes.push(seq);
  }
  const side = async (seqs: readonly number[]): Promise<SimulatedSide> => {
    const byType: Record<string, number> = Object.create(null) as Record<string, number>;
    for (const seq of seqs) {
      const { type } = engine.book.factsOf(collection.classes[seq]!);
      byType[type] = (byType[type] ?? 0) + 1;
    }
    const rows = await store.rows(collection.record.no, seqs.slice(0, listedMax));
    return { total: seqs.length, byType, objects: rows.map((r) => ({ id: r.id, version: r.version })) };
  };
  const { alias, id } = collection.record;
  const [opened, closed] = [await side(opens), await side(closes)];
  // biome-ignore lint/suspicious/noThenProperty: a number beside `now`, never a function
  return { party, collection: alias ?? id, now: before, then: after, opens: opened, closes: closed };
}

const holds = (mode: AgeSet, age: number): boolean =>
  mode.some((x) => age >= x.from && (x.until === null || age < x.until));

function collectionsOf(deps: Deps, ref: unknown, faults: Fault[]): CollectionState[] {
  if (ref === undefined) return [...deps.engine.collections.values()];
  const found = findCollection(deps.engine, String(ref));
  if (found.ok) return [found.value];
  faults.push(...found.error);
  return [];
}

/** Statements join those on record; a position named outright counts under whatever guard. */
function supposedPositions(
  deps: Deps,
  input: Readonly<Record<string, unknown>>,
  at: number,
  faults: Fault[],
): PositionBook {
  const statements = input['statements'] === undefined ? null : readStatements(deps, input['statements'], at, null);
  if (statements !== null && !statements.ok) faults.push(...statements.error);
  const book = statements?.ok === true ? deps.positions.bookWith([], statements.value) : deps.positions.book;
  const values = textMap(input['positions'], 'positions', faults);
  for (const [topic, value] of values) {
    const scale = book.scale(topic);
    if (scale === null)
      faults.push({
        at: `positions.${topic}`,
        problem: 'no such topic',
        valid: [...deps.positions.topics.keys()].join(', '),
      });
    else if (!scale.values.includes(value))
      faults.push({
        at: `positions.${topic}`,
        problem: `"${value}" is not on its scale`,
        valid: scale.values.join(', '),
      });
  }
  return {
    scale: (topic) => book.scale(topic),
    answer: (query: PositionQuery, valid, known) => {
      const value = values.get(query.topic);
      return value === undefined
        ? book.answer(query, valid, known)
        : { known: true, value, since: 0, nextChange: null };
    },
  };
}

function supposedSignatures(deps: Deps, value: unknown, at: number, faults: Fault[]): SignedWorld {
  const map = isMap(value) ? value : {};
  const records = list(map['sign']).flatMap((id) => {
    const found = findAccord(deps, String(id), 'accords.sign');
    if (!found.ok) faults.push(...found.error);
    return found.ok ? [found.value] : [];
  });
  if (value !== undefined && (!isMap(value) || Object.keys(value).join() !== 'sign'))
    faults.push({ at: 'accords', problem: 'says nothing that can be supposed', valid: 'accords: {sign: [ID]}' });
  const world = asIfSigned(deps, records, at);
  faults.push(...world.faults);
  return world;
}

function supposedTerms(
  deps: Deps,
  value: unknown,
  party: PartyId | null,
  faults: Fault[],
): { readonly added: InForce[]; readonly ended: Set<string> } {
  const map = isMap(value) ? value : {};
  const ended = new Set<string>();
  for (const id of list(map['end'])) {
    if (deps.engine.texts.has(String(id))) ended.add(String(id));
    else
      faults.push({
        at: 'terms.end',
        problem: `no text "${String(id)}" is in force`,
        valid: [...deps.engine.texts.keys()].join(', '),
      });
  }
  const added: InForce[] = [];
  list(map['add']).forEach((each, i) => {
    const parsed = termsFromValue(each);
    const compiled = parsed.ok ? compileTerms(parsed.value) : parsed;
    if (!compiled.ok) {
      faults.push(...compiled.error.map((f) => ({ ...f, at: `terms.add[${i}].${f.at}` })));
      return;
    }
    const over = findCollection(deps.engine, compiled.value.text.over, `terms.add[${i}].over`);
    if (!over.ok) faults.push(...over.error);
    else if (compiled.value.receiver === null || compiled.value.receiver === party)
      added.push({ id: `supposed:${i}`, terms: compiled.value, collection: over.value.record.no, since: 0 });
  });
  return { added, ended };
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function textMap(value: unknown, at: string, faults: Fault[]): Map<string, string> {
  const out = new Map<string, string>();
  if (value === undefined) return out;
  if (!isMap(value)) {
    faults.push({ at, problem: 'not a map', valid: `${at}: {NAME: VALUE}` });
    return out;
  }
  for (const [key, each] of Object.entries(value)) {
    if (typeof each === 'string' || typeof each === 'number') out.set(key, String(each));
    else faults.push({ at: `${at}.${key}`, problem: 'not a single value', valid: 'a text or a number' });
  }
  return out;
}
