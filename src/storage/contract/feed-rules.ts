import { deepEqual, equal } from 'node:assert/strict';
import { type ContractCase, rule } from './contract-case.ts';
import { lateMoment } from './sample-rows.ts';

const plain = (bytes: Uint8Array | null): number[] | null => (bytes === null ? null : [...bytes]);

export const feedRules: readonly ContractCase[] = [
  rule(
    'feeds: blocks come by number, replaced ones as they are now, with what was served of them',
    async ({ store }) => {
      deepEqual(store.feedBlocks(1), []);
      const block = (no: number, bytes: number[]) => ({
        no,
        firstPosition: no * 10,
        count: bytes.length,
        bytes: Uint8Array.from(bytes),
        served: null,
      });
      store.write.putFeedBlock(1, block(2, [9]));
      store.write.putFeedBlock(1, block(1, [1, 2]));
      store.write.putFeedBlock(1, block(1, [1, 2, 3]));
      store.write.putFeedBlock(2, block(1, [0, 255]));
      const bits = Uint8Array.of(0b101);
      store.write.putServed(1, 1, bits);
      bits[0] = 0;
      await store.flush();
      const found = store.feedBlocks(1).map((b) => [b.no, b.firstPosition, b.count, plain(b.bytes), plain(b.served)]);
      deepEqual(found, [
        [1, 10, 3, [1, 2, 3], [0b101]],
        [2, 20, 1, [9], null],
      ]);
      deepEqual(
        store.feedBlocks(2).map((b) => plain(b.bytes)),
        [[0, 255]],
      );
      deepEqual(store.feedBlocks(3), []);
    },
  ),
  rule('feeds: release rows are found by a position inside their span, newest last', async ({ store }) => {
    const row = (feed: number, firstPosition: number, lastPosition: number, at: number) => ({
      feed,
      at,
      firstPosition,
      lastPosition,
      value: { parts: [at] },
    });
    for (const one of [row(1, 0, 9, lateMoment), row(1, 10, 10, 5), row(1, 5, 12, 5), row(2, 0, 100, 1)])
      store.write.addRelease(one);
    await store.flush();
    deepEqual(
      (await store.releases(1, 10)).map((r) => r.firstPosition),
      [10, 5],
    );
    deepEqual(await store.releases(1, 0), [row(1, 0, 9, lateMoment)]);
    deepEqual(await store.releases(1, 13), []);
    deepEqual((await store.releases(2, 13)).length, 1);
  }),
  rule('statuses: found by id, replaced, and purged by age, the moment itself staying', async ({ store }) => {
    equal(await store.status('s'), null);
    store.write.putStatus('s', 'p', 100, { n: 1 });
    store.write.putStatus('s', 'p', 100, { n: 2 });
    store.write.putStatus('S', 'q', 99, { n: 3 });
    await store.flush();
    deepEqual(await store.status('s'), { party: 'p', value: { n: 2 } });
    deepEqual(await store.status('S'), { party: 'q', value: { n: 3 } });
    store.write.purgeStatuses(100);
    await store.flush();
    deepEqual([await store.status('s'), await store.status('S')], [{ party: 'p', value: { n: 2 } }, null]);
  }),
];
