import type { Micros } from '../time.ts';
import { adverseRelays, pathMarks, relaysOf } from './actor-table.ts';
import { type AdmiraltyGrade, gradeAtLeast } from './admiralty-grade.ts';
import { JoinedSets } from './joined-sets.ts';
import { type Dossier, type KnownRecord, type LogIndex, passesGradeSince } from './known-record.ts';
import type { NoPosition, PositionQuery } from './position-book.ts';
import type { ActorTable, Relation } from './statement-log.ts';

/** What one organ is heard to say at one instant, as far as the guards of a question let it count. */
export interface Heard {
  readonly id: string;
  readonly organ: string;
  readonly value: string;
  readonly said: Micros;
  readonly grade: AdmiraltyGrade;
  /** The first guard it misses; null when it passes them all. */
  readonly lacks: NoPosition | null;
  /** It can carry a position. Otherwise it can only contradict one. */
  readonly backs: boolean;
  /** On our clock: since when it could have carried the position. */
  readonly knownSince: Micros;
  /** Values that it does not contradict: what the quotation says of which it is the paraphrase. */
  readonly yieldsTo: readonly string[];
}

/** One independent path of an event: records that share an actor, a copy or an address. */
export interface Path {
  readonly records: readonly WeighedRecord[];
  /** The record that we had first stands for the path: what comes later on it adds nothing and changes no date. */
  readonly first: WeighedRecord;
  /** What two of its records have in common. */
  readonly shares: readonly string[];
  /** Relays of another party, when every record of the path runs through one. */
  readonly adverse: readonly { readonly actor: string; readonly party: string }[];
}

/** Records of one event in which one organ says one value, as far as they count. */
export interface Corroborated {
  readonly event: string;
  readonly organ: string;
  readonly value: string;
  readonly paths: readonly Path[];
  readonly signed: boolean;
  readonly lacks: NoPosition | null;
}

export interface WeighedRecord {
  readonly known: KnownRecord;
  readonly event: string;
  readonly organ: string;
  readonly value: string;
  /** Since when it counts towards a path; null when it does not. */
  readonly counts: Micros | null;
  readonly lacks: NoPosition | null;
  /** What the quotations of the same event say, where this paraphrase says something else. */
  readonly quotedAs: readonly string[];
  /** Those of them whose quotations pass every guard: only to them does the paraphrase give way. */
  readonly yieldsTo: readonly string[];
}

export interface Weighed {
  readonly records: readonly WeighedRecord[];
  readonly groups: readonly Corroborated[];
  readonly heard: readonly Heard[];
}

/** The name under which words without a named organ are kept. */
export const unnamedOrgan = '';

type Joined = ReturnType<LogIndex['joined']>;

/**
 * Statements as they stand at `known`, weighed by the guards of a question: merged to events, corroborated by paths that
 * share nothing, paraphrases measured by the quotation they are of.
 */
export function weighStatements(
  query: PositionQuery,
  dossier: Dossier,
  index: LogIndex,
  actors: ActorTable,
  known: Micros,
): Weighed {
  const joined = index.joined(dossier, known);
  const events = new JoinedSets();
  for (const { relation } of joined) events.join(relation.from, relation.to);
  const plain = index.standing(dossier, known).map((one) => firstLook(one, query, events.root(one.statement.id)));
  const records = measureByQuotation(plain, joined, query, actors);
  const groups = corroborate(records, query, actors);
  const byEvent = new Map<string, Joined[number][]>();
  for (const one of joined) {
    const event = events.root(one.relation.from);
    const list = byEvent.get(event);
    if (list === undefined) byEvent.set(event, [one]);
    else list.push(one);
  }
  return { records, groups, heard: hear(records, groups, query, byEvent) };
}

