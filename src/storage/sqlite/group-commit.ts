import { StoreFailedError } from '../../ports/store.ts';
import type { SqliteDatabase } from './driver.ts';

type Job = () => void;

/**
 * Queued writes become durable together: all that arrived in one turn of the event loop share one transaction and one
 * synchronised journal write. After a failure nothing is written any more: what the disk holds is then unknown, and a
 * failed synchronisation must not be tried again.
 */
export class GroupCommit {
  readonly #db: SqliteDatabase;
  readonly #lost: () => void;
  #jobs: Job[] = [];
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  #scheduled = false;
  #failed: StoreFailedError | null = null;

  /** `lost` hears that a transaction was undone: what jobs noted in memory no longer holds. */
  constructor(db: SqliteDatabase, lost: () => void) {
    this.#db = db;
    this.#lost = lost;
  }

  get dirty(): boolean {
    return this.#jobs.length > 0 || this.#failed !== null;
  }

  get failed(): boolean {
    return this.#failed !== null;
  }

  queue(job: Job): void {
    if (this.#failed !== null) throw this.#failed;
    this.#jobs.push(job);
  }

  flush(): Promise<void> {
    if (this.#failed !== null) return Promise.reject(this.#failed);
    if (this.#jobs.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => this.#commit());
    });
  }

  #commit(): void {
    this.#scheduled = false;
    const jobs = this.#jobs;
    const waiting = this.#waiting;
    this.#jobs = [];
    this.#waiting = [];
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      for (const job of jobs) job();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#failed = new StoreFailedError(`the store takes no writes: ${(error as Error).message}`, { cause: error });
      this.#undo();
      for (const w of waiting) w.reject(this.#failed);
      return;
    }
    for (const w of waiting) w.resolve();
  }
  /** Whatever goes wrong here as well, those who wait must hear of the first failure. */
  #undo(): void {
    try {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      this.#lost();
    } catch {
      // The disk cannot be read either; every read will say so.
    }
  }
}
