import { deepEqual, equal, ok, rejects, throws } from 'node:assert/strict';
import { StoreFailedError } from '../../ports/store.ts';
import { type ContractCase, rule } from './contract-case.ts';
import { addCommit, storeNumbered, version } from './sample-rows.ts';

export const commitRules: readonly ContractCase[] = [
  rule('commits: what is queued is not read before its flush, and is read after it', async ({ store }) => {
    equal(store.dirty, false);
    store.write.putDocument('k', 'x', 1);
    addCommit(store, 1, 1, [version('a')]);
    equal(store.dirty, true);
    equal(store.document('k', 'x'), null);
    deepEqual(await store.find(['a']), []);
    await store.flush();
    deepEqual([store.dirty, store.document('k', 'x'), (await store.find(['a'])).length], [false, 1, 1]);
  }),
  rule('commits: flushing nothing is no work and no failure', async ({ store }) => {
    await Promise.all([store.flush(), store.flush()]);
    deepEqual([store.dirty, store.failed], [false, false]);
  }),
  rule('commits: writes become durable in the order they were queued', async ({ store }) => {
    for (let n = 0; n < 50; n++) store.write.putDocument('k', 'x', n);
    const first = store.flush();
    store.write.putDocument('k', 'x', 'last');
    await Promise.all([first, store.flush()]);
    equal(store.document('k', 'x'), 'last');
  }),
  rule('I8 a flush covers everything queued before the call, whoever queued it', async ({ store }) => {
    const flushes = Array.from({ length: 20 }, (_, n) => {
      store.write.putDocument('k', String(n), n);
      return store.flush().then(() => store.document('k', String(n)));
    });
    deepEqual(
      await Promise.all(flushes),
      Array.from({ length: 20 }, (_, n) => n),
    );
  }),
  rule(
    'I8 of a group one of whose writes cannot be done, nothing is stored and nobody is told it was',
    async ({ store, reopen }) => {
      await storeNumbered(store, 1, 2);
      store.write.putDocument('k', 'before', 1);
      const one = store.flush();
      addCommit(store, 1, 2, [version('twice under one number')]);
      store.write.putDocument('k', 'after', 1);
      const other = store.flush();
      await rejects(one, StoreFailedError);
      await rejects(other, StoreFailedError);
      deepEqual([store.document('k', 'before'), store.document('k', 'after')], [null, null]);
      if (reopen === null) return;
      const again = await reopen();
      deepEqual([again.document('k', 'before'), again.document('k', 'after')], [null, null]);
      deepEqual(
        (await again.scan(1, 0, 10)).map((r) => r.id),
        ['a1', 'a2'],
      );
    },
  ),
  rule(
    'T-DB-03 after a failed flush nothing is taken any more, reads go on, and a new start takes writes again',
    async ({ store, reopen, failWrites }) => {
      await storeNumbered(store, 1, 2);
      failWrites();
      store.write.putDocument('k', 'lost', 1);
      await rejects(store.flush(), StoreFailedError);
      ok(store.failed);
      throws(() => store.write.putDocument('k', 'more', 1), StoreFailedError);
      await rejects(store.flush(), StoreFailedError);
      equal((await store.rows(1, [1, 2])).length, 2);
      if (reopen === null) return;
      const again = await reopen();
      deepEqual([again.failed, again.document('k', 'lost'), again.document('k', 'more')], [false, null, null]);
      again.write.putDocument('k', 'next', 1);
      await again.flush();
      equal(again.document('k', 'next'), 1);
    },
  ),
  rule('commits: a sound store says so', async ({ store }) => {
    await storeNumbered(store, 1, 100);
    equal(store.check(), null);
  }),
  rule('commits: everything is there after closing and opening again', async ({ store, reopen }) => {
    if (reopen === null) return;
    await storeNumbered(store, 1, 3);
    store.write.removeVersion(1, 2);
    store.write.putDocument('k', 'x', { y: 1 });
    store.write.putStatus('s', 'p', 5, 1);
    store.write.putFeedBlock(4, { no: 0, firstPosition: 0, count: 1, bytes: Uint8Array.of(1), served: null });
    store.write.addRelease({ feed: 4, at: 9, firstPosition: 0, lastPosition: 0, value: 'v' });
    const again = await reopen();
    deepEqual([...again.classColumn(1)], [0, 1, 0, 1]);
    deepEqual(
      (await again.find(['a1', 'a2', 'a3'])).map((r) => r.removed),
      [false, true, false],
    );
    deepEqual(again.document('k', 'x'), { y: 1 });
    deepEqual(await again.status('s'), { party: 'p', value: 1 });
    equal(again.feedBlocks(4).length, 1);
    equal((await again.releases(4, 0)).length, 1);
    equal(again.commits(1).length, 1);
  }),
];
