import type { Micros } from '../time.ts';
import type { Path, WeighedRecord } from './independent-paths.ts';
import type { NoPosition, PositionQuery } from './position-book.ts';
import type { Segment } from './position-timeline.ts';
import { type Corroborated, unnamedOrgan, type Weighed } from './weigh-event.ts';

/** One record as it weighs in a question. */
export interface WeighedStatement {
  readonly id: string;
  readonly organ: string | null;
  readonly value: string;
  readonly grade: string;
  /** Independent paths of what it says, itself among them; 0 when it is no path at all. */
  readonly paths: number;
  /** The first guard it misses; null when it passes all of them. */
  readonly lacks: NoPosition | null;
}

/** What an answer rests on, and what the rest can and cannot do. For own staff only: it names sources. */
export interface Basis {
  /** The statement that carries the value now; null when none does. */
  readonly by: string | null;
  readonly statements: readonly WeighedStatement[];
  /** Sentences for people, the most telling first. */
  readonly notes: readonly string[];
}

const notesMax = 12;
const idsShown = 4;

const listed = (ids: readonly string[]): string =>
  ids.length <= idsShown ? ids.join(', ') : `${ids.slice(0, idsShown).join(', ')} and ${ids.length - idsShown} more`;
const organName = (organ: string): string => (organ === unnamedOrgan ? 'an organ that is not named' : organ);
const idOf = (r: WeighedRecord): string => r.known.statement.id;

interface Row {
  readonly record: WeighedRecord;
  /** Absent when it is no path. */
  readonly group: Corroborated | undefined;
}

const weighedRow = ({ record, group }: Row): WeighedStatement => ({
  id: idOf(record),
  organ: record.known.statement.organ,
  value: record.value,
  grade: record.known.grade,
  paths: group?.paths.length ?? 0,
  lacks: record.lacks ?? group?.lacks ?? null,
});

function* groupsOf(events: readonly Weighed[]): Generator<Corroborated> {
  for (const event of events) yield* event.groups;
}

/**
 * @param events what was weighed, each event apart
 * @param segment what the statements amount to at the time asked about; undefined before anything was said
 */
export function basisOf(
  query: PositionQuery,
  events: readonly Weighed[],
  segment: Segment | undefined,
  at: Micros,
): Basis {
  const named = query.organ === undefined || ['any', 'all'].includes(query.organ) ? null : query.organ;
  const isShown = (r: WeighedRecord): boolean => r.known.statement.said <= at && (named === null || r.organ === named);
  const rows: Row[] = [];
  for (const { records, groupOf } of events)
    for (const record of records) if (isShown(record)) rows.push({ record, group: groupOf.get(record) });
  rows.sort(
    ({ record: a }, { record: b }) => b.known.statement.said - a.known.statement.said || (idOf(a) < idOf(b) ? -1 : 1),
  );
  const notes = [...disagreement(segment)];
  for (const group of groupsOf(events)) {
    if (notes.length >= notesMax) break;
    if (group.paths.some((p) => p.records.some(isShown))) notes.push(...corroboration(group, query));
  }
  const records = rows.map(({ record }) => record);
  if (notes.length < notesMax) notes.push(...lacking(records, query));
  return {
    by: segment !== undefined && segment.value !== null ? segment.by.id : null,
    statements: rows.map(weighedRow),
    notes: notes.slice(0, notesMax),
  };
}

function disagreement(segment: Segment | undefined): readonly string[] {
  if (segment === undefined || segment.value !== null) return [];
  const [a, b] = segment.between;
  if (a?.fell === true && b === undefined)
    return [
      `${segment.why}: ${organName(a.organ)} has spoken (${a.id}), was graded down to ${a.grade} since, and no organ below it speaks in its place until that is retracted or ${organName(a.organ)} speaks anew`,
    ];
  if (segment.between.length < 2) return [];
  return [
    `${segment.why}: ${organName(a!.organ)} says ${a!.value} (${a!.id}, ${a!.grade}), ${organName(b!.organ)} says ${b!.value} (${b!.id}, ${b!.grade})`,
  ];
}

const markText = (mark: string): string => (mark === 'directly' ? 'the same direct line' : mark.replace(/^via /, ''));

function corroboration(group: Corroborated, query: PositionQuery): readonly string[] {
  const { paths } = group;
  const needed = query.paths ?? 1;
  const notes: string[] = [];
  if (group.lacks === 'too-few-paths')
    notes.push(
      `too-few-paths: ${group.value} by ${organName(group.organ)} has ${paths.length} of ${needed} independent paths`,
    );
  if (group.lacks === 'not-signed')
    notes.push(`not-signed: nothing that says ${group.value} for ${organName(group.organ)} is signed by the party`);
  for (const path of paths) notes.push(...collapse(path));
  if (paths.length === 1) notes.push(`single-origin: ${group.value} rests on one path (${listed(idsOf(paths[0]!))})`);
  if (paths.every((path) => path.adverse.length > 0)) {
    const relays = paths.flatMap((path) => path.adverse.map((a) => `${a.actor} (${a.party})`));
    notes.push(`adverse-relay: every path to ${group.value} runs through ${listed([...new Set(relays)])}`);
  }
  return notes;
}

const idsOf = (path: Path): string[] => path.records.map(idOf);

const collapse = (path: Path): readonly string[] =>
  path.records.length < 2 ? [] : [`one path: ${listed(idsOf(path))} share ${listed(path.shares.map(markText))}`];

/** Per guard that single records miss: which ones, and what they can still do. */
function lacking(records: readonly WeighedRecord[], query: PositionQuery): readonly string[] {
  const of = (why: NoPosition): WeighedRecord[] => records.filter((r) => r.lacks === why);
  const said = (why: NoPosition, words: (list: readonly WeighedRecord[]) => string): string[] =>
    of(why).length === 0 ? [] : [`${why}: ${words(of(why))}`];
  return [
    ...said(
      'awaits-second-person',
      (list) => `${listed(list.map(idOf))} can close and contradict, and open nothing until somebody else confirms`,
    ),
    ...said(
      'joint-unconfirmed',
      (list) => `${listed(list.map(idOf))} name several holders at once; none of them is confirmed by it`,
    ),
    ...said('not-as-quoted', (list) =>
      list
        .map((r) => `${idOf(r)} paraphrases as ${r.value} what is quoted as ${r.quotedAs.join(', ')}`)
        .slice(0, idsShown)
        .join('; '),
    ),
    ...said(
      'grade-too-low',
      (list) =>
        `${listed(list.map((r) => `${idOf(r)} (${r.known.grade})`))} of needed ${query.grade ?? 'grade'}: opens nothing, contradicts nothing`,
    ),
  ];
}
