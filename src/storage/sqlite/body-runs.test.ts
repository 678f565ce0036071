import { expect, test } from 'vitest';
import { BodyRuns, runBytesEachMax, runRows } from './body-runs.ts';
import { openSqliteStore } from './sqlite-store.ts';

const bodyOf = (seq: number): string => `{"n":${seq}}`;

async function storeWith(count: number) {
  const store = openSqliteStore(':memory:');
  const add = (first: number, n: number): void =>
    store.write.addVersions(
      1,
      first,
      { firstSeq: first, count: n, at: first, commit: first },
      Array.from({ length: n }, (_, i) => ({
        id: `indicator--${first + i}`,
        version: '2026-01-01T00:00:00Z',
        classNo: 1,
        several: false,
        body: Buffer.from(bodyOf(first + i)),
        refs: [],
        customRefs: [],
      })),
    );
  add(1, count);
  await store.flush();
  const joined = async (...seqs: number[]): Promise<string | null> => {
    const bytes = await store.joinedBodies(1, seqs);
    return bytes === null ? null : Buffer.from(bytes).toString();
  };
  return { store, add, joined };
}

const list = (first: number, n: number): number[] => Array.from({ length: n }, (_, i) => first + i);

test('bodies across runs come in the order asked, joined by commas, kept or not', async () => {
  const { store, joined } = await storeWith(3 * runRows);
  for (const seqs of [
    list(1, 1000),
    list(runRows - 4, 10),
    [3, 2, 1],
    [1, 3, 4, 7],
    [runRows, runRows - 1],
    list(runRows, runRows),
    [5, 5],
  ])
    for (const _ of ['read', 'kept']) expect(await joined(...seqs)).toBe(seqs.map(bodyOf).join(','));
  await store.close();
});

test('a body added to a run that is kept is there at once', async () => {
  const { store, add, joined } = await storeWith(10);
  expect(await joined(9, 10)).toBe([9, 10].map(bodyOf).join(','));
  expect(await joined(10, 11)).toBeNull();
  add(11, 200);
  await store.flush();
  expect(await joined(...list(9, 202))).toBe(list(9, 202).map(bodyOf).join(','));
  await store.close();
});

test('a removed body is gone from a run that is kept', async () => {
  const { store, joined } = await storeWith(20);
  expect(await joined(...list(1, 20))).not.toBeNull();
  store.write.removeVersion(1, 7);
  await store.flush();
  expect(await joined(...list(1, 20))).toBeNull();
  expect(await joined(6, 8)).toBe([6, 8].map(bodyOf).join(','));
  await store.close();
});

test('bodies too large to be kept come all the same', async () => {
  const large = Array.from({ length: 3 }, (_, i) => JSON.stringify({ i, text: 'x'.repeat(runBytesEachMax / 2) }));
  const store = openSqliteStore(':memory:');
  store.write.addVersions(
    1,
    1,
    { firstSeq: 1, count: 3, at: 1, commit: 1 },
    large.map((text, i) => ({
      id: `note--${i}`,
      version: '2026-01-01T00:00:00Z',
      classNo: 1,
      several: false,
      body: Buffer.from(text),
      refs: [],
      customRefs: [],
    })),
  );
  await store.flush();
  for (const _ of ['first', 'again'])
    expect(Buffer.from((await store.joinedBodies(1, [1, 2, 3]))!).toString() === large.join(',')).toBe(true);
  expect(await store.joinedBodies(1, [1, 2, 3, 4])).toBeNull();
  await store.close();
});

test('what is kept is bounded: the run used longest ago is read again', () => {
  const reads: number[] = [];
  const runs = new BodyRuns((first) => {
    reads.push(first / runRows);
    return {
      bytes: new Uint8Array(8 * 1024 * 1024),
      from: new Uint32Array(runRows),
      to: new Uint32Array(runRows).fill(1),
    };
  });
  for (const number of [0, 1, 0, 2, 0, 3, 1, 0]) runs.joined([number * runRows]);
  expect(reads).toEqual([0, 1, 2, 3, 1]);
});