function firstLook(known: KnownRecord, query: PositionQuery, event: string): WeighedRecord {
  const { statement } = known;
  const isJoint = statement.joint !== null;
  const passesGrade = query.grade === undefined || gradeAtLeast(known.grade, query.grade);
  const lacks: NoPosition | null = !passesGrade
    ? 'grade-too-low'
    : isJoint
      ? 'joint-unconfirmed'
      : known.since === null
        ? 'awaits-second-person'
        : null;
  return {
    known,
    event,
    organ: statement.organ ?? unnamedOrgan,
    value: statement.value ?? '',
    counts: lacks === null ? passesGradeSince(known, query.grade) : null,
    lacks,
    quotedAs: [],
    yieldsTo: [],
  };
}

/**
 * Where an event is quoted, its position rests on the quotation: a paraphrase that says another value, or is recorded to
 * differ in value or condition, is no path for it. It goes on contradicting everything but what quotations say that pass
 * every guard by themselves: one planted quotation must not silence who contradicts (threat T-NEG-06).
 */
function measureByQuotation(
  records: readonly WeighedRecord[],
  joined: Joined,
  query: PositionQuery,
  actors: ActorTable,
): readonly WeighedRecord[] {
  const quotations = records.filter((r) => r.counts !== null && r.known.statement.mode === 'direct');
  if (quotations.length === 0) return records;
  const quoted = valuesByEvent(quotations);
  const settled = valuesByEvent(corroborate(quotations, query, actors).filter((group) => group.lacks === null));
  const unfaithful = new Set(joined.filter(({ relation }) => missesTheSense(relation)).map((j) => j.relation.from));
  return records.map((r) => {
    const values = quoted.get(r.event);
    if (values === undefined || r.known.statement.mode === 'direct') return r;
    if (values.has(r.value) && !unfaithful.has(r.known.statement.id)) return r;
    const yieldsTo = [...(settled.get(r.event) ?? [])].sort();
    return { ...r, counts: null, lacks: r.lacks ?? 'not-as-quoted', quotedAs: [...values].sort(), yieldsTo };
  });
}

function valuesByEvent(
  list: readonly { readonly event: string; readonly value: string }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { event, value } of list) found.set(event, (found.get(event) ?? new Set<string>()).add(value));
  return found;
}

const missesTheSense = (r: Relation): boolean =>
  r.kind === 'paraphrase-of' && r.differs.some((aspect) => aspect === 'value' || aspect === 'condition');

/** Known first; of one instant the one that was said last, which is the safe side for patience; then by id. */
function earlier(a: WeighedRecord, b: WeighedRecord): number {
  return (
    (a.counts ?? 0) - (b.counts ?? 0) ||
    b.known.statement.said - a.known.statement.said ||
    (a.known.statement.id < b.known.statement.id ? -1 : 1)
  );
}

function corroborate(
  records: readonly WeighedRecord[],
  query: PositionQuery,
  actors: ActorTable,
): readonly Corroborated[] {
  const groups = new Map<string, WeighedRecord[]>();
  for (const r of records) {
    if (r.counts === null) continue;
    const key = JSON.stringify([r.event, r.organ, r.value]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [r]);
    else group.push(r);
  }
  return [...groups.values()].map((group) => {
    const { event, organ, value } = group[0]!;
    const paths = pathsOf(group, actors);
    const signed = group.some((r) => r.known.statement.signed);
    const lacks =
      paths.length < (query.paths ?? 1) ? 'too-few-paths' : query.signed === true && !signed ? 'not-signed' : null;
    return { event, organ, value, paths, signed, lacks };
  });
}

