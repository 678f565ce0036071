import type { SqliteDatabase } from './driver.ts';
import { LateIndex } from './late-index.ts';
import { ridOf } from './row-id.ts';

/** Where versions are found by id, and by what they refer to. */
export interface VersionIndexes {
  /** Rows that may have this id, in ascending order: the caller compares the id itself. */
  ridsOf(id: string): readonly number[];
  /** The first answer for a row wins: a reference in a property of STIX before one in a custom property. */
  referrers(collection: number, target: string): readonly { readonly rid: number; readonly custom: boolean }[];
  /** Within the transaction that stores the rows: row `first + i` has the i-th id and references. */
  add(
    first: number,
    versions: readonly {
      readonly id: string;
      readonly refs: readonly string[];
      readonly customRefs: readonly string[];
    }[],
  ): void;
  reload(): void;
}

export function versionIndexes(db: SqliteDatabase, hash: (id: string) => number): VersionIndexes {
  const ids = new LateIndex(db, 'id');
  const references = new LateIndex(db, 'reference');
  return {
    ridsOf: (id) => ids.find(hash(id), 0, Number.MAX_SAFE_INTEGER),
    referrers: (collection, target) => {
      const out = new Map<number, boolean>();
      for (const place of references.find(hash(target), ridOf(collection, 0) * 2, ridOf(collection + 1, 0) * 2 - 1)) {
        const rid = Math.floor(place / 2);
        if (!out.has(rid)) out.set(rid, place % 2 === 1);
      }
      return [...out].map(([rid, custom]) => ({ rid, custom }));
    },
    add: (first, versions) => {
      const idPairs: number[] = [];
      const referencePairs: number[] = [];
      versions.forEach((v, i) => {
        const rid = first + i;
        idPairs.push(hash(v.id), rid);
        for (const ref of v.refs) referencePairs.push(hash(ref), rid * 2);
        for (const ref of v.customRefs) referencePairs.push(hash(ref), rid * 2 + 1);
      });
      ids.add(idPairs);
      references.add(referencePairs);
    },
    reload: () => {
      ids.reload();
      references.reload();
    },
  };
}
