import type { CommitRow, NewVersion } from '../../ports/store.ts';
import type { SqliteDatabase } from './driver.ts';
import { batches } from './insert-batches.ts';
import { ridOf } from './row-id.ts';
import type { VersionIndexes } from './version-indexes.ts';

/** Stores the versions of one commit: rows, bodies, and the ways to find them. Runs within a transaction. */
export function versionAdder(db: SqliteDatabase, indexes: VersionIndexes) {
  const insertRows = batches(db, 'INSERT INTO version (rid, id, version, class, several) VALUES', 5);
  const insertBodies = batches(db, 'INSERT INTO body VALUES', 2);
  const insertCommit = db.prepare('INSERT INTO commit_log VALUES (?, ?, ?, ?)');
  const markSeveral = db.prepare('UPDATE version SET several = 1 WHERE rid = ? AND id = ?');
  return (collection: number, first: number, commit: CommitRow, versions: readonly NewVersion[]): void => {
    const firstRid = ridOf(collection, first);
    insertCommit.run(firstRid, commit.count, commit.at, commit.commit);
    const rows: unknown[] = [];
    const bodies: unknown[] = [];
    versions.forEach((v, i) => {
      rows.push(firstRid + i, v.id, v.version, v.classNo, v.several ? 1 : 0);
      bodies.push(firstRid + i, v.body);
    });
    insertRows(rows);
    insertBodies(bodies);
    indexes.add(firstRid, versions);
    const low = ridOf(collection, 0);
    for (const v of versions)
      if (v.several)
        for (const rid of indexes.ridsOf(v.id))
          if (rid >= low && rid < firstRid + versions.length) markSeveral.run(rid, v.id);
  };
}
