import Database from 'better-sqlite3';

/** One SQL statement made ready. Without `iterate`: its iterators cannot be kept as statements are (see `kept`). */
export interface SqliteStatement {
  readonly reader: boolean;
  run(...values: unknown[]): { readonly changes: number };
  get(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown[];
  /** Rows come as the value of their first column. */
  pluck(): this;
  /** Rows come as lists of values. */
  raw(): this;
}

/** What the store uses of the driver. This is the only file that names it. */
export interface SqliteDatabase {
  prepare(sql: string): SqliteStatement;
  exec(sql: string): void;
  /** `simple`: the first column of the first row. */
  pragma(text: string, options?: { readonly simple?: boolean }): unknown;
  readonly inTransaction: boolean;
  close: () => void;
}

/**
 * From Node 24.19 on, collecting an object of this driver as garbage aborts the process (an assertion of Node about
 * cleanup hooks, seen on 24.21; drivers without this fault need Node 22). So on those versions nothing that the driver
 * makes is ever let go; statements are few and are made once.
 */
const kept: unknown[] | null = Number(process.versions.node.split('.')[0]) >= 24 ? [] : null;

export function openDriver(path: string, options: { readonly readonly?: boolean } = {}): SqliteDatabase {
  const db = new Database(path, options);
  kept?.push(db);
  const prepare = (sql: string): SqliteStatement => {
    const statement = db.prepare<unknown[]>(sql);
    kept?.push(statement);
    return statement;
  };
  return {
    prepare,
    exec: (sql) => {
      db.exec(sql);
    },
    pragma: (text, { simple = false } = {}) => {
      const statement = prepare(`PRAGMA ${text}`);
      if (!statement.reader) return statement.run();
      const rows = (simple ? statement.pluck() : statement).all();
      return simple ? rows[0] : rows;
    },
    get inTransaction() {
      return db.inTransaction;
    },
    close: () => {
      db.close();
    },
  };
}
