import { deepEqual, equal } from 'node:assert/strict';
import { limits } from '../../core/limits.ts';
import { type ContractCase, rule } from './contract-case.ts';
import { addCommit, bytes, lateMoment, storeNumbered, textOf, version } from './sample-rows.ts';

const seqs = (rows: readonly { readonly seq: number }[]): number[] => rows.map((row) => row.seq);

export const versionRules: readonly ContractCase[] = [
  rule('versions: nothing stored gives empty answers', async ({ store }) => {
    deepEqual(await store.find([]), []);
    deepEqual(await store.find(['indicator--x']), []);
    deepEqual(await store.rows(1, []), []);
    deepEqual(await store.rows(1, [1, 2]), []);
    deepEqual(await store.scan(1, 0, 10), []);
    deepEqual(store.commits(1), []);
    deepEqual(store.lineages(1), []);
    deepEqual([...store.classColumn(1)], [0]);
    deepEqual(store.largeBodies(1), []);
    equal(await store.body(1, 1), null);
    equal(await store.joinedBodies(1, [1]), null);
    equal((await store.joinedBodies(1, []))?.length, 0);
    deepEqual(await store.versionsAt(1, ['2026-01-01T00:00:00'], 1, 100), []);
    deepEqual(await store.referrers(1, 'x'), []);
  }),
  rule('versions: rows and bodies come in the order asked for', async ({ store }) => {
    await storeNumbered(store, 1, 6);
    deepEqual(seqs(await store.rows(1, [5, 1, 3])), [5, 1, 3]);
    const names = textOf(await store.joinedBodies(1, [5, 1, 3]))?.match(/a\d/g);
    deepEqual(names, ['a5', 'a1', 'a3']);
    deepEqual(textOf(await store.joinedBodies(1, [2, 3, 4]))?.match(/a\d/g), ['a2', 'a3', 'a4']);
    deepEqual(textOf(await store.joinedBodies(1, [4, 3, 2]))?.match(/a\d/g), ['a4', 'a3', 'a2']);
  }),
  rule('versions: bodies are joined by commas and by nothing else, byte for byte', async ({ store }) => {
    const bodies = ['{"a":"é"}', '{"b":"\u2028𝕏"}', '{"c":"\\u0000"}'];
    addCommit(
      store,
      1,
      1,
      bodies.map((body, i) => version(`a${i}`, { body: bytes(body) })),
    );
    await store.flush();
    equal(textOf(await store.joinedBodies(1, [1, 2, 3])), bodies.join(','));
    equal(textOf(await store.joinedBodies(1, [3, 1])), `${bodies[2]},${bodies[0]}`);
    equal(textOf(await store.body(1, 2)), bodies[1]);
  }),
  rule(
    'versions: the sizes of bodies larger than most are told, by number and for one collection',
    async ({ store }) => {
      const { smallBodyBytesMax } = limits;
      const sizes = [1, 0, -1, 3].map((more) => smallBodyBytesMax + more);
      for (const collection of [1, 2])
        addCommit(
          store,
          collection,
          1,
          sizes.map((size, i) => version(`a${i}`, { body: bytes('é'.padEnd(size - 1)) })),
        );
      deepEqual(store.largeBodies(1), []);
      await store.flush();
      const large = [
        { seq: 1, bytes: sizes[0] },
        { seq: 4, bytes: sizes[3] },
      ];
      deepEqual(store.largeBodies(1), large);
      store.write.removeVersion(2, 4);
      await store.flush();
      deepEqual(store.largeBodies(2), large.slice(0, 1));
    },
  ),
  rule('versions: a removed one has no body and no row, except where removed ones are asked for', async ({ store }) => {
    await storeNumbered(store, 1, 3);
    store.write.removeVersion(1, 2);
    await store.flush();
    equal(await store.body(1, 2), null);
    equal(await store.joinedBodies(1, [1, 2, 3]), null);
    equal(await store.joinedBodies(1, [3, 2]), null);
    deepEqual(seqs(await store.rows(1, [1, 2, 3])), [1, 3]);
    deepEqual(
      (await store.rows(1, [2], true)).map((r) => [r.seq, r.id, r.removed]),
      [[2, 'a2', true]],
    );
    deepEqual(seqs(await store.scan(1, 0, 10)), [1, 3]);
    deepEqual(
      (await store.find(['a2'])).map((r) => r.removed),
      [true],
    );
    deepEqual([...store.classColumn(1)], [0, 1, 0, 1]);
    deepEqual(await store.versionsAt(1, ['2026-01-01T00:00:00'], 1, 100), [1, 3]);
  }),
  rule('versions: scanning goes on after a number, in order, up to the limit', async ({ store }) => {
    await storeNumbered(store, 1, 5);
    deepEqual(seqs(await store.scan(1, 0, 2)), [1, 2]);
    deepEqual(seqs(await store.scan(1, 2, 2)), [3, 4]);
    deepEqual(seqs(await store.scan(1, 4, 100)), [5]);
    deepEqual(await store.scan(1, 5, 1), []);
  }),
  rule('versions: ids are told apart by letter case and by Unicode form', async ({ store }) => {
    const ids = ['tool--A', 'tool--a', 'tool--caf\u00e9', 'tool--cafe\u0301'];
    addCommit(
      store,
      1,
      1,
      ids.map((id) => version(id)),
    );
    await store.flush();
    for (const [i, id] of ids.entries())
      deepEqual(
        (await store.find([id])).map((r) => [r.seq, r.id]),
        [[i + 1, id]],
      );
    deepEqual(
      (await store.find([ids[3]!, ids[0]!])).map((r) => r.id),
      [ids[3], ids[0]],
    );
  }),
  rule('versions: collections are apart, to the last number of one and the first of the next', async ({ store }) => {
    const last = 0xffff_ffff;
    addCommit(store, 1, last, [version('end')]);
    addCommit(store, 2, 1, [version('end', { classNo: 7 })]);
    await store.flush();
    deepEqual(
      (await store.find(['end'])).map((r) => [r.collection, r.seq, r.classNo]),
      [
        [1, last, 1],
        [2, 1, 7],
      ],
    );
    deepEqual(seqs(await store.scan(1, 0, 10)), [last]);
    deepEqual(seqs(await store.scan(2, 0, 10)), [1]);
    deepEqual(await store.scan(3, 0, 10), []);
    deepEqual([...store.classColumn(2)], [0, 7]);
    deepEqual(await store.versionsAt(2, ['2026-01-01T00:00:00'], 1, 100), [1]);
  }),
  rule('versions: the text of a timestamp is kept, and compared as an instant at any precision', async ({ store }) => {
    const texts = [
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.0000001Z',
      '2026-01-01T00:00:00.100Z',
      '2026-01-01T00:00:10Z',
    ];
    addCommit(
      store,
      1,
      1,
      texts.map((text, i) => version(`a${i}`, { version: text })),
    );
    await store.flush();
    deepEqual(
      (await store.scan(1, 0, 10)).map((r) => r.version),
      texts,
    );
    deepEqual(await store.versionsAt(1, ['2026-01-01T00:00:00'], 1, 100), [1, 2]);
    deepEqual(await store.versionsAt(1, ['2026-01-01T00:00:00.0000001'], 1, 100), [3]);
    deepEqual(await store.versionsAt(1, ['2026-01-01T00:00:00.1', '2026-01-01T00:00:10'], 1, 100), [4, 5]);
    deepEqual(await store.versionsAt(1, [], 1, 100), []);
    deepEqual(await store.versionsAt(1, ['2026-01-01T00:00:00'], 2, 6), [2]);
    deepEqual(await store.versionsAt(1, ['2026-01-01T00:00:00'], 1, 2), [1]);
  }),
  rule('versions: commits come in their order, with equal moments and moments far in the future', async ({ store }) => {
    addCommit(store, 1, 1, [version('a'), version('b')], { at: 5, commit: 1 });
    addCommit(store, 1, 3, [version('c')], { at: 5, commit: 2 });
    addCommit(store, 1, 4, [version('d')], { at: lateMoment, commit: 900 });
    await store.flush();
    deepEqual(store.commits(1), [
      { firstSeq: 1, count: 2, at: 5, commit: 1 },
      { firstSeq: 3, count: 1, at: 5, commit: 2 },
      { firstSeq: 4, count: 1, at: lateMoment, commit: 900 },
    ]);
    deepEqual(store.commits(2), []);
  }),
  rule(
    'versions: lineages hold every version of ids with several, removed ones too, and no others',
    async ({ store }) => {
      addCommit(store, 1, 1, [version('one'), version('two')]);
      addCommit(store, 1, 3, [version('one', { version: '2026-01-02T00:00:00.000Z', several: true })]);
      addCommit(store, 2, 1, [version('two')]);
      await store.flush();
      store.write.removeVersion(1, 1);
      await store.flush();
      deepEqual(
        store.lineages(1).map((r) => [r.seq, r.id, r.removed]),
        [
          [1, 'one', true],
          [3, 'one', false],
        ],
      );
      deepEqual(store.lineages(2), []);
    },
  ),
  rule('versions: referrers are found by target and collection, custom ones marked', async ({ store }) => {
    addCommit(store, 1, 1, [
      version('a', { refs: ['t'] }),
      version('b', { customRefs: ['t', 'u'] }),
      version('c', { refs: ['u', 'u'] }),
    ]);
    addCommit(store, 2, 1, [version('d', { refs: ['t'] })]);
    await store.flush();
    deepEqual(await store.referrers(1, 't'), [
      { seq: 1, custom: false },
      { seq: 2, custom: true },
    ]);
    deepEqual(await store.referrers(1, 'u'), [
      { seq: 2, custom: true },
      { seq: 3, custom: false },
    ]);
    deepEqual(await store.referrers(2, 't'), [{ seq: 1, custom: false }]);
  }),
  rule('T-DB-01 ids that look like statements are only texts', async ({ store }) => {
    const odd = ["x'; DELETE FROM version; --", 'x" OR ""="', '%', '_', 'a,b', '[1]', '\\'];
    addCommit(
      store,
      1,
      1,
      odd.map((id) => version(id, { refs: [id] })),
    );
    await store.flush();
    for (const [i, id] of odd.entries()) {
      deepEqual(seqs(await store.find([id])), [i + 1]);
      deepEqual(seqs(await store.referrers(1, id)), [i + 1]);
      deepEqual(await store.versionsAt(1, [id], 1, 100), []);
    }
  }),
];