/** Independent paths: what hangs together by any mark is one. */
function pathsOf(group: readonly WeighedRecord[], actors: ActorTable): readonly Path[] {
  const relays = new Set(group.flatMap((r) => relaysOf(r.known.statement, actors)));
  const marks = new Map(group.map((r) => [r, pathMarks(r.known.statement, actors, relays)]));
  const sets = new JoinedSets();
  const name = (r: WeighedRecord): string => `record ${r.known.statement.id}`;
  for (const [r, list] of marks) for (const mark of list) sets.join(name(r), `mark ${mark}`);
  const byRoot = new Map<string, WeighedRecord[]>();
  for (const r of group) {
    const root = sets.root(name(r));
    const list = byRoot.get(root);
    if (list === undefined) byRoot.set(root, [r]);
    else list.push(r);
  }
  return [...byRoot.values()]
    .map((list) => pathOf(list.sort(earlier), marks, actors))
    .sort((a, b) => earlier(a.first, b.first));
}

function pathOf(
  records: readonly WeighedRecord[],
  marks: ReadonlyMap<WeighedRecord, readonly string[]>,
  actors: ActorTable,
): Path {
  const times = new Map<string, number>();
  if (records.length > 1)
    for (const r of records) for (const mark of new Set(marks.get(r))) times.set(mark, (times.get(mark) ?? 0) + 1);
  const adverse = records.map((r) => adverseRelays(r.known.statement, actors));
  return {
    records,
    first: records[0]!,
    shares: [...times].filter(([, n]) => n > 1).map(([mark]) => mark),
    adverse: adverse.every((list) => list.length > 0) ? adverse.flat() : [],
  };
}

function hear(
  records: readonly WeighedRecord[],
  groups: readonly Corroborated[],
  query: PositionQuery,
  joined: ReadonlyMap<string, Joined>,
): readonly Heard[] {
  const lacksOf = new Map(groups.map((g) => [JSON.stringify([g.event, g.organ, g.value]), g.lacks]));
  const heard: Heard[] = records.map((r) => ({
    id: r.known.statement.id,
    organ: r.organ,
    value: r.value,
    said: r.known.statement.said,
    grade: r.known.grade,
    lacks: r.lacks ?? lacksOf.get(JSON.stringify([r.event, r.organ, r.value])) ?? null,
    backs: false,
    knownSince: r.known.statement.recorded,
    yieldsTo: r.yieldsTo,
  }));
  const events = new Map<string, Heard[]>();
  for (const g of groups) {
    if (g.lacks !== null) continue;
    const key = JSON.stringify([g.event, g.organ]);
    const list = events.get(key) ?? [];
    events.set(key, list);
    list.push(backing(g, query, joined.get(g.event) ?? []));
  }
  for (const list of events.values()) {
    // One event in two wordings has no order of its own: neither was said last.
    const said = Math.max(...list.map((h) => h.said));
    for (const h of list) heard.push({ ...h, said });
  }
  return heard;
}

/** The event as it was when we first had enough paths: what comes later neither redates it nor regrades it. */
function backing(group: Corroborated, query: PositionQuery, joined: Joined): Heard {
  const needed = group.paths.slice(0, query.paths ?? 1).map((path) => path.first);
  const first = needed[0]!;
  if (query.signed === true && !needed.some((r) => r.known.statement.signed)) {
    const signed = group.paths.flatMap((p) => p.records).filter((r) => r.known.statement.signed);
    needed.push(signed.sort(earlier)[0]!);
  }
  const { statement } = first.known;
  return {
    id: statement.id,
    organ: group.organ,
    value: group.value,
    said: Math.max(...needed.map((r) => r.known.statement.said)),
    grade: first.known.grade,
    lacks: null,
    backs: true,
    knownSince: Math.max(...needed.map((r) => r.counts ?? 0), needed.length > 1 ? joinedSince(needed, joined) : 0),
    yieldsTo: [],
  };
}

/** Since when these records have been known to be of one event. */
function joinedSince(records: readonly WeighedRecord[], joined: Joined): Micros {
  const sets = new JoinedSets();
  const ids = records.map((r) => r.known.statement.id);
  for (const { relation, since } of joined) {
    sets.join(relation.from, relation.to);
    if (ids.every((id) => sets.root(id) === sets.root(ids[0]!))) return since;
  }
  return 0;
}
