import { describe, expect, test } from 'vitest';
import type { ReleaseRecord } from '../../src/app/release/record-release.ts';
import { inRanges } from '../../src/core/number-ranges.ts';
import { hour, labId, second } from '../lab/lab-objects.ts';
import { type LabAnswer, type LabRecord, ReleaseLab } from '../lab/release-lab.ts';

/** What survives: cursors, records and stamps over crashes, and closings over reads that run beside them. */
const text = (id: string, type: string, more: readonly unknown[] = [], to = 'p') => ({
  id: `urn:x:${id}`,
  to,
  collection: 1,
  allow: [{ do: 'receive', when: [{ type: { is: type } }, ...more] }],
});
const indicators = (n: number) => Array.from({ length: n }, (_, i) => ({ n: i + 1 }));
const turns = async (n: number): Promise<void> => {
  for (let k = 0; k < n; k++) await Promise.resolve();
};
const good = (answer: LabAnswer): LabAnswer & { readonly ok: true } => {
  if (!answer.ok) throw new Error(answer.refusal);
  return answer;
};

/** Records of an answer that no release row on disk tells of. */
async function unrecorded(lab: ReleaseLab, party: string, records: readonly LabRecord[]): Promise<LabRecord[]> {
  const feed = lab.feed(party)!;
  const positions = new Map<number, number>();
  feed.stream.entries.scan(0, 0, (position, _seq, stamp) => positions.set(stamp, position).size > 0);
  const out: LabRecord[] = [];
  for (const r of records) {
    const position = positions.get(r.stamp);
    const rows = position === undefined ? [] : await lab.store.releases(feed.no, position);
    const told = rows.some((row) =>
      (row.value as ReleaseRecord).parts.some((p) => p.texts.length > 0 && inRanges(p.positions, position!)),
    );
    if (!told || !feed.stream.entries.wasServed(position!)) out.push(r);
  }
  return out;
}

describe('T14 crashes', () => {
  test('T14 S1 S2 killed at any point between extension, record and answer: nothing served is unrecorded, nothing is lost', async () => {
    let served = 0;
    let lost = 0;
    for (let at = 0; at < 80; at++) {
      const lab = await ReleaseLab.open();
      await lab.text(text('1', 'indicator'));
      await lab.add(indicators(5));
      lab.move(second);
      const first = good(await lab.ask('p', { limit: 2 }));
      let heard: LabAnswer | null = null;
      const reading = lab.askRacing('p', { limit: 2, after: first.records[1]!.stamp }).then(
        (answer) => {
          heard = answer;
        },
        () => undefined,
      );
      await turns(at % 20);
      for (let k = Math.floor(at / 20); k > 0; k--) await new Promise((resolve) => setImmediate(resolve));
      const before = heard as LabAnswer | null;
      await lab.kill();
      await reading;
      lab.move(hour);
      if (before === null) lost++;
      else {
        served++;
        expect(await unrecorded(lab, 'p', good(before).records)).toEqual([]);
      }
      expect(await unrecorded(lab, 'p', first.records)).toEqual([]);
      const rest = good(await lab.ask('p', { after: first.records[1]!.stamp }));
      expect(rest.records.map((r) => r.id)).toEqual([3, 4, 5].map((n) => labId(n)));
      if (before !== null) expect(rest.records.slice(0, 2)).toEqual(good(before).records);
      expect(await unrecorded(lab, 'p', rest.records)).toEqual([]);
      lab.close();
    }
    expect(served).toBeGreaterThan(0);
    expect(lost).toBeGreaterThan(0);
  });

  test('T14 T-DB-03 when the disk refuses the record, the page is refused too; after a restart it is as if never asked', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', 'indicator'));
    await lab.add(indicators(3));
    lab.move(second);
    lab.disk.failNext();
    await expect(lab.ask('p')).rejects.toThrow('takes no writes');
    await expect(lab.ask('p')).rejects.toThrow('takes no writes');
    await lab.kill();
    expect(lab.feed('p')!.stream.entries.length).toBe(0);
    lab.move(2 * second);
    const got = good(await lab.ask('p')).records;
    expect(got.length).toBe(3);
    expect(await unrecorded(lab, 'p', got)).toEqual([]);
  });

  test('T14 a crash that loses a change loses it whole: neither gate nor feed remembers it', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', 'indicator', [{ position: { topic: 't', is: 'high' } }]));
    await lab.add(indicators(2));
    lab.move(second);
    const unsaid = lab.say('p', 'high').catch(() => undefined);
    await lab.kill();
    await unsaid;
    expect(lab.statements).toEqual([]);
    lab.move(hour);
    expect(good(await lab.ask('p')).records).toEqual([]);
    await lab.say('p', 'high');
    const at = lab.reading;
    lab.move(second);
    expect(good(await lab.ask('p')).records.map((r) => r.stamp)).toEqual([at, at + 1]);
  });

  test('O 704 every first serving leaves one record, a repeat none', async () => {
    const lab = await ReleaseLab.open({ pageCacheBytes: 0 });
    await lab.text(text('1', 'indicator'));
    await lab.add(indicators(4));
    lab.move(second);
    for (let k = 0; k < 3; k++) await lab.ask('p', { limit: 3 });
    await lab.ask('p');
    const feed = lab.feed('p')!;
    for (let position = 0; position < 4; position++)
      expect((await lab.store.releases(feed.no, position)).length).toBe(1);
  });
});

