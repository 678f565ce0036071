import { describe, expect, test } from 'vitest';
import { hour, labId, second } from '../lab/lab-objects.ts';
import { ReleaseLab } from '../lab/release-lab.ts';
import { allow, asked, number, numbers, ofType, page, text, upTo, walk } from '../lab/stream-stories.ts';

/** Traps of the release stream, one story each, on a node without HTTP whose clock is moved by hand. */
describe('T1 the clock', () => {
  test('T1 S2 S4 a burst within one microsecond gets stamps of its own, none ahead of the clock, and pages fill as it runs on', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator')]));
    for (let n = 1; n <= 6; n++) await lab.add([{ n }]);
    const first = await page(lab);
    expect(numbers(first.records)).toEqual([1]);
    expect(first.more).toBe(true);
    lab.move(2);
    const second_ = await page(lab, { cursor: first.next });
    expect(numbers(second_.records)).toEqual([2, 3]);
    expect(second_.more).toBe(true);
    lab.move(10);
    expect(numbers(await walk(lab, { cursor: second_.next }))).toEqual([4, 5, 6]);
    const stamps = (await walk(lab)).map((r) => r.stamp);
    expect(new Set(stamps).size).toBe(6);
  });

  test('T1 S2 a clock that steps back, and one that is lower after a restart, move no stamp and hide nothing', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator')]));
    await lab.add([{ n: 1 }]);
    lab.move(10);
    const before = await walk(lab);
    lab.move(-hour);
    await lab.add([{ n: 2 }]);
    await lab.kill();
    await lab.add([{ n: 3 }]);
    lab.move(2 * hour);
    const after = await walk(lab);
    expect(after.slice(0, 1)).toEqual(before);
    expect(numbers(after)).toEqual([1, 2, 3]);
    expect(await walk(lab, { after: before[0]!.stamp })).toEqual(after.slice(1));
  });

  test('T1 a page that the clock cut short is not given out again once the clock has moved', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator')]));
    await lab.add(upTo(4));
    expect(numbers((await page(lab)).records)).toEqual([1]);
    lab.move(10);
    expect(numbers((await page(lab)).records)).toEqual([1, 2, 3, 4]);
  });
});

describe('T2 a commit beside a read', () => {
  test('T2 S1 what is added in the very microsecond of a page, or while it is read, comes with the next', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator')]));
    await lab.add([{ n: 1 }]);
    const first = await page(lab);
    await lab.add([{ n: 2 }]);
    lab.move(5);
    let last = first.records[0]!.stamp;
    const got: number[] = [];
    for (let n = 3; n < 20; n++) {
      const [racing] = await Promise.all([
        lab.askRacing('p', { after: last, limit: 1 + (n % 3) }),
        lab.add([{ n }]),
        lab.say('q', 'low'),
      ]);
      if (!racing.ok) throw new Error(racing.refusal);
      got.push(...numbers(racing.records));
      last = racing.records[racing.records.length - 1]?.stamp ?? last;
      lab.move(n % 4);
    }
    lab.move(50);
    got.push(...numbers(await walk(lab, { after: last })));
    expect(got).toEqual(Array.from({ length: 18 }, (_, i) => i + 2));
  });
});

describe('T3 classes closed in the middle of a walk', () => {
  test('T3 S2 of two classes opened together one is closed and an object deleted under way: no stamp moves', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator'), asked('high')]));
    await lab.text(text('2', [ofType('malware'), { position: { topic: 't', 'at-least': 'middle' } }]));
    await lab.add(upTo(20).map((o) => (o.n % 2 === 0 ? { ...o, type: 'malware' } : o)));
    lab.move(second);
    await lab.say('p', 'high');
    lab.move(second);
    const first = await page(lab, { limit: 6 });
    const whole = await walk(lab);
    expect(whole.slice(0, 6)).toEqual(first.records);
    await lab.remove(labId(3));
    await lab.say('p', 'middle');
    const left = await walk(lab);
    expect(numbers(left)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    for (const r of left) expect(whole).toContainEqual(r);
    expect(numbers(await walk(lab, { cursor: first.next, limit: 3 }))).toEqual([8, 10, 12, 14, 16, 18, 20]);
  });
});

