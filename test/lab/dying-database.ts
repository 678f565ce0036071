import type { SqliteDatabase } from '../../src/storage/sqlite/driver.ts';

export interface Death {
  /** Which statement that begins or ends a transaction it happens at, from 1. */
  readonly at: number;
  /** Before the statement reaches the disk, or right after it did and before anybody hears of it. */
  readonly when: 'before' | 'after';
}

export interface DyingDatabase {
  readonly db: SqliteDatabase;
  readonly statements: number;
  readonly dead: boolean;
}

/** One life of a process over a database that outlives it, ended at a chosen moment between two steps of its writing. */
export function dyingDatabase(lasting: SqliteDatabase, death: Death | null): DyingDatabase {
  if (lasting.inTransaction) lasting.exec('ROLLBACK');
  const life = { statements: 0, dead: false };
  const exec = (sql: string): void => {
    if (life.dead) throw new Error('this process has died');
    life.statements++;
    const dies = life.statements === death?.at;
    if (dies && death?.when === 'before') life.dead = true;
    else lasting.exec(sql);
    if (dies) life.dead = true;
    if (life.dead) throw new Error('this process has died');
  };
  const db = new Proxy(lasting, {
    get: (target, name) => {
      if (name === 'exec') return exec;
      if (name === 'close') return () => undefined;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
  return {
    db,
    get statements() {
      return life.statements;
    },
    get dead() {
      return life.dead;
    },
  };
}
