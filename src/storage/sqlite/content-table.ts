import type { SqliteDatabase } from './driver.ts';
import { inTransaction } from './in-transaction.ts';
import { batches } from './insert-batches.ts';
import { LateIndex } from './late-index.ts';

/** Rows indexed in a row where a store made before has them without an index. */
const fillStep = 10_000;

interface Row {
  readonly no: number;
  readonly name: string;
}

/** Notes of content by name, one row each at the end of the table, found by a late index. */
export class ContentTable {
  readonly #hash: (name: string) => number;
  readonly #index: LateIndex;
  readonly #insert;
  readonly #at;
  #next: number;

  constructor(db: SqliteDatabase, hash: (name: string) => number) {
    this.#hash = hash;
    this.#insert = batches(db, 'INSERT INTO content VALUES', 3);
    this.#at = db.prepare('SELECT name, json FROM content WHERE no = ?');
    this.#next = (db.prepare('SELECT coalesce(max(no), 0) FROM content').pluck().get() as number) + 1;
    this.#index = new LateIndex(db, 'content');
    if (this.#next > 1 && this.#index.isEmpty) this.#fill(db);
  }

  reload(): void {
    this.#index.reload();
  }

  /** Within a transaction. */
  add(notes: readonly { readonly name: string; readonly json: string }[]): void {
    const rows: unknown[] = [];
    const pairs: number[] = [];
    for (const { name, json } of notes) {
      rows.push(this.#next, name, json);
      pairs.push(this.#hash(name), this.#next++);
    }
    this.#insert(rows);
    this.#index.add(pairs);
  }

  find(name: string): readonly unknown[] {
    const places = this.#index.find(this.#hash(name), 0, Number.MAX_SAFE_INTEGER);
    const rows = places.map((no) => this.#at.get(no) as { name: string; json: string });
    return rows.filter((row) => row.name === name).map(({ json }) => JSON.parse(json) as unknown);
  }

  /** Once: rows that a migration carried over have no entries. */
  #fill(db: SqliteDatabase): void {
    const after = db.prepare('SELECT no, name FROM content WHERE no > ? ORDER BY no LIMIT ?');
    inTransaction(db, () => {
      let at = 0;
      let rows: readonly Row[];
      do {
        rows = after.all(at, fillStep) as Row[];
        this.#index.add(rows.flatMap(({ no, name }) => [this.#hash(name), no]));
        at = rows.at(-1)?.no ?? at;
      } while (rows.length === fillStep);
    });
  }
}
