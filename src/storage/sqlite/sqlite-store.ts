import type { Store, StoreWriter } from '../../ports/store.ts';
import { BodyRuns } from './body-runs.ts';
import { ContentTable } from './content-table.ts';
import type { SqliteDatabase } from './driver.ts';
import { GroupCommit } from './group-commit.ts';
import { idHash } from './id-hash.ts';
import { openDatabase } from './open-database.ts';
import { bodyRunReader, sqliteReader } from './reader.ts';
import { versionIndexes } from './version-indexes.ts';
import { sqliteWriter } from './writer.ts';

/** Opens the embedded store. Errors: StoreInUseError, SchemaError. */
export function openSqliteStore(path: string, db: SqliteDatabase = openDatabase(path)): Store {
  const key = hashKey(db);
  const hash = (text: string): number => idHash(text, key);
  const indexes = versionIndexes(db, hash);
  const contents = new ContentTable(db, hash);
  const commit = new GroupCommit(db, () => {
    indexes.reload();
    contents.reload();
  });
  const runs = new BodyRuns(bodyRunReader(db));
  const write: StoreWriter = sqliteWriter(
    db,
    indexes,
    contents,
    (job) => commit.queue(job),
    (first, last) => runs.forget(first, last),
  );
  return {
    ...sqliteReader(db, indexes, contents, runs),
    write,
    get dirty() {
      return commit.dirty;
    },
    get failed() {
      return commit.failed;
    },
    flush: () => commit.flush(),
    check: () => {
      const found = db.pragma('integrity_check(5)', { simple: true }) as string;
      return found === 'ok' ? null : found;
    },
    close: async () => {
      try {
        await commit.flush();
      } finally {
        db.close();
      }
    },
  };
}

function hashKey(db: SqliteDatabase): number {
  const row = db.prepare("SELECT json FROM document WHERE kind = 'store' AND id = 'hash-key'").get() as
    | { json: string }
    | undefined;
  if (row !== undefined) return Number(row.json);
  const key = Math.floor(Math.random() * 0x7fff_ffff);
  db.prepare("INSERT INTO document VALUES ('store', 'hash-key', ?)").run(String(key));
  return key;
}
