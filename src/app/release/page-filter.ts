import type { StreamAsk } from '../../core/stream/index.ts';
import type { Store } from '../../ports/store.ts';
import type { StreamFilter } from '../partner-api.ts';
import type { ClassBook } from './class-book.ts';
import type { CollectionState } from './collection-state.ts';

/** Rows whose versions are compared in one stretch of work. */
export const versionRowsEachMax = 2_000;

/** A filter as the stream asks it. */
export interface PageFilter {
  /** Versions of the ids asked for; null when none are. */
  readonly seqs: ReadonlySet<number> | null;
  readonly view: StreamAsk['view'];
  readonly accepts: StreamAsk['accepts'];
  /** Versions asked for by their instant; null when none are. */
  readonly exact: ExactVersions | null;
}

export function pageFilter(
  collection: CollectionState,
  filter: StreamFilter,
  seqs: ReadonlySet<number> | null,
  book: ClassBook,
): PageFilter {
  const types = filter.types === null ? null : new Set(filter.types);
  const specs = filter.specVersions === null || filter.specVersions.includes('2.1');
  // By class number: 1 of a type asked for, 2 of another one.
  const byClass = new Uint8Array(book.classCount + 1);
  const typeFits = (seq: number): boolean => {
    if (types === null) return true;
    const classNo = collection.classes[seq]!;
    if (classNo === 0) return false;
    // A class may be younger than this filter.
    if (classNo >= byClass.length) return types.has(book.factsOf(classNo).type);
    if (byClass[classNo] === 0) byClass[classNo] = types.has(book.factsOf(classNo).type) ? 1 : 2;
    return byClass[classNo] === 1;
  };
  const { all, first, last, exact } = filter.versions;
  return {
    seqs,
    view: { all, first, last },
    accepts: (seq) => specs && (seqs === null || seqs.has(seq)) && typeFits(seq),
    exact: exact.length === 0 ? null : new ExactVersions(collection, exact),
  };
}

/**
 * Numbers of the versions of certain instants, read row by row from the oldest on: an index over instants would cost every
 * import for the sake of a question that hardly anybody asks. A version keeps its instant, so what was read stays true.
 */
class ExactVersions {
  readonly #collection: CollectionState;
  readonly #instants: readonly string[];
  readonly #found = new Set<number>();
  #next = 1;

  constructor(collection: CollectionState, instants: readonly string[]) {
    this.#collection = collection;
    this.#instants = instants;
  }

  /** Every version added so far has been compared. */
  get isWhole(): boolean {
    return this.#next >= this.#collection.log.nextSeq;
  }

  readonly has = (seq: number): boolean => this.#found.has(seq);

  /** Compares the next rows. */
  async readOn(store: Store): Promise<void> {
    const end = Math.min(this.#next + versionRowsEachMax, this.#collection.log.nextSeq);
    // What is not on disk yet cannot be read, and would be passed over for ever.
    if (store.dirty) await store.flush();
    const { no } = this.#collection.record;
    for (const seq of await store.versionsAt(no, this.#instants, this.#next, end)) this.#found.add(seq);
    this.#next = end;
  }
}

/** A filter as text: what a cursor is bound to besides partner and collection. */
export function filterKey(f: StreamFilter): string {
  const { versions: v } = f;
  if (
    f.ids === null &&
    f.types === null &&
    f.specVersions === null &&
    v.last &&
    !v.first &&
    !v.all &&
    v.exact.length === 0
  )
    return '';
  const list = (values: readonly string[] | null): string => (values === null ? '*' : [...values].sort().join());
  return JSON.stringify([list(f.ids), list(f.types), list(f.specVersions), v.first, v.last, v.all, list(v.exact)]);
}
