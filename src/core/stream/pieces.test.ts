import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AgeSet, always, intervalAt, never, uniteAges } from './age-set.ts';
import { CommitLog } from './commit-log.ts';
import { WaitingLine } from './lanes.ts';
import { compareMarks, compareMoments, type Mark, type Moment } from './moment.ts';
import { changeMode, type GroupState, unbroken, visibilityOf } from './pieces.ts';

const span = fc.tuple(fc.nat(6), fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }));
const ages: fc.Arbitrary<AgeSet> = fc.oneof(
  fc.constant(never),
  fc.constant(always),
  fc
    .array(span, { maxLength: 3 })
    .map((spans) =>
      spans.reduce<AgeSet>(
        (set, [from, length]) => uniteAges(set, [{ from, until: length === null ? null : from + length }]),
        never,
      ),
    ),
);
const happening = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), n: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('mode' as const), mode: ages, byTime: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), by: fc.integer({ min: 1, max: 5 }) }),
);

interface Told {
  readonly log: CommitLog;
  readonly group: GroupState;
  /** By seq − 1: since when it has been visible without a break; null when it is not. */
  readonly since: readonly (Moment | null)[];
  readonly now: Moment;
}

/** Lives through happenings reading by reading, deciding each version at each. */
function live(happenings: readonly (typeof happening extends fc.Arbitrary<infer T> ? T : never)[]): Told {
  const log = new CommitLog();
  let group = unbroken(never, { at: 0, commit: 0 });
  let now: Moment = { at: 10, commit: 0 };
  const since: (Moment | null)[] = [];
  const look = (moment: Moment): void => {
    for (let i = 0; i < since.length; i++) {
      const committed = log.momentOf(i + 1);
      const visible = intervalAt(group.mode, moment.at - committed.at) !== null;
      // What an age alone brings is dated by the commit of the version, what a change brings by the change.
      if (!visible) since[i] = null;
      else since[i] ??= moment;
    }
  };
  const wait = (): void => {
    now = { ...now, at: now.at + 1 };
    look(now);
  };
  for (const h of happenings) {
    if (h.kind === 'wait') for (let k = 0; k < h.by; k++) wait();
    else if (h.kind === 'add') {
      now = { ...now, commit: now.commit + 1 };
      log.append(h.n, now);
      for (let k = 0; k < h.n; k++) since.push(null);
      look(now);
    } else {
      // Time alone changes a mode at a reading at which nobody has looked yet.
      if (h.byTime) now = { ...now, at: now.at + 1 };
      now = { ...now, commit: now.commit + 1 };
      group = changeMode(group, h.mode, now, log, h.byTime ? now.at - 1 : now.at);
      look(now);
    }
  }
  return { log, group, since, now };
}

test('S9 S3 the key of a version dates from the reading at which its unbroken visibility began', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 25 }), (happenings) => {
      const { log, group, since, now } = live(happenings);
      const keys = since.map(
        (_, i) => visibilityOf(group, undefined, i + 1, log.momentOf(i + 1), now.at)?.key.at ?? null,
      );
      expect(keys).toEqual(since.map((s) => s?.at ?? null));
    }),
    { numRuns: 2000 },
  );
});

test('S6 a change of mode leaves no more pieces than there were changes and intervals', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 25 }), (happenings) => {
      const changes = happenings.filter((h) => h.kind === 'mode').length;
      expect(live(happenings).group.pieces.length).toBeLessThanOrEqual(1 + 12 * changes);
    }),
  );
});

test('the line of waiting versions is all visible ones behind the mark in the order of key and number', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(happening, fc.boolean()), { maxLength: 20 }),
      fc.nat(60),
      fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
      (steps, near, apart) => {
        // Two groups under one log: each happening of a mode is of one of them.
        const one = live(steps.map(([h]) => h));
        const { log, now } = one;
        const groups = new Map([
          [1, one.group],
          [2, unbroken(always, { at: 0, commit: 0 })],
        ]);
        const classes = Uint32Array.from({ length: log.nextSeq }, (_, seq) => (seq === 0 ? 0 : 1 + (seq % 3)));
        const groupOfClass = Int32Array.from([0, 1, 2, 0]);
        const keys: Mark[] = [];
        const own = new Map<number, Moment>();
        for (let seq = 1; seq < log.nextSeq; seq++) {
          const group = groups.get(groupOfClass[classes[seq]!]!);
          const v = group === undefined ? null : visibilityOf(group, undefined, seq, log.momentOf(seq), now.at);
          if (v === null) continue;
          if (apart.includes(seq)) own.set(seq, v.key);
          keys.push({ ...v.key, seq });
        }
        keys.sort(compareMarks);
        const mark =
          near % 2 === 0
            ? { at: near, commit: 0, seq: 0 }
            : (keys[near % (keys.length + 1)] ?? { ...now, seq: 2 ** 32 });
        const line = new WaitingLine({ log, classes, groupOfClass, groups, apart: own }, mark, now.at);
        const found: number[] = [];
        for (let first = line.peek(); first !== null && found.length <= keys.length; first = line.peek()) {
          found.push(first.seq);
          line.take();
        }
        const expected = keys.filter(
          (k) => compareMoments(k, mark) > 0 || (compareMoments(k, mark) === 0 && k.seq > mark.seq),
        );
        expect(found).toEqual(expected.map((k) => k.seq));
      },
    ),
    { numRuns: 1500 },
  );
});