describe('S7 closing', () => {
  test('S7 T-NEG-11 T-TAX-06 no page whose reading began after a close was acknowledged contains the closed class', async () => {
    let torn = 0;
    let lab = await fresh();
    for (let k = 0; k < 1000; k++) {
      if (k % 50 === 49) lab = await fresh();
      await lab.say('p', 'high', { said: lab.reading });
      lab.move(1000);
      if (k % 3 === 0) await lab.ask('p');
      let acknowledged = false;
      const reads: { readonly after: boolean; readonly answer: Promise<LabAnswer> }[] = [];
      const closing = turns(k % 17).then(async () => {
        await lab.say('p', 'low');
        acknowledged = true;
      });
      for (let r = 0; r < 12; r++) {
        reads.push({ after: acknowledged, answer: lab.askRacing('p', { limit: 1 + (r % 3) }) });
        await (r % 5 === 4 ? new Promise((resolve) => setImmediate(resolve)) : turns((k * 7 + r) % 5));
      }
      await closing;
      reads.push({ after: true, answer: lab.askRacing('p', {}) });
      for (const { after, answer } of reads) {
        const { records } = good(await answer);
        if (after) expect(records.filter((r) => r.id !== labId(9, 'malware'))).toEqual([]);
        else torn += records.length;
      }
      lab.move(1000);
    }
    expect(torn).toBeGreaterThan(0);
  });
  const fresh = async (): Promise<ReleaseLab> => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', 'indicator', [{ position: { topic: 't', is: 'high' } }]));
    await lab.text(text('2', 'malware'));
    await lab.add([...indicators(4), { n: 9, type: 'malware' }]);
    lab.move(second);
    return lab;
  };

  test('S7 what is deleted while a page is read is in no page that is read afterwards', async () => {
    const lab = await ReleaseLab.open();
    await lab.text(text('1', 'indicator'));
    await lab.add(indicators(3));
    lab.move(second);
    const [during] = await Promise.all([lab.askRacing('p'), lab.remove(labId(2))]);
    expect(good(during).records.length).toBeGreaterThanOrEqual(2);
    expect(good(await lab.ask('p')).records.map((r) => r.id)).toEqual([labId(1), labId(3)]);
  });

  test('S7 in a ring of references a deletion withholds the rest and brings nothing back', async () => {
    const lab = await ReleaseLab.open();
    await lab.text({ ...text('1', 'indicator'), references: 'close' });
    await lab.add([
      { n: 1, refs: [labId(2)] },
      { n: 2, refs: [labId(1)] },
      { n: 3, refs: [labId(3)] },
    ]);
    lab.move(second);
    expect(good(await lab.ask('p')).records.length).toBe(3);
    await lab.remove(labId(1));
    expect(good(await lab.ask('p')).records.map((r) => r.id)).toEqual([labId(3)]);
    await lab.remove(labId(3));
    expect(good(await lab.ask('p')).records).toEqual([]);
    await lab.kill();
    expect(good(await lab.ask('p')).records).toEqual([]);
    lab.move(hour);
    await lab.add([{ n: 1, refs: [labId(2)], note: 'again' }]);
    lab.move(hour);
    expect(
      good(await lab.ask('p'))
        .records.map((r) => r.id)
        .sort(),
    ).toEqual([labId(1), labId(2)]);
  });
});

