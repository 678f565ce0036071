import type { SqliteDatabase, SqliteStatement } from '../../../src/storage/sqlite/driver.ts';
import { openDatabase } from '../../../src/storage/sqlite/open-database.ts';

const idle: SqliteDatabase[] = [];

/** An empty store in memory. Making its tables and statements takes as long as an exchange, so it is used again. */
export function takeDisk(): SqliteDatabase {
  return idle.pop() ?? preparingOnce(openDatabase(':memory:'));
}

/** Nothing of what is on it may be needed any more. */
export function giveBackDisk(db: SqliteDatabase): void {
  if (db.inTransaction) db.exec('ROLLBACK');
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'migration'");
  db.pragma('foreign_keys = OFF');
  for (const { name } of tables.all() as { readonly name: string }[]) db.exec(`DELETE FROM ${name}`);
  db.pragma('foreign_keys = ON');
  idle.push(db);
}

/** Statements of one text are one statement in all lives: how its rows come is the same wherever it is asked for. */
function preparingOnce(db: SqliteDatabase): SqliteDatabase {
  const known = new Map<string, SqliteStatement>();
  const prepare = db.prepare;
  db.prepare = (sql) => {
    const statement = known.get(sql) ?? prepare(sql);
    known.set(sql, statement);
    return statement;
  };
  return db;
}
