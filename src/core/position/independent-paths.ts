import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import { adverseRelays, pathMarks, relaysOf } from './actor-table.ts';
import { JoinedSets } from './joined-sets.ts';
import type { KnownRecord } from './known-record.ts';
import type { NoPosition } from './position-book.ts';
import type { ActorTable } from './statement-log.ts';

export interface WeighedRecord {
  readonly known: KnownRecord;
  readonly organ: string;
  readonly value: string;
  /** Since when it counts towards a path; null when it does not. */
  readonly counts: Micros | null;
  readonly lacks: NoPosition | null;
  /** It passed the guard on its grade once, and does not now. */
  readonly fell: boolean;
  /** What the quotations of the same event say, where this paraphrase says something else. */
  readonly quotedAs: readonly string[];
  /** Those of them whose quotations pass every guard: only to them does the paraphrase give way. */
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
  readonly adverse: readonly { readonly actor: string; readonly party: PartyId }[];
}

/** Known first; of one instant the one that was said last, which is the safe side for patience; then by id. */
export function earlier(a: WeighedRecord, b: WeighedRecord): number {
  return (
    (a.counts ?? 0) - (b.counts ?? 0) ||
    b.known.statement.said - a.known.statement.said ||
    (a.known.statement.id < b.known.statement.id ? -1 : 1)
  );
}

/**
 * Paths of records of one event that say the same for one organ: what hangs together by any mark is one.
 * @returns the path that we had first comes first
 */
export function pathsOf(group: readonly WeighedRecord[], actors: ActorTable): readonly Path[] {
  if (group.length === 1) return [pathOf(group, new Map(), actors)];
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
