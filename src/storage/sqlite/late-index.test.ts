import { expect, test } from 'vitest';
import { openDriver } from './driver.ts';
import { LateIndex } from './late-index.ts';
import { first } from './migrations/001-first.ts';
import { lateIndex } from './migrations/002-late-index.ts';

const everything = Number.MAX_SAFE_INTEGER;
/** Spread over 52 bits as id-hash.ts does it; every seventh is one and the same. */
const hashOf = (i: number): number => (i % 7 === 0 ? 7_000_000 : (Math.imul(i, 0x9e3779b1) >>> 0) * 0x10_0000 + i);

function emptyStore() {
  const db = openDriver(':memory:');
  db.exec(first.sql);
  db.exec(lateIndex.sql);
  return db;
}

const pairsOf = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => [hashOf(from + k), from + k]).flat();

const count = (db: ReturnType<typeof openDriver>, table: string): number =>
  db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;

test('entries are found from the moment they are added, before, while and after they are merged, and after a start', () => {
  const db = emptyStore();
  const index = new LateIndex(db, 'id');
  const stages = new Set<string>();
  const total = 102_000;
  for (let from = 1; from < total; from += 3_000) {
    index.add(pairsOf(from, 3_000));
    stages.add(`${count(db, 'id_entry') > 0 ? 'entries' : 'none'}, ${count(db, 'id_run') > 12 ? 'many' : 'few'} runs`);
    for (const i of [1, 3, from, from + 2_999])
      if (i % 7 !== 0) expect(index.find(hashOf(i), 0, everything)).toEqual([i]);
    const same = index.find(hashOf(7), 0, everything);
    expect(same).toEqual(Array.from({ length: Math.floor((from + 2_999) / 7) }, (_, k) => 7 * (k + 1)));
    const started = new LateIndex(db, 'id');
    expect(started.find(hashOf(7), 0, everything)).toEqual(same);
    expect(started.find(hashOf(from), 0, everything)).toEqual(index.find(hashOf(from), 0, everything));
  }
  expect([...stages].sort()).toEqual(['entries, few runs', 'entries, many runs', 'none, few runs', 'none, many runs']);
  expect(index.find(hashOf(7), 700, 714)).toEqual([700, 707, 714]);
  expect(index.find(12_345, 0, everything)).toEqual([]);
  db.close();
});

test('T-DUR-04 a merge that a crash undid in part is done again, and nothing is there twice', () => {
  const db = emptyStore();
  const index = new LateIndex(db, 'id');
  for (let from = 1; from < 66_000; from += 3_000) index.add(pairsOf(from, 3_000));
  const merged = count(db, 'id_entry');
  expect(merged).toBeGreaterThan(0);
  expect(merged).toBeLessThan(66_000);
  db.exec('BEGIN');
  index.add(pairsOf(70_001, 3_000));
  expect(index.find(hashOf(70_001), 0, everything)).toEqual([70_001]);
  db.exec('ROLLBACK');
  index.reload();
  expect(index.find(hashOf(70_001), 0, everything)).toEqual([]);
  for (let from = 80_001; count(db, 'id_run') > 10; from += 3_000) index.add(pairsOf(from, 3_000));
  for (const i of [1, 3, 65_998]) expect(index.find(hashOf(i), 0, everything)).toEqual([i]);
  expect(index.find(hashOf(7), 0, 66_000)).toEqual(Array.from({ length: 9_428 }, (_, k) => 7 * (k + 1)));
  db.close();
});