describe('T4 hidden company', () => {
  test('T4 S5 a thousand hidden between two visible, one deleted before its class opens, an empty class opened: bytes equal', async () => {
    const [bare, full] = [await ReleaseLab.open(), await ReleaseLab.open()];
    for (const lab of [bare, full]) await lab.text(text('1', [ofType('indicator'), asked('high')]));
    const hidden = Array.from({ length: 1000 }, (_, i) => ({ n: 5000 + i, type: 'tool' }));
    await bare.add([{ n: 1 }, { n: 2 }]);
    await full.add([{ n: 1 }, ...hidden, { n: 9 }, { n: 2 }]);
    full.move(7);
    await full.remove(labId(9));
    full.move(-7);
    await full.text({ id: 'urn:x:q', to: 'q', collection: 1, allow: allow(ofType('campaign')) });
    for (const lab of [bare, full]) {
      lab.move(hour);
      await lab.say('p', 'high');
      lab.move(hour);
    }
    for (const limit of [1, 2, 100]) {
      const [a, b] = [await page(bare, { limit }), await page(full, { limit })];
      expect(b.bytes).toBe(a.bytes);
      expect(a.records.length).toBe(Math.min(limit, 2));
      if (a.next !== null)
        expect((await page(full, { cursor: a.next, limit })).bytes).toBe(
          (await page(bare, { cursor: a.next, limit })).bytes,
        );
    }
  });
});

describe('T5 open and close', () => {
  const opened = async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator'), asked('high')]));
    await lab.add(upTo(3));
    lab.move(hour);
    return lab;
  };

  test('T5 S3 S9 each reopening that was seen brings everything once more, stamped by the latest opening', async () => {
    const lab = await opened();
    let last: number | null = null;
    for (let k = 0; k < 3; k++) {
      await lab.say('p', 'high');
      const at = lab.reading;
      lab.move(hour);
      const got = await walk(lab, { after: last });
      expect(numbers(got)).toEqual([1, 2, 3]);
      expect(got[0]!.stamp).toBe(at);
      last = got[2]!.stamp;
      await lab.say('p', 'low');
      expect(await walk(lab)).toEqual([]);
      lab.move(second);
    }
  });

  test('T5 S9 openings nobody read leave no trace, even within one microsecond', async () => {
    const lab = await opened();
    for (let k = 0; k < 5; k++) {
      await lab.say('p', 'high', { said: lab.reading - 20 + 2 * k });
      await lab.say('p', 'low', { said: lab.reading - 19 + 2 * k });
    }
    expect(lab.feed('p')!.stream.entries.length).toBe(0);
    lab.move(second);
    await lab.say('p', 'high');
    const at = lab.reading;
    lab.move(second);
    const got = await walk(lab);
    expect(got.map((r) => r.stamp)).toEqual([at, at + 1, at + 2]);
    expect(lab.feed('p')!.stream.entries.length).toBe(3);
  });

  test('T5 S1 S3 closed and opened again in the very microsecond of an entry, the entry is dead and comes again', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator'), asked('high')]));
    await lab.say('p', 'high', { said: lab.reading - 9 });
    await lab.add([{ n: 1 }]);
    const [first] = await walk(lab);
    expect(first!.stamp).toBe(lab.reading);
    await lab.say('p', 'low', { said: lab.reading - 8 });
    await lab.say('p', 'high', { said: lab.reading - 7 });
    lab.move(second);
    expect((await walk(lab, { after: first!.stamp })).map((r) => [number(r), r.stamp])).toEqual([
      [1, first!.stamp + 1],
    ]);
    expect((await walk(lab)).length).toBe(1);
  });

  test('S6 opening and closing write no row per object and no entry', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator'), asked('high')]));
    await lab.add(upTo(2000));
    const bytes = () =>
      JSON.stringify(lab.store.documents('feed-groups')).length +
      JSON.stringify(lab.store.documents('restart-1')).length;
    const before = bytes();
    await lab.say('p', 'high');
    await lab.say('p', 'low');
    await lab.say('p', 'high');
    expect(bytes()).toBeLessThan(before + 400);
    expect(lab.feed('p')!.stream.entries.length).toBe(0);
  });
});

