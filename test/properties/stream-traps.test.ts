import { describe, expect, test } from 'vitest';
import { hour, type LabObject, labId, second } from '../lab/lab-objects.ts';
import { type LabAsk, type LabRecord, ReleaseLab } from '../lab/release-lab.ts';

/** The traps of the release stream, one story each, on a node without HTTP whose clock is moved by hand. */
const ofType = (...types: string[]) => ({ type: { 'any-of': types } });
const asked = (value: string) => ({ position: { topic: 't', is: value } });
const allow = (...when: unknown[]) => [{ do: 'receive', when }];
const text = (id: string, when: unknown[], more: object = {}) => ({
  id: `urn:x:${id}`,
  to: 'p',
  collection: 1,
  allow: allow(...when),
  ...more,
});

const number = (r: LabRecord): number => Number(r.id.slice(-12));

async function page(
  lab: ReleaseLab,
  ask: LabAsk = {},
  party = 'p',
): Promise<{
  readonly records: readonly LabRecord[];
  readonly more: boolean;
  readonly next: string | null;
  readonly bytes: string;
}> {
  const answer = await lab.ask(party, ask);
  if (!answer.ok) throw new Error(answer.refusal);
  return answer;
}

/** Everything after a stamp, page by page; `style` says how the next page is asked for. */
async function walk(
  lab: ReleaseLab,
  ask: LabAsk = {},
  style: 'next' | 'added_after' = 'next',
  party = 'p',
): Promise<LabRecord[]> {
  const out: LabRecord[] = [];
  let at: LabAsk = ask;
  for (let k = 0; k < 5000; k++) {
    const got = await page(lab, at, party);
    out.push(...got.records);
    if (!got.more) return out;
    const last = out[out.length - 1]?.stamp ?? ask.after ?? null;
    at = style === 'next' ? { ...ask, after: null, cursor: got.next } : { ...ask, after: last };
  }
  throw new Error('a walk without end');
}

const numbers = (records: readonly LabRecord[]): number[] => records.map(number);
const upTo = (n: number, more: Partial<LabObject> = {}): LabObject[] =>
  Array.from({ length: n }, (_, i) => ({ n: i + 1, ...more }));

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

describe('T7 splits', () => {
  test('T7 S3 a new text splits a group: both parts inherit, nothing is repeated and nothing lost', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator', 'malware')]));
    await lab.add([{ n: 1 }, { n: 2, type: 'malware' }, { n: 3 }]);
    lab.move(second);
    const first = await walk(lab, { limit: 2 });
    await lab.text(text('2', [ofType('malware')]));
    await lab.add([{ n: 4, type: 'malware' }]);
    lab.move(second);
    expect((await walk(lab)).slice(0, 3)).toEqual(first);
    expect(numbers(await walk(lab, { after: first[2]!.stamp }))).toEqual([4]);
    await lab.end('urn:x:1');
    expect(numbers(await walk(lab))).toEqual([2, 4]);
  });
});

