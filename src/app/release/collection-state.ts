import type { CollectionId, PartyId } from '../../core/ids.ts';
import type { TlpLevel } from '../../core/marking/index.ts';
import { CommitLog, type Lineage, type Moment, type StreamCollection } from '../../core/stream/index.ts';
import { instantKey, type Micros } from '../../core/time.ts';
import type { Store, VersionRow } from '../../ports/store.ts';
import { LargeBodies } from './large-bodies.ts';

export interface CollectionRecordStored {
  readonly no: number;
  readonly id: CollectionId;
  readonly title: string;
  readonly description: string | null;
  readonly alias: string | null;
  readonly root: string;
  readonly writers: readonly PartyId[];
  readonly defaultTlp: TlpLevel | null;
}

/**
 * One collection as the release stream needs it: a class number per stored version in a typed array, the commits, and
 * which versions share an id. Bodies and rows stay in the store.
 */
export class CollectionState implements StreamCollection {
  record: CollectionRecordStored;
  readonly log = new CommitLog();
  classes: Uint32Array;
  readonly bodies = new LargeBodies();
  readonly #counts: number[] = [];
  readonly #lineageOf = new Map<number, MutableLineage>();
  readonly #lineages = new Set<MutableLineage>();
  /** Versions of identity objects by id and class, as the moments they were added, sorted: what `created_by_ref` needs. */
  readonly #creators = new Map<string, Map<number, Micros[]>>();
  /** Ids that something here refers to and that are not here. */
  readonly dangling = new Set<string>();
  /** Segments of the class column that the store does not hold as they are. */
  readonly unsavedSegments = new Set<number>();
  /** Grows with every change of what is stored. */
  changes = 0;

  constructor(record: CollectionRecordStored) {
    this.record = record;
    this.classes = new Uint32Array(1024);
  }

  /** As terms spell it, whatever its alias is: `collection:ID`. */
  get over(): string {
    return `collection:${this.record.id}`;
  }

  static load(record: CollectionRecordStored, store: Store): CollectionState {
    const state = new CollectionState(record);
    const column = store.classColumn(record.no);
    for (const c of store.commits(record.no)) state.log.append(c.count, { at: c.at, commit: c.commit });
    state.classes = new Uint32Array(Math.max(1024, column.length + (column.length >>> 3)));
    state.classes.set(column);
    for (const cls of column) if (cls !== 0) state.#count(cls, 1);
    for (const { seq, bytes } of store.largeBodies(record.no)) state.bodies.note(seq, bytes);
    const byId = new Map<string, VersionRow[]>();
    for (const row of store.lineages(record.no)) {
      const list = byId.get(row.id);
      if (list === undefined) byId.set(row.id, [row]);
      else list.push(row);
    }
    for (const rows of byId.values()) state.#setLineage(rows);
    for (const d of store.documents(`dangling-${record.no}`)) state.dangling.add(d.id);
    return state;
  }

  countOfClass(classNo: number): number {
    return this.#counts[classNo] ?? 0;
  }

  /** Classes of which there is something here. */
  *classesHeld(): Iterable<number> {
    for (const [classNo, count] of this.#counts.entries()) if ((count ?? 0) > 0 && classNo > 0) yield classNo;
  }

  get objects(): number {
    let n = 0;
    for (const c of this.#counts) n += c ?? 0;
    return n;
  }

  lineageOf(seq: number): Lineage | undefined {
    return this.#lineageOf.get(seq);
  }

  lineages(): Iterable<Lineage> {
    return this.#lineages;
  }

  /** Takes numbers for new versions and returns the first. */
  add(classNos: readonly number[], moment: Moment): number {
    const first = this.log.append(classNos.length, moment);
    if (this.log.nextSeq > this.classes.length) {
      const grown = new Uint32Array(Math.max(this.log.nextSeq, this.classes.length * 2));
      grown.set(this.classes);
      this.classes = grown;
    }
    this.classes.set(classNos, first);
    for (const cls of classNos) this.#count(cls, 1);
    this.changes++;
    return first;
  }

  /** All versions of one id, the new one among them. */
  joinLineage(rows: readonly Pick<VersionRow, 'seq' | 'version'>[]): void {
    if (rows.length > 1) this.#setLineage(rows);
  }

  move(seq: number, classNo: number): void {
    this.#count(this.classes[seq]!, -1);
    this.#count(classNo, 1);
    this.classes[seq] = classNo;
    this.changes++;
  }

  remove(seq: number): void {
    this.#count(this.classes[seq]!, -1);
    this.classes[seq] = 0;
    this.changes++;
  }

  /** Classes of the versions of an identity object, each with the moment of its first. */
  creatorsOf(id: string): [classNo: number, since: Micros][] {
    return [...(this.#creators.get(id) ?? [])].map(([classNo, moments]) => [classNo, moments[0]!]);
  }

  /** A version of an identity object has come under a class; answers whether that shows in `creatorsOf`. */
  countCreator(id: string, classNo: number, at: Micros): boolean {
    const classes = this.#creators.get(id) ?? new Map<number, Micros[]>();
    this.#creators.set(id, classes);
    const moments = classes.get(classNo) ?? [];
    classes.set(classNo, moments);
    const first = moments[0];
    moments.push(at);
    if (at < (moments.at(-2) ?? at)) moments.sort((a, b) => a - b);
    return first === undefined || at < first;
  }

  /** One has gone; answers whether that shows. */
  discountCreator(id: string, classNo: number, at: Micros): boolean {
    const classes = this.#creators.get(id);
    const moments = classes?.get(classNo) ?? [];
    const index = moments.indexOf(at);
    moments.splice(index, 1);
    if (moments.length === 0) classes?.delete(classNo);
    return moments[0] !== at && index === 0;
  }

  /** Full segments of the class column, so that the next start reads them instead of rows. */
  saveSegments(store: Store): void {
    for (let segment = 0; (segment + 1) << 16 <= this.log.nextSeq; segment++)
      if (this.unsavedSegments.delete(segment))
        store.write.putClassSegment(this.record.no, segment, this.classes.subarray(segment << 16, (segment + 1) << 16));
  }

  /** Every seq stored under one class (a scan of the column). */
  membersOf(wanted: (classNo: number) => boolean): number[] {
    const out: number[] = [];
    for (let s = 1; s < this.log.nextSeq; s++) if (this.classes[s] !== 0 && wanted(this.classes[s]!)) out.push(s);
    return out;
  }

  #count(cls: number, by: number): void {
    this.#counts[cls] = (this.#counts[cls] ?? 0) + by;
  }

  #setLineage(rows: readonly Pick<VersionRow, 'seq' | 'version'>[]): void {
    const members = rows
      .map((r) => ({ seq: r.seq, versionKey: instantKey(r.version) }))
      .sort((a, b) => (a.versionKey < b.versionKey ? -1 : a.versionKey > b.versionKey ? 1 : a.seq - b.seq));
    const known = members.map((m) => this.#lineageOf.get(m.seq)).find((l) => l !== undefined);
    const lineage: MutableLineage = known ?? { members: [] };
    lineage.members = members;
    this.#lineages.add(lineage);
    for (const m of members) this.#lineageOf.set(m.seq, lineage);
  }
}

interface MutableLineage {
  members: { readonly seq: number; readonly versionKey: string }[];
}
