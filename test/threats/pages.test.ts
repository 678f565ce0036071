import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readReply, type WireReply } from '../lab/in-process-wire.ts';
import { amber, green, permit, red, type Stix, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const base = '/api/collections/main';
const second = 1_000_000;
let lab: WholeNode;
beforeEach(async () => {
  lab = await openMain();
});
afterEach(() => lab.close());

async function openMain(): Promise<WholeNode> {
  const node = await WholeNode.open();
  for (const id of ['p', 'q']) await node.addParty(id, ['press']);
  await node.addCollection(uuid(1), 'main', { writers: ['p', 'q'] });
  must(await node.operator.addTopics({ topics: [{ id: 'deal', scale: ['no', 'yes'] }] }));
  return node;
}

interface Page {
  readonly objects?: readonly Stix[];
  readonly more?: boolean;
  readonly next?: string;
}
const pageOf = (reply: WireReply): Page => JSON.parse(reply.text) as Page;
const idsOf = (page: Page): string[] => (page.objects ?? []).map((o) => o.id);

/** Walks to the end by cursor; `between` runs after each page. */
async function walk(
  as: string,
  limit: number,
  between: (n: number) => Promise<unknown> = async () => {},
): Promise<{ readonly ids: string[]; readonly sizes: number[] }> {
  const ids: string[] = [];
  const sizes: number[] = [];
  let cursor = '';
  for (let n = 0; n < 1_000; n++) {
    const page = pageOf(await lab.ask({ path: `${base}/objects/?match[version]=all&limit=${limit}${cursor}`, as }));
    ids.push(...idsOf(page));
    sizes.push(idsOf(page).length);
    if (page.next === undefined) return { ids, sizes };
    cursor = `&next=${encodeURIComponent(page.next)}`;
    await between(n);
  }
  throw new Error('the walk does not end');
}

const says = (value: string): Promise<unknown> =>
  lab.operator
    .addStatements({
      statements: [
        {
          party: 'p',
          organ: 'press',
          topic: 'deal',
          value,
          grade: 'A1',
          source: `letter ${lab.clock.now()}`,
          said: new Date(lab.clock.now() / 1000).toISOString(),
        },
      ],
    })
    .then(must);

const many = (n: number, type = 'indicator', marking = green): Stix[] =>
  Array.from({ length: n }, (_, i) => stix(type, i, [marking]));

describe('pages and what lies behind them', () => {
  it('T-TAX-02 denied, absent and malformed-but-plausible answer the same bytes, whatever is asked of them', async () => {
    must(await lab.operator.addTerms(permit('p', 'main', [{ tlp: { 'at-most': 'green' } }])));
    const hidden = stix('malware', 1, [red]);
    await lab.bring('main', [stix('indicator', 1, [green]), hidden]);
    lab.clock.advance(second);
    for (const [method, rest] of [
      ['GET', ''],
      ['GET', '?match[version]=all'],
      ['GET', 'versions/'],
      ['DELETE', ''],
      ['DELETE', '?match[version]=all'],
    ] as const) {
      const replies = [];
      for (const id of [
        hidden.id,
        `malware--${uuid(2)}`,
        'malware--ffffffff-ffff-4fff-bfff-ffffffffffff',
        'malware--00000001',
        'rubbish',
      ])
        replies.push((await lab.ask({ method, path: `${base}/objects/${id}/${rest}`, as: 'p' })).raw);
      expect(new Set(replies).size).toBe(1);
      expect(replies[0]).toMatch(/^HTTP\/1\.1 404 /);
    }
  });

  it('T-TAX-03 with every second object hidden, pages have the same sizes, cursors the same length, and nothing counts', async () => {
    must(await lab.operator.addTerms(permit('p', 'main', [{ tlp: { 'at-most': 'green' } }])));
    await lab.bring(
      'main',
      many(50).flatMap((one, n) => [one, stix('malware', n, [red]), stix('tool', n, [amber])]),
    );
    lab.clock.advance(second);
    expect((await walk('p', 7)).sizes).toEqual([7, 7, 7, 7, 7, 7, 7, 1]);
    const reply = await lab.ask({ path: `${base}/objects/?limit=7`, as: 'p' });
    expect(Object.keys(pageOf(reply))).toEqual(['more', 'next', 'objects']);
    expect([...reply.headers.keys()].filter((name) => /count|total|range|link/.test(name))).toEqual([]);
  });

  it('T-TAX-05 writers at the same time as a reader: every object exactly once, none behind the cursor', async () => {
    must(await lab.operator.addTerms(permit('p', 'main', [{ tlp: { 'at-most': 'green' } }])));
    const writers = 40;
    let cursor = '';
    const seen: string[] = [];
    const poll = async (): Promise<void> => {
      const reply = await lab.ask({ path: `${base}/objects/?limit=3${cursor}`, as: 'p' });
      seen.push(...idsOf(pageOf(reply)));
      const last = reply.headers.get('x-taxii-date-added-last');
      if (last !== undefined) cursor = `&added_after=${last}`;
    };
    const writing = Array.from({ length: writers }, async (_, n) => {
      await new Promise((resolve) => setTimeout(resolve, n % 7));
      lab.clock.advance(1);
      const two = [stix('indicator', 2 * n, [green]), stix('indicator', 2 * n + 1, [green])];
      for (;;) {
        const { status } = await lab.post('q', 'main', two);
        if (status === 202) return;
        expect(status).toBe(429);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    });
    const reading = (async () => {
      for (let n = 0; n < 20; n++) await poll();
    })();
    await Promise.all([...writing, reading]);
    lab.clock.advance(second);
    for (let before = -1; before !== seen.length; ) {
      before = seen.length;
      await poll();
    }
    expect([seen.length, new Set(seen).size]).toEqual([writers * 2, writers * 2]);
  });

  it('T-TAX-06 a gate opens between two pages: what it opens still comes, and the union is the whole', async () => {
    must(await lab.operator.addTerms(permit('p', 'main', [{ type: { 'any-of': ['indicator'] } }])));
    must(
      await lab.operator.addTerms(
        permit('p', 'main', [{ type: { 'any-of': ['malware'] } }, { position: { topic: 'deal', is: 'yes' } }]),
      ),
    );
    await lab.bring(
      'main',
      many(20).flatMap((one, n) => [stix('malware', n, [green]), one]),
    );
    lab.clock.advance(second);
    const { ids } = await walk('p', 4, async (n) => {
      lab.clock.advance(second);
      if (n === 1) await says('yes');
      lab.clock.advance(second);
    });
    expect(ids.length).toBe(40);
    expect(new Set(ids).size).toBe(40);
  });

  it('T-TAX-06 a gate closes between two pages: the next page has nothing of it, under the old cursor too', async () => {
    must(await lab.operator.addTerms(permit('p', 'main', [{ type: { 'any-of': ['indicator'] } }])));
    must(
      await lab.operator.addTerms(
        permit('p', 'main', [{ type: { 'any-of': ['malware'] } }, { position: { topic: 'deal', is: 'yes' } }]),
      ),
    );
    await says('yes');
    await lab.bring(
      'main',
      many(20).flatMap((one, n) => [stix('malware', n, [green]), one]),
    );
    lab.clock.advance(second);
    const pages: string[][] = [];
    let count = 0;
    const { ids } = await walk('p', 4, async (n) => {
      lab.clock.advance(second);
      if (n === 1) await says('no');
      lab.clock.advance(second);
      count = n;
    });
    pages.push(ids.slice(0, 8), ids.slice(8));
    expect(count).toBeGreaterThan(2);
    expect(pages[0]?.filter((id) => id.startsWith('malware')).length).toBe(4);
    expect(pages[1]?.filter((id) => id.startsWith('malware'))).toEqual([]);
    expect(new Set(ids.filter((id) => id.startsWith('indicator'))).size).toBe(20);
  });

  it.each([0, 1])(
    'T-TAX-10 one version posted with two contents, by one party and by two, in both orders: first wins, second is on record (%s)',
    async (order) => {
      for (const party of ['p', 'q']) must(await lab.operator.addTerms(permit(party, 'main')));
      const contents = [stix('tool', 1, [green]), stix('tool', 1, [green], { description: 'x' })];
      const [first, other] = order === 0 ? contents : [...contents].reverse();
      expect(JSON.parse((await lab.post('p', 'main', [first])).text)).toMatchObject({ success_count: 1 });
      lab.clock.advance(second);
      expect(JSON.parse((await lab.post('p', 'main', [other])).text)).toMatchObject({
        success_count: 0,
        failure_count: 1,
      });
      await lab.post('q', 'main', [other]);
      lab.clock.advance(second);
      for (const party of ['p', 'q'])
        expect(pageOf(await lab.ask({ path: `${base}/objects/?match[version]=all`, as: party })).objects).toEqual([
          first,
        ]);
      expect(lab.operator.doctor().find((finding) => finding.check === 'conflicts')?.detail).toContain(
        'came again with other content',
      );
    },
  );

  it('T-TAX-10 posted at the same moment by two parties, one version has one content for everybody else', async () => {
    await lab.addParty('r');
    must(await lab.operator.addTerms(permit('r', 'main')));
    const posts = Array.from({ length: 10 }, (_, n) =>
      lab.post(n % 2 === 0 ? 'p' : 'q', 'main', [stix('tool', 1, [green], { description: `${n}` })]),
    );
    await Promise.all(posts);
    lab.clock.advance(second);
    expect(pageOf(await lab.ask({ path: `${base}/objects/?match[version]=all`, as: 'r' })).objects).toHaveLength(1);
  });

  it('T-TAX-11 a version from the far future is refused, and the genuine update after it is taken', async () => {
    must(await lab.operator.addTerms(permit('p', 'main')));
    await lab.post('q', 'main', [stix('tool', 1, [green])]);
    for (const modified of ['9999-12-31T23:59:59.999Z', '2026-03-02T00:00:00.001Z'])
      expect(JSON.parse((await lab.post('q', 'main', [stix('tool', 1, [green], { modified })])).text)).toMatchObject({
        failure_count: 1,
      });
    expect(await lab.bring('main', [stix('tool', 2, [green], { modified: '9999-01-01T00:00:00.000Z' })])).toMatchObject(
      { refused: 1 },
    );
    const modified = '2026-03-02T00:00:00.000Z';
    expect(JSON.parse((await lab.post('q', 'main', [stix('tool', 1, [green], { modified })])).text)).toMatchObject({
      success_count: 1,
    });
    lab.clock.advance(second);
    expect(pageOf(await lab.ask({ path: `${base}/objects/`, as: 'p' })).objects?.map((o) => o['modified'])).toEqual([
      modified,
    ]);
  });

  it('T-TAX-04 cursors of one party, collection or filter are nothing to another', async () => {
    must(await lab.operator.addTerms(permit(null, 'main')));
    await lab.bring('main', many(5));
    lab.clock.advance(second);
    const { next } = pageOf(await lab.ask({ path: `${base}/objects/?limit=2`, as: 'p' }));
    const cursor = encodeURIComponent(next ?? '');
    const refused = await lab.askRaw({ path: `${base}/objects/?limit=2&next=AAAA`, as: 'p' });
    const others = [
      lab.askRaw({ path: `${base}/objects/?limit=2&next=${cursor}`, as: 'q' }),
      lab.askRaw({ path: `${base}/objects/?limit=2&match[type]=tool&next=${cursor}`, as: 'p' }),
    ];
    for (const one of await Promise.all(others)) expect(one.equals(refused)).toBe(true);
    expect(readReply(refused).status).toBe(400);
  });

  it('I4 a marking, a prohibition or a condition more never releases more', async () => {
    const objects = [...many(4), ...many(4, 'malware', amber), ...many(2, 'tool', red)];
    const wide = permit('p', 'main', [{ tlp: { 'at-most': 'amber' } }]);
    const seen = async (text: unknown, marked: readonly Stix[]): Promise<string[]> => {
      const node = await openMain();
      must(await node.operator.addTerms(text));
      await node.bring('main', marked);
      node.clock.advance(second);
      const ids = idsOf(pageOf(await node.ask({ path: `${base}/objects/?limit=1000`, as: 'p' })));
      await node.close();
      return ids;
    };
    const all = await seen(wide, objects);
    expect(all).toHaveLength(8);
    const restrictions: (readonly [unknown, readonly Stix[]])[] = [
      [{ ...wide, deny: [{ do: 'receive', when: [{ type: { 'any-of': ['malware'] } }] }] }, objects],
      [{ ...wide, deny: [{ do: 'receive', when: [{ tlp: { 'at-least': 'clear' } }] }] }, objects],
      [{ ...wide, deny: [{ do: 'receive', when: [{ position: { topic: 'deal', is: 'yes' } }] }] }, objects],
      [permit('p', 'main', [{ tlp: { 'at-most': 'amber' } }, { position: { topic: 'deal', is: 'yes' } }]), objects],
      [permit('p', 'main', [{ tlp: { 'at-most': 'green' } }]), objects],
      [wide, objects.map((o) => ({ ...o, object_marking_refs: [...(o['object_marking_refs'] as string[]), amber] }))],
      [
        wide,
        objects.map((o) => ({
          ...o,
          object_marking_refs: [...(o['object_marking_refs'] as string[]), `marking-definition--${uuid(5)}`],
        })),
      ],
      [wide, objects.map((o) => ({ ...o, granular_markings: [{ marking_ref: red, selectors: ['type'] }] }))],
    ];
    for (const [text, marked] of restrictions) {
      const less = await seen(text, marked);
      expect(less.filter((id) => !all.includes(id))).toEqual([]);
    }
  });
});