describe('T8 regrading', () => {
  const graded = { 'grade-of-object': { 'at-least': 'B2' } };

  test('T8 S1 S9 an object regraded into a class open for long is dated by the change, a second time too', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator'), graded]));
    await lab.add(upTo(2));
    await lab.grade(labId(1), 'A1');
    lab.move(hour);
    const first = await walk(lab);
    expect(numbers(first)).toEqual([1]);
    await lab.grade(labId(1), 'C3');
    expect(await walk(lab)).toEqual([]);
    lab.move(hour);
    await lab.grade(labId(1), 'B2');
    await lab.grade(labId(2), 'B2');
    const at = lab.reading;
    lab.move(hour);
    expect((await walk(lab)).map((r) => [number(r), r.stamp])).toEqual([
      [1, at],
      [2, at + 1],
    ]);
  });

  test('T8 S3 regraded between two open classes, and into one that was reopened, no old entry comes back to life', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('good', [ofType('indicator'), graded, asked('high')]));
    await lab.text(text('bad', [ofType('indicator'), { 'grade-of-object': { 'any-of': ['C3'] } }]));
    await lab.say('p', 'high');
    await lab.add([{ n: 1 }]);
    await lab.grade(labId(1), 'A1');
    lab.move(second);
    await walk(lab);
    await lab.say('p', 'low');
    lab.move(second);
    await lab.grade(labId(1), 'C3');
    const moved = lab.reading;
    lab.move(second);
    expect((await walk(lab)).map((r) => r.stamp)).toEqual([moved]);
    await lab.say('p', 'high');
    lab.move(second);
    await lab.grade(labId(1), 'A1');
    const back = lab.reading;
    lab.move(second);
    expect((await walk(lab)).map((r) => r.stamp)).toEqual([back]);
    expect(lab.feed('p')!.stream.entries.length).toBe(3);
  });

  test('T8b S5 a grade that only the texts of others look at changes nothing for this partner', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator')]));
    await lab.text({ ...text('q', [ofType('indicator'), graded]), to: 'q' });
    await lab.add(upTo(2));
    lab.move(hour);
    const first = await page(lab);
    await lab.grade(labId(1), 'A1');
    lab.move(hour);
    expect((await page(lab)).bytes).toBe(first.bytes);
    expect(numbers(await walk(lab, {}, 'next', 'q'))).toEqual([1]);
  });

  test.each(['x', 'plain'])(
    'T8b S3 nor does it when classes alike to this partner have had different pasts, ages among them (%s ends last)',
    async (last) => {
      const lab = await ReleaseLab.open();
      const delayed = { 'object-age': { 'at-least': 'PT1H' } };
      await lab.text(text('all', [delayed]));
      await lab.text(text('x', [{ label: { has: 'x' } }]));
      await lab.text(text('plain', [{ label: { 'none-of': ['x'] } }, asked('high')]));
      await lab.text({ ...text('q', [graded]), to: 'q' });
      await lab.add([{ n: 1, labels: ['x'] }, { n: 2 }]);
      lab.move(second);
      expect(numbers(await walk(lab))).toEqual([1]);
      lab.move(2 * hour);
      const first = await walk(lab);
      expect(numbers(first)).toEqual([1, 2]);
      await lab.end(last === 'x' ? 'urn:x:plain' : 'urn:x:x');
      await lab.end(`urn:x:${last}`);
      await lab.grade(labId(1), 'A1');
      await lab.grade(labId(2), 'A1');
      lab.move(hour);
      expect(await walk(lab)).toEqual(first);
      expect(await walk(lab, { after: first[1]!.stamp })).toEqual([]);
    },
  );

  test('T8 O 16814 an object that refers to a regraded one is withheld with it and comes again with it', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [{ any: [graded, ofType('report')] }], { references: 'close' }));
    await lab.add([
      { n: 1 },
      { n: 2, type: 'report', refs: [labId(1)] },
      { n: 3, type: 'report', refs: [labId(2, 'report')] },
    ]);
    await lab.grade(labId(1), 'A1');
    lab.move(second);
    expect(numbers(await walk(lab))).toEqual([1, 2, 3]);
    await lab.grade(labId(1), 'C3');
    expect(await walk(lab)).toEqual([]);
    lab.move(second);
    await lab.grade(labId(1), 'B2');
    lab.move(second);
    expect(numbers(await walk(lab))).toEqual([1, 2, 3]);
  });

  test('T8 O 16814 what an identity created is withheld when the identity is regraded', async () => {
    const lab = await ReleaseLab.open();
    const creator = labId(9, 'identity');
    await lab.text(text('1', [{ any: [graded, ofType('indicator')] }], { references: 'close' }));
    await lab.add([
      { n: 9, type: 'identity' },
      { n: 1, creator },
    ]);
    await lab.grade(creator, 'A1');
    lab.move(second);
    expect(numbers(await walk(lab)).sort()).toEqual([1, 9]);
    await lab.grade(creator, 'C3');
    expect(await walk(lab)).toEqual([]);
  });
});