describe('T6 delays', () => {
  const delayed = { 'object-age': { 'at-least': 'PT1H' } };

  test.each([
    ['direct first', ['direct', 'delayed']],
    ['delayed first', ['delayed', 'direct']],
  ])(
    'T6 S3 S9 a delayed and a direct text over one class, closed in both orders (%s): the matured part stays as it was',
    async (_, order) => {
      const lab = await ReleaseLab.open();
      await lab.text(text('direct', [ofType('indicator')]));
      await lab.text(text('delayed', [ofType('indicator'), delayed]));
      await lab.add([{ n: 1 }]);
      lab.move(2 * hour);
      await lab.add([{ n: 2 }]);
      lab.move(second);
      const first = await walk(lab);
      expect(numbers(first)).toEqual([1, 2]);
      await lab.end(`urn:x:${order[0]}`);
      lab.move(second);
      const still = await walk(lab);
      if (order[0] === 'delayed') expect(still).toEqual(first);
      else {
        expect(still).toEqual(first.slice(0, 1));
        lab.move(hour);
        const matured = await walk(lab, { after: first[1]!.stamp });
        expect(matured.map((r) => [number(r), r.stamp])).toEqual([[2, first[1]!.stamp + hour]]);
      }
      await lab.end(`urn:x:${order[1]}`);
      expect(await walk(lab)).toEqual([]);
    },
  );

  test('T6 S3 a flip exactly at the end of a delay repeats nothing and loses nothing', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('delayed', [ofType('indicator'), delayed]));
    await lab.text(text('direct', [ofType('indicator'), asked('high')]));
    await lab.add([{ n: 1 }]);
    const added = lab.reading;
    lab.move(hour);
    await lab.say('p', 'high');
    lab.move(second);
    const got = await walk(lab);
    expect(got.map((r) => [number(r), r.stamp])).toEqual([[1, added + hour]]);
    await lab.say('p', 'low');
    lab.move(second);
    expect(await walk(lab)).toEqual(got);
  });

  test('T6 S3 at the reading at which one text runs out by age and another begins by its window, nothing breaks', async () => {
    const lab = await ReleaseLab.open();
    const at = lab.reading + hour;
    await lab.text(text('young', [ofType('indicator'), { 'object-age': { 'less-than': 'PT1H' } }]));
    await lab.text(text('old', [ofType('indicator'), delayed], { valid: { from: new Date(at / 1000).toISOString() } }));
    await lab.add([{ n: 1 }]);
    lab.move(second);
    const first = await walk(lab);
    lab.move(2 * hour);
    expect(await walk(lab)).toEqual(first);
    expect(await walk(lab, { after: first[0]!.stamp })).toEqual([]);
  });

  test('T6 S9 several delays over one class: the smallest open one dates', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('2h', [ofType('indicator'), { 'object-age': { 'at-least': 'PT2H' } }]));
    await lab.text(text('1h', [ofType('indicator'), delayed, asked('high')]));
    await lab.add([{ n: 1 }]);
    const added = lab.reading;
    await lab.say('p', 'high');
    lab.move(90 * 60 * second);
    expect((await walk(lab)).map((r) => r.stamp)).toEqual([added + hour]);
    await lab.say('p', 'low');
    expect(await walk(lab)).toEqual([]);
    lab.move(hour);
    expect((await walk(lab)).map((r) => r.stamp)).toEqual([added + 2 * hour]);
  });
});
