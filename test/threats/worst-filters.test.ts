import { describe, expect, it, vi } from 'vitest';
import { versionRowsEachMax } from '../../src/app/release/page-filter.ts';
import { PageWalk, type StreamAsk, type StreamPage, WorkBudget } from '../../src/core/stream/index.ts';
import { labId, labVersion, second } from '../lab/lab-objects.ts';
import { type LabAnswer, type LabAsk, type LabOptions, ReleaseLab } from '../lab/release-lab.ts';

const text = (id: string, type: string, when: readonly unknown[] = []) => ({
  id: `urn:x:${id}`,
  to: 'p',
  collection: 1,
  allow: [{ do: 'receive', when: [{ type: { is: type } }, ...when] }],
});
const indicators = (n: number, from = 1) => Array.from({ length: n }, (_, i) => ({ n: from + i }));
const good = (answer: LabAnswer): LabAnswer & { readonly ok: true } => {
  if (!answer.ok) throw new Error(answer.refusal);
  return answer;
};

async function nodeWith(objects: number, options: LabOptions = {}): Promise<ReleaseLab> {
  const lab = await ReleaseLab.open({ pageCacheBytes: 0, ...options });
  await lab.text(text('1', 'indicator', [{ position: { topic: 't', is: 'high' } }]));
  await lab.say('p', 'high');
  await lab.add(indicators(objects));
  lab.move(second);
  return lab;
}

/** A node on which something happens once, when a reading has been put down for the `nth` time. */
async function interrupted(objects: number, nth: number, happens: (lab: ReleaseLab) => Promise<void>) {
  let turns = 0;
  let isArmed = false;
  let done: Promise<void> = Promise.resolve();
  const lab: ReleaseLab = await nodeWith(objects, {
    onTurn: () => {
      if (isArmed && ++turns === nth) done = happens(lab);
    },
  });
  return {
    lab,
    ask: async (question: LabAsk): Promise<LabAnswer> => {
      isArmed = true;
      const answer = await lab.askRacing('p', question);
      isArmed = false;
      await done;
      expect(turns).toBeGreaterThanOrEqual(nth);
      return answer;
    },
  };
}

describe('T-TAX-07 a long reading is put down and taken up again', () => {
  it.each([
    ['nothing written yet', 0],
    ['all written', 1000],
  ])(
    'T-TAX-07 a stretch looks at no more than its budget, and the page is the one of an unlimited stretch: %s',
    async (_name, before) => {
      const lab = await nodeWith(1000);
      await lab.add([{ n: 1, type: 'malware' }]);
      await lab.text(text('2', 'malware'));
      lab.move(second);
      if (before > 0) await lab.ask('p', { limit: before });
      let looks = 0;
      const { stream } = lab.feed('p')!;
      const ask: StreamAsk = {
        after: 0,
        limit: 10,
        view: { all: false, first: false, last: true },
        exactly: null,
        accepts: (seq) => {
          looks++;
          return lab.engine.book.factsOf(lab.collection().classes[seq]!).type === 'malware';
        },
      };
      const walk = new PageWalk(stream, ask, false);
      const stretches: number[] = [];
      let page: StreamPage | null = null;
      while (page === null) {
        looks = 0;
        const length = stream.entries.length;
        page = walk.step(lab.engine.horizon(), new WorkBudget(50));
        stretches.push(looks);
        expect(stream.entries.length - length).toBeLessThanOrEqual(50);
      }
      // What was found is looked at again in the last stretch.
      expect(Math.max(...stretches)).toBeLessThanOrEqual(50 + 2);
      expect(stretches.length).toBeGreaterThanOrEqual(20);
      expect(page.entries.length).toBe(1);
      expect(page).toEqual(new PageWalk(stream, ask, false).step(lab.engine.horizon(), new WorkBudget(1_000_000)));
    },
  );

  it('T-TAX-07 versions asked for by time are compared some rows at a time', async () => {
    let turns = 0;
    const lab = await nodeWith(2 * versionRowsEachMax + 500, { stepsEach: 10_000, onTurn: () => turns++ });
    const spans: [from: number, to: number, turn: number][] = [];
    const { versionsAt } = lab.store;
    vi.spyOn(lab.store, 'versionsAt').mockImplementation((no, instants, from, to) => {
      spans.push([from, to, turns]);
      return versionsAt(no, instants, from, to);
    });
    const exact = [labVersion(1)];
    const page = good(await lab.askRacing('p', { view: 'last', exact, limit: 1000 }));
    expect(page.records.length).toBe(1000);
    expect(spans.map(([from, to]) => to - from)).toEqual([versionRowsEachMax, versionRowsEachMax, 500]);
    expect(new Set(spans.map(([, , turn]) => turn)).size).toBe(3);
    lab.close();
  });

  it('S1 T2 T-TAX-07 a version stored while versions are compared is not passed over', async () => {
    const { ask, lab } = await interrupted(2 * versionRowsEachMax, 1, async (node) => {
      await node.add([{ n: 9999, v: 7 }]);
    });
    const exact = [labVersion(7)];
    const first = good(await ask({ view: 'none', exact }));
    lab.move(second);
    const second_ = good(
      await lab.ask('p', { view: 'none', exact, after: first.records[first.records.length - 1]?.stamp ?? null }),
    );
    expect([...first.records, ...second_.records].map((r) => r.id)).toEqual([labId(9999)]);
  });

  it.each([1, 3, 9, 20])(
    'S7 T-TAX-07 what is closed while a reading has been put down is not in its page (turn %d)',
    async (nth) => {
      const { ask } = await interrupted(40, nth, (node) => node.say('p', 'low'));
      expect(good(await ask({ limit: 30 })).records).toEqual([]);
    },
  );

  it.each([1, 3, 6])(
    'S7 T-TAX-07 what is deleted meanwhile is not in the page, which is full all the same (turn %d)',
    async (nth) => {
      const { ask } = await interrupted(40, nth, (node) => node.remove(labId(2)));
      const { records, more } = good(await ask({ limit: 20 }));
      expect(records.map((r) => r.id)).toEqual(
        [1, ...Array.from({ length: 19 }, (_, i) => i + 3)].map((n) => labId(n)),
      );
      expect(more).toBe(true);
    },
  );

  it.each([1, 4, 7])('S1 S3 T-TAX-07 what is closed and opened again meanwhile comes once (turn %d)', async (nth) => {
    const { ask, lab } = await interrupted(12, nth, async (node) => {
      await node.say('p', 'low');
      node.move(second);
      await node.say('p', 'high');
      node.move(second);
    });
    const first = good(await ask({ limit: 12 }));
    const last = first.records[first.records.length - 1];
    const rest = good(await lab.ask('p', { after: last?.stamp ?? null }));
    expect([...first.records, ...rest.records].map((r) => r.id)).toEqual(indicators(12).map((o) => labId(o.n)));
  });
});