describe('references', () => {
  test('S3 an object is not repeated because a version of what it refers to arrives, seen or hidden', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator', 'report')], { references: 'close' }));
    await lab.text(text('2', [ofType('indicator'), { confidence: { 'at-least': '50' } }], { references: 'close' }));
    await lab.add([
      { n: 1, v: 1 },
      { n: 2, type: 'report', refs: [labId(1)] },
    ]);
    lab.move(second);
    const first = await walk(lab);
    expect(numbers(first)).toEqual([1, 2]);
    await lab.add([{ n: 1, v: 2, confidence: 90 }]);
    lab.move(second);
    expect(numbers(await walk(lab, { after: first[1]!.stamp }))).toEqual([1]);
  });

  test('S1 I2 an object that came before what it refers to appears with it, and is dated by it', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', [ofType('indicator', 'report')], { references: 'close' }));
    await lab.add([{ n: 2, type: 'report', refs: [labId(1), labId(3)] }]);
    lab.move(hour);
    await lab.add([{ n: 1 }]);
    lab.move(hour);
    expect(numbers(await walk(lab))).toEqual([1]);
    await lab.add([{ n: 3 }]);
    const at = lab.reading;
    lab.move(hour);
    expect((await walk(lab)).map((r) => [number(r), r.stamp]).slice(1)).toEqual([
      [2, at],
      [3, at + 1],
    ]);
  });

  test('S1 under close-all an object whose custom property names its creator appears when the creator arrives', async () => {
    const lab = await ReleaseLab.open();
    const creator = labId(9, 'identity');
    await lab.text(text('1', [ofType('indicator', 'identity')], { references: 'close-all' }));
    await lab.add([{ n: 1, creator, customRefs: [creator] }]);
    lab.move(hour);
    expect(await walk(lab)).toEqual([]);
    await lab.add([{ n: 9, type: 'identity' }]);
    lab.move(hour);
    expect(numbers(await walk(lab))).toEqual([1, 9]);
  });

  test('S5 S3 what no text looks at repeats nothing, whatever hidden company the creator has', async () => {
    const creator = labId(9, 'identity');
    const answers: string[] = [];
    for (const hidden of [false, true]) {
      const lab = await ReleaseLab.open();
      await lab.text({
        ...text('1', [{ label: { 'none-of': ['x'] } }], { references: 'close' }),
        deny: [{ do: 'receive', when: [{ label: { has: 'y' } }] }],
      });
      await lab.add([{ n: 9, v: 2, type: 'identity', creator }]);
      if (hidden) await lab.add([{ n: 9, v: 1, type: 'identity', creator, labels: ['y'] }]);
      lab.move(second);
      await lab.ask('p');
      if (hidden) await lab.grade(labId(8), 'A1');
      await lab.grade(creator, 'C3');
      lab.move(second);
      answers.push((await page(lab)).bytes);
    }
    expect(answers[1]).toBe(answers[0]);
  });

  // Open: ages of what is referred to count from the referring object. To be turned into a plain test when they do not.
  test.fails('I2 S5 an object waits for what it refers to when that came later and is still under its delay', async () => {
    const answers: string[] = [];
    for (const hidden of [false, true]) {
      const lab = await ReleaseLab.open();
      const delayed = { 'object-age': { 'at-least': 'PT1H' } };
      await lab.text(text('1', [ofType('indicator', 'report'), delayed], { references: 'close' }));
      await lab.add([{ n: 2, type: 'report', refs: [labId(1)] }]);
      lab.move(2 * hour);
      if (hidden) await lab.add([{ n: 1 }]);
      lab.move(second);
      answers.push((await page(lab)).bytes);
    }
    expect(answers[1]).toBe(answers[0]);
  });

  test('the same object twice in one envelope is added once, also where another collection holds it', async () => {
    const lab = await ReleaseLab.open({ collections: 2 });
    await lab.text({ ...text('1', [ofType('indicator')]), collection: 2 });
    await lab.add([{ n: 1 }]);
    await lab.add([{ n: 1 }, { n: 1 }, { n: 2 }, { n: 2 }], { to: 2 });
    lab.move(second);
    expect(numbers(await walk(lab, { collection: 2 })).sort()).toEqual([1, 2]);
  });
});

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
    await lab.text(text('1', [ofType('indicator')]));
    await lab.add(upTo(40, { v: 1 }));
    await lab.add(upTo(40, { v: 2 }));
    await lab.add(Array.from({ length: 60 }, (_, i) => ({ n: 100 + i })));
    lab.move(hour);
    const first = await page(lab, { view: 'last', limit: 50 });
    expect(first.records.length).toBe(50);
    expect(first.more).toBe(true);
    expect(numbers(await walk(lab, { view: 'last', limit: 50 })).length).toBe(100);
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