describe('S8 cursors', () => {
  const node = async (): Promise<ReleaseLab> => {
    const lab = await ReleaseLab.open({ collections: 2 });
    await lab.text(text('1', 'indicator', [{ position: { topic: 't', is: 'high' } }]));
    await lab.text(text('2', 'malware'));
    await lab.text({ ...text('3', 'indicator', [], 'q') });
    await lab.text({ ...text('4', 'indicator'), collection: 2 });
    await lab.say('p', 'high');
    await lab.add([...indicators(6), { n: 9, type: 'malware' }]);
    await lab.add(indicators(6), { to: 2 });
    lab.move(second);
    return lab;
  };

  test('S8 a cursor gives the same page again, after a restart, a crash, a flip and back', async () => {
    const lab = await node();
    const first = good(await lab.ask('p', { limit: 2 }));
    const second_ = good(await lab.ask('p', { limit: 2, cursor: first.next }));
    expect(good(await lab.ask('p', { limit: 2, cursor: first.next })).bytes).toBe(second_.bytes);
    await lab.restart();
    expect(good(await lab.ask('p', { limit: 2, cursor: first.next })).bytes).toBe(second_.bytes);
    await lab.kill();
    lab.move(2 * second);
    expect(good(await lab.ask('p', { limit: 2, cursor: first.next })).bytes).toBe(second_.bytes);
    await lab.say('p', 'low');
    expect(good(await lab.ask('p', { limit: 2, cursor: first.next })).records.map((r) => r.id)).toEqual([
      labId(9, 'malware'),
    ]);
    lab.move(hour);
    await lab.say('p', 'high');
    lab.move(hour);
    const again = good(await lab.ask('p', { cursor: first.next }));
    expect(again.records.map((r) => r.id)).toEqual([labId(9, 'malware'), ...[1, 2, 3, 4, 5, 6].map((n) => labId(n))]);
  });

  test('S8 T-TAX-04 a cursor of another partner, collection or filter, with any bit turned, or of no node, is refused', async () => {
    const lab = await node();
    const cursor = good(await lab.ask('p', { limit: 2 })).next!;
    const refused = async (party: string, ask: Parameters<ReleaseLab['ask']>[1]): Promise<void> => {
      const answer = await lab.ask(party, ask);
      expect(answer.ok ? answer.records : answer.refusal).toBe('bad-cursor');
    };
    await refused('q', { cursor });
    await refused('p', { cursor, collection: 2 });
    await refused('p', { cursor, types: ['indicator'] });
    await refused('p', { cursor, view: 'last' });
    await refused('p', { cursor, only: labId(3) });
    for (let i = 0; i < cursor.length; i++)
      for (const other of ['A', 'b', '_', '=', ' '])
        if (cursor[i] !== other) await refused('p', { cursor: cursor.slice(0, i) + other + cursor.slice(i + 1) });
    for (const bad of ['', 'x', cursor.slice(1), `${cursor}A`, cursor.repeat(20), '\u0000'])
      await refused('p', { cursor: bad });
    expect(good(await lab.ask('p', { cursor })).records.length).toBe(5);
  });

  test('T-TAX-03 a cursor tells nothing: equal places have equal cursors, and their length is one', async () => {
    const lab = await node();
    const cursors = new Set<string>();
    for (let limit = 1; limit < 7; limit++) cursors.add(good(await lab.ask('p', { limit })).next!);
    expect(cursors.size).toBe(6);
    expect(new Set([...cursors].map((c) => c.length)).size).toBe(1);
  });
});
