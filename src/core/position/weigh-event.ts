import type { Micros } from '../time.ts';
import { gradeAtLeast } from './admiralty-grade.ts';
import type { Heard } from './heard.ts';
import { earlier, type Path, pathsOf, type WeighedRecord } from './independent-paths.ts';
import { JoinedSets } from './joined-sets.ts';
import { everPassedGrade, type KnownRecord, passesGradeSince } from './known-record.ts';
import type { NoPosition } from './position-book.ts';
import type { Join } from './record-family.ts';
import type { ActorTable, Relation } from './statement-log.ts';

/** The guards of a question that records are weighed by, and what is known of relays. */
export interface Scales {
  readonly grade: string | undefined;
  readonly paths: number;
  readonly signed: boolean;
  readonly actors: ActorTable;
}

/** Records of one event in which one organ says one value, as far as they count. */
export interface Corroborated {
  readonly organ: string;
  readonly value: string;
  readonly paths: readonly Path[];
  readonly lacks: NoPosition | null;
}

export interface Weighed {
  readonly records: readonly WeighedRecord[];
  readonly groups: readonly Corroborated[];
  /** Of every record that is part of a path. */
  readonly groupOf: ReadonlyMap<WeighedRecord, Corroborated>;
  readonly heard: readonly Heard[];
}

/** The name under which words without a named organ are kept. */
export const unnamedOrgan = '';

/**
 * The records of one event, weighed: corroborated by paths that share nothing, paraphrases measured by the quotation they are
 * of.
 * @param joins what makes them one event, oldest first
 */
export function weighEvent(known: readonly KnownRecord[], joins: readonly Join[], scales: Scales): Weighed {
  const plain = known.map((one) => firstLook(one, scales.grade));
  const records = measureByQuotation(plain, joins, scales);
  const groups = corroborate(records, scales);
  const groupOf = new Map<WeighedRecord, Corroborated>();
  for (const group of groups) for (const path of group.paths) for (const r of path.records) groupOf.set(r, group);
  const heard = [...records.map((r) => asHeard(r, groupOf.get(r))), ...backings(groups, joins, scales)];
  return { records, groups, groupOf, heard };
}

function firstLook(known: KnownRecord, grade: string | undefined): WeighedRecord {
  const { statement } = known;
  const passesGrade = grade === undefined || gradeAtLeast(known.grade, grade);
  const lacks: NoPosition | null = !passesGrade
    ? 'grade-too-low'
    : statement.joint !== null
      ? 'joint-unconfirmed'
      : known.since === null
        ? 'awaits-second-person'
        : null;
  return {
    known,
    organ: statement.organ ?? unnamedOrgan,
    value: statement.value ?? '',
    counts: lacks === null ? passesGradeSince(known, grade) : null,
    lacks,
    fell: grade !== undefined && !passesGrade && statement.joint === null && everPassedGrade(known, grade),
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
  joins: readonly Join[],
  scales: Scales,
): readonly WeighedRecord[] {
  const quotations = records.filter((r) => r.counts !== null && r.known.statement.mode === 'direct');
  if (quotations.length === 0 || quotations.length === records.length) return records;
  const quoted = sortedValues(quotations);
  const settled = sortedValues(corroborate(quotations, scales).filter((group) => group.lacks === null));
  const unfaithful = new Set(joins.filter(({ relation }) => missesTheSense(relation)).map((j) => j.relation.from));
  return records.map((r) => {
    if (r.known.statement.mode === 'direct') return r;
    if (quoted.includes(r.value) && !unfaithful.has(r.known.statement.id)) return r;
    return { ...r, counts: null, lacks: r.lacks ?? 'not-as-quoted', quotedAs: quoted, yieldsTo: settled };
  });
}

const sortedValues = (list: readonly { readonly value: string }[]): readonly string[] =>
  [...new Set(list.map(({ value }) => value))].sort();

const missesTheSense = (r: Relation): boolean =>
  r.kind === 'paraphrase-of' && r.differs.some((aspect) => aspect === 'value' || aspect === 'condition');

function corroborate(records: readonly WeighedRecord[], scales: Scales): readonly Corroborated[] {
  const organs = new Map<string, Map<string, WeighedRecord[]>>();
  const groups: WeighedRecord[][] = [];
  for (const r of records) {
    if (r.counts === null) continue;
    const values = organs.get(r.organ) ?? new Map<string, WeighedRecord[]>();
    organs.set(r.organ, values);
    const group = values.get(r.value);
    if (group !== undefined) {
      group.push(r);
      continue;
    }
    const first = [r];
    values.set(r.value, first);
    groups.push(first);
  }
  return groups.map((group) => {
    const { organ, value } = group[0]!;
    const paths = pathsOf(group, scales.actors);
    const isUnsigned = scales.signed && !group.some((r) => r.known.statement.signed);
    const lacks = paths.length < scales.paths ? 'too-few-paths' : isUnsigned ? 'not-signed' : null;
    return { organ, value, paths, lacks };
  });
}

/** As it can contradict. */
const asHeard = (r: WeighedRecord, group: Corroborated | undefined): Heard => ({
  id: r.known.statement.id,
  organ: r.organ,
  value: r.value,
  said: r.known.statement.said,
  grade: r.known.grade,
  lacks: r.lacks ?? group?.lacks ?? null,
  fell: r.fell,
  backs: false,
  knownSince: r.known.statement.recorded,
  yieldsTo: r.yieldsTo,
});

function backings(groups: readonly Corroborated[], joins: readonly Join[], scales: Scales): readonly Heard[] {
  const wordings = groups.filter((g) => g.lacks === null).map((g) => backing(g, joins, scales));
  // One event in two wordings has no order of its own: neither was said last.
  const lastSaid = new Map<string, Micros>();
  for (const { organ, said } of wordings) lastSaid.set(organ, Math.max(said, lastSaid.get(organ) ?? said));
  return wordings.map((h) => ({ ...h, said: lastSaid.get(h.organ)! }));
}

/** The event as it was when we first had enough paths: what comes later neither redates it nor regrades it. */
function backing(group: Corroborated, joins: readonly Join[], scales: Scales): Heard {
  const needed = group.paths.slice(0, scales.paths).map((path) => path.first);
  const first = needed[0]!;
  if (scales.signed && !needed.some((r) => r.known.statement.signed)) {
    const signed = group.paths.flatMap((p) => p.records).filter((r) => r.known.statement.signed);
    needed.push(signed.sort(earlier)[0]!);
  }
  return {
    id: first.known.statement.id,
    organ: group.organ,
    value: group.value,
    said: Math.max(...needed.map((r) => r.known.statement.said)),
    grade: first.known.grade,
    lacks: null,
    fell: false,
    backs: true,
    knownSince: Math.max(...needed.map((r) => r.counts ?? 0), needed.length > 1 ? joinedSince(needed, joins) : 0),
    yieldsTo: [],
  };
}

/** Since when these records have been known to be of one event. */
function joinedSince(records: readonly WeighedRecord[], joins: readonly Join[]): Micros {
  const sets = new JoinedSets();
  const ids = records.map((r) => r.known.statement.id);
  for (const { relation, since } of joins) {
    sets.join(relation.from, relation.to);
    if (ids.every((id) => sets.root(id) === sets.root(ids[0]!))) return since;
  }
  return 0;
}
