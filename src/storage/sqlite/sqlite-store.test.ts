import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import type { Store } from '../../ports/store.ts';
import { type ContractStore, storageContract } from '../contract/index.ts';
import type { SqliteDatabase } from './driver.ts';
import { openDatabase } from './open-database.ts';
import { openSqliteStore } from './sqlite-store.ts';

/** The same database, except that its journal takes nothing from a certain moment on. */
function breakable(db: SqliteDatabase): { readonly db: SqliteDatabase; readonly fail: () => void } {
  let failing = false;
  const exec = (sql: string): void => {
    if (failing && sql === 'COMMIT') throw new Error('disk I/O error');
    db.exec(sql);
  };
  const proxy = new Proxy(db, {
    get: (target, name) => {
      if (name === 'exec') return exec;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
  return {
    db: proxy,
    fail: () => {
      failing = true;
    },
  };
}

const settle = (store: Store): Promise<void> => store.close().catch(() => undefined);

function opener(where: 'file' | 'memory'): () => Promise<ContractStore> {
  return async () => {
    const dir = where === 'file' ? mkdtempSync(join(tmpdir(), 'proviso-store-')) : null;
    const path = dir === null ? ':memory:' : join(dir, 'store.sqlite');
    const { db, fail } = breakable(openDatabase(path));
    let store = openSqliteStore(path, db);
    return {
      store,
      failWrites: fail,
      reopen:
        dir === null
          ? null
          : async () => {
              await settle(store);
              store = openSqliteStore(path);
              return store;
            },
      done: async () => {
        await settle(store);
        if (dir !== null) rmSync(dir, { recursive: true, force: true });
      },
    };
  };
}

for (const where of ['file', 'memory'] as const) {
  describe(`sqlite, in ${where === 'file' ? 'a file' : 'memory'}`, () => {
    for (const { name, run } of storageContract) it(name, () => run(opener(where)));
  });
}
