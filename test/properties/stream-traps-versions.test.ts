import { describe, expect, test } from 'vitest';
import { hour, labId, second } from '../lab/lab-objects.ts';
import { type LabAsk, type LabRecord, ReleaseLab } from '../lab/release-lab.ts';
import { asked, numbers, ofType, page, text, upTo, walk } from '../lab/stream-stories.ts';

/** Traps of the release stream, one story each, on a node without HTTP whose clock is moved by hand. */
describe('T9 versions that uncover others', () => {
  const two = async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator'), { label: { 'none-of': ['new'] } }]));
    await lab.text(text('2', [ofType('indicator'), { label: { has: 'new' } }, asked('high')]));
    await lab.say('p', 'high');
    await lab.add([{ n: 1, v: 1 }]);
    lab.move(second);
    await lab.add([{ n: 1, v: 2, labels: ['new'] }]);
    lab.move(second);
    return lab;
  };
  const versions = (records: readonly LabRecord[]): string[] => records.map((r) => r.version.slice(12, 13));

  test.each(['closed', 'deleted', 'closed before a restart'])(
    'T9 S1 S2 the newer version is %s: the older one comes under `last`, never at its old stamp',
    async (how) => {
      const lab = await two();
      const all = await walk(lab);
      const last = await walk(lab, { view: 'last' });
      expect(versions(last)).toEqual(['2']);
      if (how === 'deleted') await lab.remove(labId(1), [2]);
      else await lab.say('p', 'low');
      if (how === 'closed before a restart') await lab.kill();
      lab.move(3 * second);
      const got = await walk(lab, { view: 'last', after: last[0]!.stamp });
      expect(versions(got)).toEqual(['1']);
      expect(got[0]!.stamp).toBeGreaterThan(all[1]!.stamp);
      expect(await walk(lab, { view: 'last' })).toEqual(got);
      // Under `all` it was there the whole time.
      expect(await walk(lab)).toEqual(all.slice(0, 1));
      expect(versions(await walk(lab, { view: 'all,last' }))).toEqual(['1']);
    },
  );

  test('T9 S1 the same with an extension cut short right then', async () => {
    const lab = await two();
    const last = await walk(lab, { view: 'last' });
    await lab.add(upTo(30).slice(1));
    await lab.say('p', 'low');
    // The clock lets only one of thirty waiting entries in.
    await page(lab, { view: 'last', limit: 1, after: last[0]!.stamp });
    lab.move(1);
    await page(lab, { view: 'last', limit: 1, after: last[0]!.stamp });
    lab.move(second);
    const got = await walk(lab, { view: 'last', after: last[0]!.stamp, limit: 7 });
    expect(numbers(got).sort((a, b) => a - b)).toEqual(upTo(30).map((o) => o.n));
  });

  test('T9 S3 asked for first and last at once, a version that was both all along comes once', async () => {
    const lab = await two();
    const both = await walk(lab, { view: 'first,last' });
    expect(versions(both)).toEqual(['1', '2']);
    await lab.say('p', 'low');
    lab.move(second);
    await walk(lab, { view: 'last' });
    expect(await walk(lab, { view: 'first,last', after: both[1]!.stamp })).toEqual([]);
    expect(versions(await walk(lab, { view: 'first,last' }))).toEqual(['1']);
  });

  test('T9 S1 pages of `last` are full although what was counted in is covered by what is written ahead', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator', 'malware')]));
    for (const v of [1, 2, 3]) await lab.add(upTo(251, { v }));
    const others = (from: number, n: number, type: string) =>
      Array.from({ length: n }, (_, i) => ({ n: from + i, type }));
    await lab.add([...others(1000, 900, 'malware'), ...others(2000, 400, 'indicator')]);
    lab.move(hour);
    const ask = { view: 'last', types: ['indicator'], limit: 500 } as const;
    const first = await page(lab, ask);
    expect([first.records.length, first.more]).toEqual([500, true]);
    expect((await walk(lab, ask)).length).toBe(651);
  });
});

