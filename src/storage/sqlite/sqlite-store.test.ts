import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limits } from '../../core/limits.ts';
import type { Store } from '../../ports/store.ts';
import { type ContractStore, storageContract } from '../contract/index.ts';
import type { SqliteDatabase } from './driver.ts';
import { idHash } from './id-hash.ts';
import { first } from './migrations/001-first.ts';
import { lateIndex } from './migrations/002-late-index.ts';
import { largeBodies } from './migrations/003-large-bodies.ts';
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

it('T-DUR-04 a store made before sizes were kept knows its large bodies', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'proviso-store-'));
  const path = join(dir, 'store.sqlite');
  const old = openDatabase(path, [first, lateIndex]);
  const insert = old.prepare('INSERT INTO body VALUES (?, ?)');
  for (const [seq, size] of [100, 70_000, limits.smallBodyBytesMax, limits.smallBodyBytesMax + 1].entries())
    insert.run(0x1_0000_0000 + seq + 1, Buffer.alloc(size, 0x20));
  old.close();
  const store = openSqliteStore(path);
  expect(store.largeBodies(1)).toEqual([
    { seq: 2, bytes: 70_000 },
    { seq: 4, bytes: limits.smallBodyBytesMax + 1 },
  ]);
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

it('T-DUR-04 a store made before notes of content had a table knows them, in their order, and takes more', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'proviso-store-'));
  const path = join(dir, 'store.sqlite');
  const old = openDatabase(path, [first, lateIndex, largeBodies]);
  const insert = old.prepare("INSERT INTO document VALUES ('content', ?, ?)");
  const names = Array.from({ length: 11_000 }, (_, i) => `n${i}`);
  old.exec('BEGIN');
  for (const name of names)
    insert.run(name, JSON.stringify({ lineage: [name], copies: name === 'n7' ? ['tool--b', 'tool--a'] : ['tool--c'] }));
  old.exec('COMMIT');
  old.close();
  for (let start = 0; start < 2; start++) {
    const store = openSqliteStore(path);
    expect(store.documents('content')).toEqual([]);
    for (const name of ['n0', 'n9999', 'n10000', 'n10999'])
      expect(store.contents(name)).toEqual([{ id: 'tool--c', lineage: [name] }]);
    const before = ['tool--b', 'tool--a'].map((id) => ({ id, lineage: ['n7'] }));
    expect(store.contents('n7')).toEqual([...before, ...Array<unknown>(start).fill('more')]);
    store.write.addContents([{ name: 'n7', value: 'more' }]);
    await store.close();
  }
  rmSync(dir, { recursive: true, force: true });
});

it('T-DUR-04 a store made before ids were indexed late answers as it did, and takes more', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'proviso-store-'));
  const path = join(dir, 'store.sqlite');
  const old = openDatabase(path, [first]);
  old.exec("INSERT INTO document VALUES ('store', 'hash-key', '17')");
  const rid = 0x1_0000_0000 + 1;
  old
    .prepare("INSERT INTO version VALUES (?, ?, 'tool--a', '2026-01-01T00:00:00Z', 3, 0, 0)")
    .run(rid, idHash('tool--a', 17));
  old.prepare("INSERT INTO body VALUES (?, ?, x'00')").run(rid, Buffer.from('{}'));
  old.prepare('INSERT INTO reference VALUES (?, ?, 1)').run(idHash('tool--b', 17), rid);
  old.close();
  const store = openSqliteStore(path);
  store.write.addVersions(1, 2, { firstSeq: 2, count: 1, at: 1, commit: 1 }, [
    {
      id: 'tool--a',
      version: '2026-01-02T00:00:00Z',
      classNo: 3,
      several: true,
      body: Buffer.from('[]'),
      refs: ['tool--b'],
      customRefs: [],
    },
  ]);
  await store.flush();
  expect((await store.find(['tool--a'])).map((r) => r.seq)).toEqual([1, 2]);
  expect(store.lineages(1).map((r) => r.seq)).toEqual([1, 2]);
  expect(await store.referrers(1, 'tool--b')).toEqual([
    { seq: 1, custom: true },
    { seq: 2, custom: false },
  ]);
  expect(Buffer.from((await store.joinedBodies(1, [1, 2]))!).toString()).toBe('{},[]');
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});
