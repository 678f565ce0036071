import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixedMarkings, tlpMarkingId } from '../../src/core/marking/index.ts';
import { amber, clear, green, permit, red, relationship, type Stix, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/** What users of comparable products suffered from (tickets.md): one test each, on the node as shipped. */
const base = '/api/collections/main';
const second = 1_000_000;
let lab: WholeNode;
beforeEach(async () => {
  lab = await WholeNode.open();
  for (const id of ['p', 'q']) await lab.addParty(id, ['press']);
  await lab.addCollection(uuid(1), 'main', { writers: ['p', 'q'] });
});
afterEach(() => lab.close());

interface Page {
  readonly objects?: readonly Stix[];
  readonly more?: boolean;
  readonly next?: string;
}
const page = async (query = '', as = 'p', endpoint = 'objects'): Promise<Page> => {
  lab.clock.advance(second);
  const reply = await lab.ask({ path: `${base}/${endpoint}/${query}`, as });
  expect(reply.status).toBe(200);
  return JSON.parse(reply.text) as Page;
};
const ids = async (query = '?match[version]=all&limit=1000', as = 'p'): Promise<string[]> =>
  ((await page(query, as)).objects ?? []).map((o) => o.id);
const addText = async (...args: Parameters<typeof permit>): Promise<string> =>
  must(await lab.operator.addTerms(permit(...args))).id;
const exported = async (as: string): Promise<Stix[]> => {
  const parts: string[] = [];
  for await (const part of lab.operator.exportObjects({ collection: 'main', as }))
    parts.push(Buffer.from(part).toString('utf8'));
  return JSON.parse(`[${parts.join('')}]`) as Stix[];
};

describe('what leaves', () => {
  it('O 16814 a restricted id or value is in no envelope, manifest, status, error or collection sent to a partner', async () => {
    await addText('p', 'main', [{ tlp: { 'at-most': 'green' } }]);
    const secret = stix('malware', 7, [red], { name: 'CANARY-VALUE' });
    const shown = stix('indicator', 1, [green]);
    await lab.bring('main', [
      shown,
      secret,
      relationship(2, shown.id, secret.id, [green]),
      stix('report', 3, [green], { object_refs: [shown.id, secret.id] }),
      stix('tool', 4, [green], { created_by_ref: `identity--${uuid(9)}` }),
      { ...stix('identity', 9, [red]), name: 'CANARY-CREATOR' },
      { ...shown, object_marking_refs: [red], modified: '2025-02-02T00:00:00.000Z', description: 'CANARY-VERSION' },
    ]);
    lab.clock.advance(second);
    const paths = [
      '/taxii2/',
      '/api/',
      '/api/collections/',
      `${base}/`,
      `${base}/objects/?match[version]=all`,
      `${base}/objects/`,
      `${base}/manifest/?match[version]=all`,
      `${base}/objects/${shown.id}/?match[version]=all`,
      `${base}/objects/${shown.id}/versions/`,
      `${base}/objects/?match[type]=malware,report,tool,relationship,identity`,
      '/openapi.json',
    ];
    for (const path of paths) {
      const reply = await lab.ask({ path, as: 'p' });
      for (const canary of [
        'CANARY',
        secret.id,
        `identity--${uuid(9)}`,
        `relationship--${uuid(2)}`,
        `report--${uuid(3)}`,
        '2025-02-02',
      ])
        expect(`${path} ${reply.raw}`).not.toContain(canary);
    }
    expect(await ids()).toEqual([shown.id]);
  });

  it('M 4200 an empty audience releases to nobody: no text, an ended text, and a text that names nobody present', async () => {
    await lab.bring('main', [stix('tool', 1, [clear])]);
    for (const party of ['p', 'q']) expect((await lab.ask({ path: `${base}/objects/`, as: party })).status).toBe(403);
    const text = await addText('p', 'main');
    expect(await ids()).toHaveLength(1);
    must(await lab.operator.endTerms(text));
    expect((await lab.ask({ path: `${base}/objects/`, as: 'p' })).status).toBe(403);
    await addText(null, 'main', [{ party: { 'any-of': ['party:nobody-here'] } }]);
    for (const party of ['p', 'q']) expect(await ids(undefined, party)).toEqual([]);
  });

  it('O 9160 creating with a restriction is one step: whoever reads meanwhile sees nothing of it', async () => {
    await addText('p', 'main', [{ tlp: { 'at-most': 'green' } }]);
    let reading = true;
    const seen = new Set<string>();
    const reader = (async () => {
      while (reading) {
        for (const id of await ids()) seen.add(id);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let n = 0; n < 30; n++)
      await lab.bring('main', [
        stix('tool', n, [red]),
        stix('indicator', n, [green]),
        relationship(n, `tool--${uuid(n)}`, `indicator--${uuid(n)}`, [green]),
      ]);
    reading = false;
    await reader;
    expect([...seen].filter((id) => !id.startsWith('indicator'))).toEqual([]);
    expect((await ids()).length).toBe(30);
  });

  it('O 7348 O 6745 an export for a partner has no object and no reference above the marking it may see', async () => {
    await addText('p', 'main', [{ tlp: { 'at-most': 'amber' } }]);
    const levels = [clear, green, amber, red];
    const objects = levels.map((level, n) => stix('malware', n, [level]));
    const links = objects.flatMap((from, i) =>
      objects.map((to, k) => relationship(100 + 10 * i + k, from.id, to.id, [green])),
    );
    await lab.bring('main', [...links, ...objects]);
    lab.clock.advance(second);
    const out = await exported('p');
    expect(out.filter((o) => (o['object_marking_refs'] as string[]).includes(red))).toEqual([]);
    const held = new Set(out.map((o) => o.id));
    for (const one of out)
      for (const ref of [one['source_ref'], one['target_ref']])
        if (ref !== undefined) expect(held.has(String(ref))).toBe(true);
    expect(out).toHaveLength(3 + 9);
    expect((await ids()).sort()).toEqual(out.map((o) => o.id).sort());
  });

  it('M 4814 what a known filter would discard is not transferred: the server answers with what fits, and full pages', async () => {
    await addText('p', 'main');
    await lab.bring(
      'main',
      Array.from({ length: 300 }, (_, n) => stix(n % 30 === 0 ? 'tool' : 'malware', n, [green])),
    );
    const first = await page('?match[type]=tool&limit=6');
    expect([first.objects?.length, first.more]).toEqual([6, true]);
    const rest = await page(`?match[type]=tool&limit=6&next=${encodeURIComponent(first.next ?? '')}`);
    expect([rest.objects?.length, rest.more ?? false]).toEqual([4, false]);
    expect([...(first.objects ?? []), ...(rest.objects ?? [])].every((o) => o.type === 'tool')).toBe(true);
  });

  it('T2 119 markings are enforced per object, and a partner can see which markings it may see', async () => {
    await addText('p', 'main', [{ tlp: { 'at-most': 'amber' } }], { disclose: 'full' });
    const ours = stix('marking-definition', 50, [], { name: 'Our caveat', created: '2025-01-01T00:00:00.000Z' });
    await lab.bring('main', [
      { ...ours, object_marking_refs: [green] },
      stix('tool', 1, [green, ours.id]),
      stix('tool', 2, [amber]),
      stix('tool', 3, [red, ours.id]),
    ]);
    const seen = (await page('?limit=100')).objects ?? [];
    expect(seen.map((o) => o.id).sort()).toEqual([ours.id, `tool--${uuid(1)}`, `tool--${uuid(2)}`].sort());
    expect(await ids('?match[type]=marking-definition')).toEqual([ours.id]);
  });

  it('M 2601 M 5258 when nothing is released, own staff get the reason for each object', async () => {
    must(await lab.operator.addTopics({ topics: [{ id: 'deal', scale: ['no', 'yes'] }] }));
    await addText('p', 'main', [{ tlp: { 'at-most': 'green' } }, { position: { topic: 'deal', is: 'yes' } }]);
    const objects = [
      stix('tool', 1, [red]),
      stix('tool', 2, [green]),
      stix('tool', 3),
      stix('tool', 4, [green, `marking-definition--${uuid(5)}`]),
    ];
    await lab.bring('main', objects);
    expect(await exported('p')).toEqual([]);
    for (const { id } of objects) {
      const answer = must(await lab.operator.explain({ party: 'p', object: id })) as {
        decision: string;
        because: readonly { operand: string; why: string }[];
      };
      expect(answer.decision).toBe('refuse');
      expect(answer.because.length).toBeGreaterThan(0);
      for (const reason of answer.because) expect(reason.why).toMatch(/^[a-z-]+$/);
    }
  });
});

describe('completeness', () => {
  it.each(['next', 'added_after'] as const)(
    'O 5681 O 4537 ten thousand objects added at once page completely by %s, on objects and manifest',
    { timeout: 60_000 },
    async (style) => {
      await addText('p', 'main');
      const count = 10_000;
      const all = Array.from({ length: count }, (_, n) => stix('indicator', n, [green]));
      const reply = await lab.post('q', 'main', all);
      expect(JSON.parse(reply.text)).toMatchObject({ total_count: count, success_count: count });
      for (const endpoint of ['objects', 'manifest']) {
        const seen: string[] = [];
        let place = '';
        for (let n = 0; n < 100; n++) {
          const answer = await lab.ask({
            path: `${base}/${endpoint}/?limit=${[1000, 777, 1][n % 3]}${place}`,
            as: 'p',
          });
          const got = JSON.parse(answer.text) as Page;
          seen.push(...(got.objects ?? []).map((o) => o.id));
          if (style === 'next' ? got.next === undefined : (got.objects ?? []).length === 0) break;
          place =
            style === 'next'
              ? `&next=${encodeURIComponent(got.next ?? '')}`
              : `&added_after=${answer.headers.get('x-taxii-date-added-last')}`;
        }
        expect([seen.length, new Set(seen).size]).toEqual([count, count]);
      }
    },
  );

  it('M 3468 a party whose position opens a gate gets the back-catalogue it is then entitled to, and nothing else', async () => {
    must(await lab.operator.addTopics({ topics: [{ id: 'deal', scale: ['no', 'yes'] }] }));
    await addText('p', 'main', [{ tlp: { 'at-most': 'green' } }, { position: { topic: 'deal', is: 'yes' } }]);
    await lab.bring(
      'main',
      Array.from({ length: 500 }, (_, n) => stix('indicator', n, [n % 2 === 0 ? green : red])),
    );
    lab.clock.advance(90 * 86_400 * second);
    expect(await ids()).toEqual([]);
    must(
      await lab.operator.addStatements({
        statements: [
          {
            party: 'p',
            organ: 'press',
            topic: 'deal',
            value: 'yes',
            grade: 'A1',
            source: 'Letter',
            said: '2026-05-01T00:00:00Z',
          },
        ],
      }),
    );
    expect((await ids()).length).toBe(250);
  });

  it('M 8832 objects without `modified` are taken, and each object of an envelope has its own status', async () => {
    await addText('p', 'main');
    const address = {
      type: 'ipv4-addr',
      spec_version: '2.1',
      id: 'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3ccaf1f4',
      value: '198.51.100.7',
    };
    const { modified: _modified, ...unmodified } = stix('tool', 1, [green]);
    const reply = await lab.post('q', 'main', [address, unmodified, stix('tool', 2, [green]), { type: 'tool' }, 7]);
    const status = JSON.parse(reply.text) as {
      successes: { id: string }[];
      failures: { id: string; message: string }[];
      total_count: number;
    };
    expect([status.total_count, status.successes.map((s) => s.id), status.failures.length]).toEqual([
      5,
      [address.id, `tool--${uuid(2)}`],
      3,
    ]);
    for (const failure of status.failures) expect(failure.message).toMatch(/./);
    expect(status.failures[0]).toMatchObject({ id: `tool--${uuid(1)}`, message: expect.stringContaining('modified') });
    expect((await ids()).length).toBe(2);
  });

  it('O 11642 a collection that a partner pushes to can be read by it, and what it pushed is there', async () => {
    await addText('p', 'main', [{ tlp: { 'at-most': 'green' } }]);
    await lab.post('p', 'main', [stix('tool', 1, [green]), stix('tool', 2, [red])]);
    expect(await ids()).toEqual([`tool--${uuid(1)}`]);
    const collection = JSON.parse((await lab.ask({ path: `${base}/`, as: 'p' })).text) as Record<string, unknown>;
    expect([collection['can_read'], collection['can_write']]).toEqual([true, true]);
  });
});

describe('markings and origins', () => {
  it('M 2223 after any sequence of marking changes an object has one TLP at a time: that of the version served', async () => {
    await addText('p', 'main', [{ tlp: { 'at-most': 'amber' } }]);
    const sequence = [green, red, amber, red, clear, green];
    for (const [n, level] of sequence.entries()) {
      await lab.bring('main', [stix('tool', 1, [level], { modified: `2025-01-0${n + 1}T00:00:00.000Z` })]);
      const [last] = (await page('?limit=1')).objects ?? [];
      const newest = sequence
        .slice(0, n + 1)
        .filter((one) => one !== red)
        .pop();
      expect(last?.['object_marking_refs']).toEqual([newest]);
    }
    const refused = { ...stix('tool', 2, [green, red]) };
    await lab.bring('main', [refused]);
    // Two at once: the stricter one counts.
    expect(await ids(`?match[id]=${refused.id}`)).toEqual([]);
  });

  it('MS 77 M 9357 PS 583 markings of TLP 1 and TLP 2.0 come out with the ids they came in with, and mean the same', async () => {
    await addText('p', 'main', [{ tlp: { 'at-most': 'amber' } }]);
    const tlp = [...fixedMarkings.values()].filter((one) => one.tlp !== null);
    expect(tlp).toHaveLength(9);
    await lab.bring(
      'main',
      tlp.map((one, n) => stix('tool', n, [one.id])),
    );
    const seen = new Map(((await page('?limit=100')).objects ?? []).map((o) => [o.id, o['object_marking_refs']]));
    for (const [n, one] of tlp.entries()) {
      const isOpen = one.tlp === 'clear' || one.tlp === 'green' || one.tlp === 'amber';
      expect(seen.get(`tool--${uuid(n)}`)).toEqual(isOpen ? [one.id] : undefined);
    }
    expect(tlpMarkingId('amber+strict')).toBe('marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003');
  });

  it('M 9007 M 7165 what carries a group that nobody here knows is held back with the reason, and never changed', async () => {
    await addText('p', 'main');
    const unknown = `marking-definition--${uuid(33)}`;
    const object = stix('tool', 1, [green, unknown]);
    expect(await lab.bring('main', [object])).toMatchObject({ added: 1 });
    expect(await ids()).toEqual([]);
    const answer = must(await lab.operator.explain({ party: 'p', object: object.id })) as {
      because: readonly { why: string }[];
    };
    expect(JSON.stringify(answer.because)).toMatch(/unknown-marking|marking/);
    await lab.bring('main', [{ ...stix('marking-definition', 33, [], { name: 'Group' }), id: unknown }]);
    expect((await page(`?match[id]=${object.id}`)).objects).toEqual([object]);
  });

  it('O 6951 O 2215 a partner’s deletion removes what it brought itself and nothing of another origin', async () => {
    for (const party of ['p', 'q']) await addText(party, 'main');
    const ours = stix('tool', 1, [green]);
    const theirs = stix('tool', 2, [green]);
    await lab.bring('main', [ours]);
    await lab.post('q', 'main', [theirs, ours]);
    await lab.post('p', 'main', [theirs]);
    lab.clock.advance(second);
    const remove = async (as: string, id: string): Promise<number> =>
      (await lab.ask({ method: 'DELETE', path: `${base}/objects/${id}/?match[version]=all`, as })).status;
    expect([await remove('q', ours.id), await remove('p', ours.id), await remove('p', theirs.id)]).toEqual([
      403, 403, 403,
    ]);
    expect((await ids()).sort()).toEqual([ours.id, theirs.id].sort());
    expect(await remove('q', theirs.id)).toBe(200);
    expect(await ids()).toEqual([ours.id]);
  });

  it('O 704 M 4682 who received an object, when, under which agreement is one question, also of what is gone', async () => {
    const text = await addText('p', 'main');
    await addText('q', 'main', [{ tlp: { 'at-most': 'clear' } }]);
    const object = stix('tool', 1, [green]);
    await lab.post('q', 'main', [object]);
    await ids();
    await ids();
    await ids(undefined, 'q');
    const at = lab.clock.now();
    const rows = must(await lab.operator.whoGot(object.id));
    expect(rows).toMatchObject([
      { party: 'p', object: object.id, version: object['modified'], form: 'raw', texts: [text] },
    ]);
    expect(rows[0]?.at).toBeLessThan(at);
    await addText('q', 'main');
    await ids(undefined, 'q');
    expect((await lab.ask({ method: 'DELETE', path: `${base}/objects/${object.id}/`, as: 'q' })).status).toBe(200);
    expect(must(await lab.operator.whoGot(object.id)).map((row) => row.party)).toEqual(['p', 'q']);
    expect(await lab.operator.whoGot('tool--nothing')).toMatchObject({ ok: false });
  });
});
