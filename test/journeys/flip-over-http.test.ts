import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatMicros } from '../../src/core/time.ts';
import { green, permit, red, relationship, type Stix, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { ask, type Reply } from '../taxii/wire.ts';
import { uuid } from '../taxii/world.ts';

/**
 * One side holds out until the other takes a position (scenario.md), on the node as shipped, over sockets and a store on
 * disk: closed with its reason, open with everything that gathered meanwhile, closed again from one page to the next.
 */
const dir = mkdtempSync(join(tmpdir(), 'proviso-flip-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const base = '/api/collections/shared';
const day = 86_400_000_000;

interface Page {
  readonly objects?: readonly Stix[];
  readonly more?: boolean;
  readonly next?: string;
}

/** A client that has only what TAXII gave it. */
interface Client {
  readonly held: Map<string, number>;
  place: string;
}

describe('a position opens and closes a gate', () => {
  let lab: WholeNode;
  let url: string;
  const clients: Record<'cursor' | 'date', Client> = {
    cursor: { held: new Map(), place: '' },
    date: { held: new Map(), place: '' },
  };
  const always = Array.from({ length: 5 }, (_, n) => stix('identity', n, [green]));
  const archive = Array.from({ length: 250 }, (_, n) => stix('indicator', n, [n % 10 === 9 ? red : green]));
  const visible = archive.filter((_, n) => n % 10 !== 9);

  beforeAll(async () => {
    lab = await WholeNode.open({ file: join(dir, 'store.sqlite'), start: '2026-03-01T00:00:00Z' });
    await lab.addParty('b', ['ministry', 'press']);
    await lab.addCollection(uuid(1), 'shared');
    must(
      await lab.operator.addTopics({
        topics: [
          {
            id: 'assad-future',
            title: 'What of the president?',
            scale: ['stays', 'transition-only', 'must-leave'],
            policy: 'unanimous',
          },
        ],
      }),
    );
    await lab.bring('shared', [
      ...always,
      ...archive,
      relationship(900, archive[0]?.id ?? '', archive[9]?.id ?? '', [green]),
    ]);
    const terms = {
      id: 'urn:uuid:1f0a4c1e-0001-4a00-8000-000000000001',
      from: 'us',
      to: 'b',
      over: 'collection:shared',
      allow: [
        { do: 'know' },
        {
          do: 'receive',
          when: [
            {
              position: {
                topic: 'assad-future',
                'any-of': ['must-leave', 'transition-only'],
                grade: 'B2',
                stable: 'P14D',
              },
            },
            { type: { 'any-of': ['indicator', 'relationship'] } },
            { tlp: { 'at-most': 'amber' } },
          ],
        },
      ],
      disclose: 'full',
    };
    must(await lab.operator.addTerms(terms));
    must(
      await lab.operator.addTerms(
        permit('b', 'shared', [{ type: { is: 'identity' } }, { tlp: { 'at-most': 'green' } }]),
      ),
    );
    lab.clock.advance(day);
    url = await lab.listen();
  });
  afterAll(() => lab.close());

  const get = (path: string): Promise<Reply> =>
    ask({ url, keys: Object.fromEntries(lab.keys), close: async () => {} }, { path, as: 'b' });

  /** Asks until there is no more. */
  async function poll(client: Client, style: 'cursor' | 'date', limit = 40, pages = 1_000): Promise<Stix[]> {
    const got: Stix[] = [];
    for (let n = 0; n < pages; n++) {
      const reply = await get(`${base}/objects/?limit=${limit}${client.place}`);
      expect(reply.status).toBe(200);
      const page = JSON.parse(reply.text) as Page;
      got.push(...(page.objects ?? []));
      const last = reply.headers['x-taxii-date-added-last'];
      if (style === 'cursor' && page.next !== undefined) client.place = `&next=${encodeURIComponent(page.next)}`;
      else if (style === 'date' && last !== undefined) client.place = `&added_after=${String(last)}`;
      if (page.more !== true) break;
    }
    for (const one of got) client.held.set(one.id, (client.held.get(one.id) ?? 0) + 1);
    return got;
  }

  const says = async (organ: string, value: string): Promise<void> => {
    const statement = {
      party: 'b',
      organ,
      topic: 'assad-future',
      value,
      grade: 'A1',
      source: `On the record, ${formatMicros(lab.clock.now())}`,
      said: formatMicros(lab.clock.now()),
    };
    must(await lab.operator.addStatements({ statements: [statement] }));
  };

  async function restart(): Promise<void> {
    await lab.restart();
    url = await lab.listen();
  }

  it('closed: the partner gets what is open, hears what is asked of it, and nothing of what waits', async () => {
    for (const style of ['cursor', 'date'] as const)
      expect((await poll(clients[style], style, 2)).map((o) => o.id)).toEqual(always.map((o) => o.id));
    const collection = JSON.parse((await get(`${base}/`)).text) as { x_proviso_release: unknown };
    expect(JSON.stringify(collection.x_proviso_release)).toContain('assad-future');
    expect(JSON.stringify(collection.x_proviso_release)).not.toContain('indicator--');
    for (const endpoint of ['', 'versions/'])
      expect((await get(`${base}/objects/${archive[0]?.id}/${endpoint}`)).status).toBe(404);
  });

  it('own staff hear the reason and the smallest change that would turn it', async () => {
    const answer = must(await lab.operator.explain({ party: 'b', object: archive[0]?.id ?? '' })) as {
      decision: string;
      ways: { changes: { operand: string; to: string; by: string }[] }[];
    };
    expect(answer).toMatchObject({
      decision: 'refuse',
      because: expect.arrayContaining([expect.objectContaining({ operand: 'position', why: 'none-on-record' })]),
    });
    const changes = answer.ways.flatMap((way) => way.changes);
    expect(changes.length).toBeGreaterThan(0);
    for (const change of changes) expect(change).toMatchObject({ operand: 'position', by: 'counterpart' });
  });

  it('a statement does not open it at once: it must have stood for a fortnight, over a restart too', async () => {
    await says('ministry', 'transition-only');
    lab.clock.advance(13 * day);
    expect(await poll(clients.date, 'date')).toEqual([]);
    await restart();
    expect(await poll(clients.cursor, 'cursor', 2)).toHaveLength(clients.cursor.place.startsWith('&next') ? 1 : 0);
  });

  it('open: a client that had polled to its end gets the whole back-catalogue, with its old cursor and with its old date, nothing twice', async () => {
    const before = { cursor: clients.cursor.place, date: clients.date.place };
    expect(before.cursor).toMatch(/^&next=/);
    expect(before.date).toMatch(/^&added_after=/);
    lab.clock.advance(2 * day);
    await restart();
    const byDate = await poll(clients.date, 'date');
    expect(byDate.map((o) => o.id)).toEqual(visible.map((o) => o.id));
    const byCursor = (await poll(clients.cursor, 'cursor', 33)).map((o) => o.id);
    expect(byCursor.filter((id) => id.startsWith('indicator')).length).toBe(visible.length);
    expect([...clients.date.held.values()].filter((n) => n > 1)).toEqual([]);
    expect(clients.date.held.has(archive[9]?.id ?? '')).toBe(false);
    expect(clients.date.held.has(`relationship--${uuid(900)}`)).toBe(false);
    const stamps = (
      JSON.parse((await get(`${base}/manifest/?limit=1000${before.date}`)).text) as {
        objects: { date_added: string }[];
      }
    ).objects.map((o) => o.date_added);
    // The moment it became visible, a fortnight after the words; not when it was stored, nor when it was fetched.
    expect(stamps[0]).toBe('2026-03-16T00:00:00.000000Z');
  });

  it('a contradicting organ closes it for the very next page', async () => {
    const fresh: Client = { held: new Map(), place: '' };
    await poll(fresh, 'cursor', 40, 2);
    expect(fresh.held.size).toBe(80);
    await says('press', 'stays');
    const rest = await poll(fresh, 'cursor', 40);
    expect(rest.filter((o) => o.type === 'indicator')).toEqual([]);
    expect((await get(`${base}/objects/${visible[0]?.id}/`)).status).toBe(404);
    await restart();
    expect((await get(`${base}/objects/${visible[0]?.id}/`)).status).toBe(404);
  });

  it('open again: after a correction that has stood, everything comes once more, dated by the reopening', async () => {
    await says('press', 'transition-only');
    lab.clock.advance(15 * day);
    const again = await poll(clients.date, 'date');
    expect(again.map((o) => o.id)).toEqual(visible.map((o) => o.id));
    expect(await poll(clients.date, 'date')).toEqual([]);
  });

  it('who got what, when and under which text stays answerable', async () => {
    const rows = must(await lab.operator.whoGot(visible[0]?.id ?? ''));
    // Once before the contradiction, once after the correction.
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ party: 'b', texts: ['urn:uuid:1f0a4c1e-0001-4a00-8000-000000000001'] });
    expect(JSON.stringify(rows[0]?.inputs)).toContain('assad-future');
    expect(must(await lab.operator.whoGot(archive[9]?.id ?? ''))).toEqual([]);
  });
});
