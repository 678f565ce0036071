import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CommitLog } from './commit-log.ts';
import { compareMarks } from './moment.ts';

const history = fc.array(fc.record({ n: fc.integer({ min: 1, max: 4 }), pause: fc.nat(3), hidden: fc.nat(2) }), {
  maxLength: 12,
});

test('firstBehind finds the first number whose key lies behind a mark, also inside the commit the mark names', () => {
  fc.assert(
    fc.property(
      history,
      fc.nat(4),
      fc.nat(99),
      fc.oneof(fc.nat(40), fc.constant(2 ** 32)),
      (batches, delay, near, seq) => {
        const log = new CommitLog();
        const keys: { at: number; commit: number; seq: number }[] = [];
        let clock = 0;
        let number = 0;
        for (const b of batches) {
          clock += b.pause;
          number += 1 + b.hidden;
          const first = log.append(b.n, { at: clock, commit: number });
          for (let i = 0; i < b.n; i++) keys.push({ at: clock + delay, commit: number, seq: first + i });
        }
        const { at, commit } = keys[near % (keys.length + 1)] ?? { at: near, commit: near };
        const mark = { at, commit, seq };
        const expected = keys.find((k) => compareMarks(k, mark) > 0)?.seq ?? log.nextSeq;
        expect(log.firstBehind(delay, mark)).toBe(expected);
      },
    ),
  );
});

test('each number has the moment of its own commit, and a commit begins where the clock says', () => {
  fc.assert(
    fc.property(history, fc.nat(40), (batches, at) => {
      const log = new CommitLog();
      const moments: { at: number; commit: number }[] = [];
      let clock = 0;
      batches.forEach((b, i) => {
        clock += b.pause;
        log.append(b.n, { at: clock, commit: i + 1 });
        for (let k = 0; k < b.n; k++) moments.push({ at: clock, commit: i + 1 });
      });
      moments.forEach((m, i) => {
        expect(log.momentOf(i + 1)).toEqual(m);
        expect(log.atOf(i + 1)).toBe(m.at);
      });
      const later = moments.findIndex((m) => m.at > at);
      expect(log.firstAfter(at)).toBe(later === -1 ? log.nextSeq : later + 1);
    }),
  );
});
