import { deepEqual, equal } from 'node:assert/strict';
import { type ContractCase, rule } from './contract-case.ts';
import { addCommit, version } from './sample-rows.ts';

const segmentSize = 65_536;

export const classRules: readonly ContractCase[] = [
  rule('classes: a changed class is what the column says next', async ({ store }) => {
    addCommit(store, 1, 1, [version('a', { classNo: 3 }), version('b', { classNo: 4 })]);
    await store.flush();
    store.write.setClass(1, 1, 0xffff_fffe);
    await store.flush();
    deepEqual([...store.classColumn(1)], [0, 0xffff_fffe, 4]);
    deepEqual(
      (await store.find(['a'])).map((r) => r.classNo),
      [0xffff_fffe],
    );
  }),
  rule(
    'classes: a full segment comes back as it was put, the rest from rows, and without it all from rows',
    async ({ store }) => {
      const count = segmentSize + 10;
      const versions = Array.from({ length: count }, (_, i) => version(`a${i + 1}`, { classNo: (i % 5) + 1 }));
      addCommit(store, 1, 1, versions);
      const segment = new Uint32Array(segmentSize);
      for (let seq = 1; seq < segmentSize; seq++) segment[seq] = 1_000_000 + seq;
      store.write.putClassSegment(1, 0, segment);
      segment[1] = 77;
      await store.flush();
      const column = store.classColumn(1);
      equal(column.length, count + 1);
      deepEqual([column[0], column[1], column[segmentSize - 1]], [0, 1_000_001, 1_000_000 + segmentSize - 1]);
      deepEqual(
        [...column.slice(segmentSize)],
        versions.slice(segmentSize - 1).map((v) => v.classNo),
      );
      store.write.dropClassSegment(1, 0);
      await store.flush();
      deepEqual(
        [...store.classColumn(1).slice(1)],
        versions.map((v) => v.classNo),
      );
    },
  ),
];