describe('T10 to T14', () => {
  test('T10 S1 a walk with a filter by type, then one without by added_after, is complete', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator', 'malware')]));
    await lab.add(upTo(9).map((o) => (o.n % 3 === 0 ? { ...o, type: 'malware' } : o)));
    lab.move(second);
    const malware = await walk(lab, { types: ['malware'], limit: 1 });
    expect(numbers(malware)).toEqual([3, 6, 9]);
    const rest = await walk(lab, { limit: 2 }, 'added_after');
    expect(numbers(rest)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await lab.add([{ n: 10 }]);
    lab.move(second);
    expect(numbers(await walk(lab, { after: malware[2]!.stamp }))).toEqual([10]);
  });

  test('T11 S5 extension chunks that end among hidden ones: cursor, `more` and page are the same', async () => {
    const [bare, full] = [await ReleaseLab.open(), await ReleaseLab.open()];
    const objects = Array.from({ length: 2600 }, (_, i) => ({ n: i + 1, type: i % 2 === 0 ? 'indicator' : 'tool' }));
    for (const lab of [bare, full]) {
      await lab.text(text('1', [ofType('indicator')]));
      await lab.add(objects.filter((o) => lab === full || o.type === 'indicator'));
      lab.move(hour);
    }
    const [a, b] = [await page(bare, { limit: 100 }), await page(full, { limit: 100 })];
    expect(b.bytes).toBe(a.bytes);
    expect(full.feed('p')!.stream.entries.length).toBe(bare.feed('p')!.stream.entries.length);
    expect(await walk(full, { cursor: a.next, limit: 333 })).toEqual(await walk(bare, { cursor: a.next, limit: 333 }));
  });

  test('T12 S7 S9 a window opens and closes while nobody writes or polls, over a restart too', async () => {
    const lab = await ReleaseLab.open();
    const [from, until] = [lab.reading + hour, lab.reading + 2 * hour];
    const stamp = (at: number) => new Date(at / 1000).toISOString();
    await lab.text(text('1', [ofType('indicator')], { valid: { from: stamp(from), until: stamp(until) } }));
    await lab.add(upTo(2));
    lab.move(90 * 60 * second);
    expect((await walk(lab)).map((r) => r.stamp)).toEqual([from, from + 1]);
    lab.reading = until;
    expect((await walk(lab)).length).toBe(2);
    lab.move(1);
    expect(await walk(lab)).toEqual([]);
    const asleep = await ReleaseLab.open();
    await asleep.text(text('1', [ofType('indicator')], { valid: { from: stamp(from), until: stamp(until) } }));
    await asleep.add(upTo(2));
    await asleep.kill();
    asleep.reading = from + second;
    expect((await walk(asleep)).map((r) => r.stamp)).toEqual([from, from + 1]);
    await asleep.kill();
    asleep.reading = until + 1;
    expect(await walk(asleep)).toEqual([]);
  });

  test('T13 S1 S3 S4 limits 1, 2 and 1,000 in turn, answers lost and repeated, two clients apart, a new client after years', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator')]));
    const held: LabRecord[] = [];
    let cursor: LabAsk = {};
    for (let k = 0; k < 12; k++) {
      await lab.add([{ n: 3 * k + 1 }, { n: 3 * k + 2 }, { n: 3 * k + 3 }]);
      lab.move(hour);
      const ask = { ...cursor, limit: [1, 2, 1000][k % 3]! };
      const lost = await page(lab, ask);
      const again = await page(lab, ask);
      expect(again.bytes).toBe(lost.bytes);
      held.push(...again.records);
      cursor = again.next !== null && k % 2 === 0 ? { cursor: again.next } : { after: held[held.length - 1]!.stamp };
    }
    held.push(...(await walk(lab, { ...cursor, limit: 2 })));
    expect(numbers(held)).toEqual(Array.from({ length: 36 }, (_, i) => i + 1));
    lab.move(3 * 365 * 24 * hour);
    expect(await walk(lab, { limit: 1000 })).toEqual(held);
    expect(await walk(lab, { limit: 1 }, 'added_after')).toEqual(held);
  });

  test('S9 a first poll for thirty days back gets what became visible in them, not what was stored', async () => {
    const lab = await ReleaseLab.open();
    const day = 24 * hour;
    await lab.text(text('1', [ofType('indicator'), { any: [asked('high'), { label: { has: 'public' } }] }]));
    await lab.add([{ n: 1, labels: ['public'] }, { n: 2 }]);
    lab.move(60 * day);
    await lab.say('p', 'high');
    lab.move(20 * day);
    expect(numbers(await walk(lab, { after: lab.reading - 30 * day }))).toEqual([2]);
    expect(numbers(await walk(lab, { after: lab.reading - 10 * day }))).toEqual([]);
    expect(numbers(await walk(lab, { after: lab.reading - 90 * day }))).toEqual([1, 2]);
  });
});
