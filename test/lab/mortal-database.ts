import type { SqliteDatabase } from '../../src/storage/sqlite/driver.ts';

/** One run of a node over a database that outlives it: from its death on nothing it does reaches the disk. */
export interface MortalDatabase {
  readonly db: SqliteDatabase;
  die(): void;
  /** The next transaction fails, as on a full disk. */
  failNext(): void;
}

export function mortal(lasting: SqliteDatabase): MortalDatabase {
  let dead = false;
  let failing = false;
  const exec = (sql: string): void => {
    if (dead) throw new Error('this process has died');
    if (failing) {
      failing = false;
      throw new Error('disk full');
    }
    lasting.exec(sql);
  };
  const db = new Proxy(lasting, {
    get: (target, name) => {
      if (name === 'exec') return exec;
      if (name === 'close') return () => {};
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
  return {
    db,
    die: () => {
      dead = true;
    },
    failNext: () => {
      failing = true;
    },
  };
}
