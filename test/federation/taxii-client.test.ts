import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { TaxiiClient } from '../../src/peers/taxii-client.ts';
import { type WalkLimits, walkLimits } from '../../src/peers/walk-guard.ts';
import type { FeedPlace, WalkStep } from '../../src/ports/remote-feed.ts';
import { answered, type Item, type Quirks, type QuirkyServer, quirkyServer } from './quirky-server.ts';
import { idsOf, sampleItems } from './sample-items.ts';

interface Walked {
  readonly ids: string[];
  readonly end: WalkStep;
  /** Places in the order given; the last is where the next run goes on. */
  readonly places: FeedPlace[];
}

const idOf = (bytes: Uint8Array): string => String((JSON.parse(Buffer.from(bytes).toString()) as { id: unknown }).id);

async function walk(
  server: QuirkyServer,
  options: {
    from?: FeedPlace;
    limit?: number;
    pagesMax?: number;
    limits?: Partial<WalkLimits>;
    ticks?: () => number;
  } = {},
): Promise<Walked> {
  const { from = { addedAfter: null }, limit = 10 } = options;
  const client = new TaxiiClient({
    send: server.send,
    platform: nodePlatform,
    ticks: options.ticks ?? nodePlatform.ticks,
    limits: { ...walkLimits, ...options.limits },
  });
  const ids: string[] = [];
  const places: FeedPlace[] = [from];
  let end: WalkStep = { kind: 'stopped', stop: 'cancelled', why: 'not walked to the end' };
  let pages = 0;
  for await (const step of client.walk({ root: '/api/', id: 'c' }, { from, limit, uniqueStamps: false })) {
    if (step.kind !== 'page') {
      end = step;
      if (step.kind === 'complete') places.push(step.place);
      break;
    }
    ids.push(...step.objects.map(idOf));
    places.push(step.place);
    if (++pages === options.pagesMax) break;
  }
  return { ids, end, places };
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

/** Servers as they are (specs: where implementations differ). */
const servers: readonly (readonly [string, Quirks])[] = [
  ['as the standard wants it', {}],
  ['with a cursor that is used once and expires', { next: 'session' }],
  ['with sessions that are gone before they are used', { next: 'session', sessionRequests: 0 }],
  ['that gives one cursor for a whole session', { next: 'one-session' }],
  ['that counts pages in next', { next: 'page-count' }],
  ['whose next is a number', { next: 'number' }],
  ['without cursors', { next: 'none' }],
  ['without cursors and without more', { next: 'none', omitsMore: true, pageObjects: 10 }],
  ['that omits more and gives a cursor', { omitsMore: true }],
  ['that stamps whole seconds', { stamps: 'seconds', next: 'none' }],
  ['that stamps nanoseconds', { stamps: 'nanos', next: 'none' }],
  ['that writes an offset for Z', { stamps: 'offset', next: 'none' }],
  ['that gives no stamps', { stamps: 'absent' }],
  ['with blanks and quotes in its media type', { contentType: 'Application/TAXII+json; charset=utf-8; version="2.1"' }],
  ['that says application/json', { contentType: 'application/json' }],
  ['that gives no media type', { contentType: null }],
];

describe('the TAXII client', () => {
  it.each(servers)('reads everything of a server %s', async (_, quirks) => {
    for (const together of [1, 3, 7]) {
      const items = sampleItems(57, together);
      const { ids, end } = await walk(quirkyServer(items, { pageObjects: 10, ...quirks }));
      expect(end.kind).toBe('complete');
      expect(unique(ids)).toEqual(unique(idsOf(items)));
    }
  });

  it.each(servers)('misses nothing of a server %s when it is cut off after any page and goes on', async (_, quirks) => {
    const items = sampleItems(43, 4);
    for (let cut = 1; cut <= 6; cut++) {
      const server = quirkyServer(items, { pageObjects: 10, ...quirks });
      const first = await walk(server, { pagesMax: cut });
      const rest = await walk(server, { from: first.places.at(-1)! });
      expect(unique([...first.ids, ...rest.ids])).toEqual(unique(idsOf(items)));
    }
  });

  it('goes on after the last stamp in a later run, and brings only what is new (M 4814)', async () => {
    const items = sampleItems(30);
    const server = quirkyServer(items, { pageObjects: 10 });
    const first = await walk(server);
    const late = sampleItems(33).slice(30);
    server.items.push(...late);
    const given = server.given;
    const second = await walk(server, { from: first.places.at(-1)! });
    expect(second.ids).toEqual(idsOf(late));
    expect(server.given - given).toBe(3);
    expect(server.asked.at(-1)).toContain('added_after=');
  });

  it('asks for every version, which the default of the standard would leave out', async () => {
    const server = quirkyServer(sampleItems(1));
    await walk(server);
    expect(server.asked[0]).toBe('/api/collections/c/objects/?match[version]=all&limit=10');
  });

  it('asks with six digits, whatever a stamp had', async () => {
    const server = quirkyServer(sampleItems(25), { pageObjects: 10, next: 'none', stamps: 'seconds' });
    await walk(server);
    for (const path of server.asked.slice(1))
      expect(decodeURIComponent(path)).toMatch(/added_after=[0-9T:-]{19}\.\d{6}Z/);
  });

  it('reports more objects of one stamp than a server without cursors can give, and reads on behind them', async () => {
    const [first, ...others] = sampleItems(40);
    const heap: Item[] = others.slice(0, 30).map((i) => ({ ...i, added: first!.added + 1 }));
    const behind = others.slice(30);
    const { ids, end } = await walk(quirkyServer([first!, ...heap, ...behind], { pageObjects: 10, next: 'none' }));
    expect(end).toMatchObject({ kind: 'complete' });
    expect(end.kind === 'complete' && end.gaps[0]).toMatch(/share the stamp/);
    expect(ids).toEqual(expect.arrayContaining(idsOf(behind)));
  });

  it('finds the place to go on whatever the stamps, page sizes and breaks are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 8 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom<NonNullable<Quirks['next']>>('place', 'page-count', 'session', 'none'),
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 }),
        async (gaps, pageObjects, next, breaks) => {
          let added = 1_769_904_000_000_000;
          const items = sampleItems(gaps.length).map((i, n) => {
            added += gaps[n]!;
            return { ...i, added };
          });
          const widest = Math.max(...items.map((i) => items.filter((j) => j.added === i.added).length));
          const server = quirkyServer(items, {
            pageObjects: next === 'none' ? widest + pageObjects : pageObjects,
            next,
          });
          const ids: string[] = [];
          let from: FeedPlace = { addedAfter: null };
          for (const pagesMax of [...breaks, Number.POSITIVE_INFINITY]) {
            const part = await walk(server, { from, pagesMax });
            ids.push(...part.ids);
            from = part.places.at(-1)!;
          }
          expect(unique(ids)).toEqual(unique(idsOf(items)));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('T-FED-07 a server that leads nowhere is left with a reason, and the last good place stays', () => {
  const endless = (next: (request: number) => string, objects: (request: number) => unknown): Quirks => ({
    envelope: (_, request) => ({ more: true, next: next(request), ...(objects(request) as object) }),
  });
  const page = { objects: sampleItems(3).map((i) => i.object) };

  it.each<[string, Quirks, string]>([
    [
      'the same cursor',
      endless(
        () => 'same',
        (n) => ({ objects: sampleItems(3, 1, `p${n}`).map((i) => i.object) }),
      ),
      'repeated-cursor',
    ],
    [
      'cursors in a ring',
      endless(
        (n) => `c${n % 5}`,
        (n) => ({ objects: sampleItems(1, 1, `p${n}`).map((i) => i.object) }),
      ),
      'repeated-cursor',
    ],
    [
      'the same page under new cursors',
      endless(
        (n) => `c${n}`,
        () => page,
      ),
      'no-progress',
    ],
    [
      'empty pages with more',
      endless(
        (n) => `c${n}`,
        () => ({}),
      ),
      'empty-pages',
    ],
    ['an empty page with more and no cursor', { envelope: () => ({ more: true }) }, 'empty-pages'],
    ['more without cursor and stamps', { stamps: 'absent', envelope: (e) => ({ ...e, more: true }) }, 'bad-answer'],
    ['stamps that stand still', { next: 'none', ignoresAddedAfter: true, pageObjects: 10 }, 'no-progress'],
  ])('%s', async (_, quirks, stop) => {
    const server = quirkyServer(sampleItems(40), { pageObjects: 10, ...quirks });
    const { end, places } = await walk(server, { limits: { pagesMax: 200, stillPagesMax: 10 } });
    expect(end).toMatchObject({ kind: 'stopped', stop });
    expect(server.asked.length).toBeLessThan(20);
    for (const [i, place] of places.entries())
      if (i > 0) expect((place.addedAfter ?? '') >= (places[i - 1]!.addedAfter ?? '')).toBe(true);
  });

  it('stops at the budget of pages, of bytes and of time', async () => {
    const forever = endless(
      (n) => `c${n}`,
      (n) => ({ objects: sampleItems(1, 1, `p${n}`).map((i) => i.object) }),
    );
    let now = 0;
    const ticks = (): number => (now += 1000);
    for (const [limits, why] of [
      [{ pagesMax: 5 }, /5 pages/],
      [{ bytesMax: 2000 }, /2000 bytes/],
      [{ timeMs: 7000 }, /7 s/],
    ] as const) {
      const server = quirkyServer(sampleItems(1), forever);
      const { end, ids } = await walk(server, { limits, ticks });
      expect(end).toMatchObject({ kind: 'stopped', stop: 'budget', why: expect.stringMatching(why) });
      expect(ids.length).toBeGreaterThan(0);
      expect(server.asked.length).toBeLessThan(12);
    }
  });
});

describe('T-FED-02 nothing but our own address is asked', () => {
  it('puts a next that is an address into the query, as text', async () => {
    const server = quirkyServer(sampleItems(1), {
      envelope: (e, n) => (n === 1 ? { ...e, more: true, next: 'http://169.254.169.254/latest?x=1&y#z' } : e),
    });
    await walk(server);
    expect(server.asked[1]).toBe(
      '/api/collections/c/objects/?match[version]=all&limit=10&next=http%3A%2F%2F169.254.169.254%2Flatest%3Fx%3D1%26y%23z',
    );
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect (%d)', async (status) => {
    const server = quirkyServer(sampleItems(1), {
      instead: () => answered(status, '', { location: 'http://169.254.169.254/' }),
    });
    const { end } = await walk(server);
    expect(end).toMatchObject({ kind: 'stopped', stop: 'redirected' });
    expect(server.asked.length).toBe(1);
  });
});

describe('answers that are no pages', () => {
  it.each<[string, ReturnType<typeof answered>, string]>([
    ['O 8920 a wrong credential', answered(401, {}), 'refused'],
    ['no right to read', answered(403, {}), 'refused'],
    ['no such collection', answered(404, {}), 'not-found'],
    ['a server that is busy', answered(429, {}), 'busy'],
    ['a broken server', answered(500, {}), 'bad-answer'],
    ['a page of HTML', answered(200, '<html>', { 'content-type': 'text/html' }), 'bad-answer'],
    ['TAXII 2.0', answered(200, {}, { 'content-type': 'application/taxii+json;version=2.0' }), 'bad-answer'],
    ['T-FED-14 a compressed body', answered(200, {}, { 'content-encoding': 'gzip' }), 'bad-answer'],
    ['half a page', answered(200, '{"objects": [{"id":'), 'bad-answer'],
    ['a list', answered(200, '[1]'), 'bad-answer'],
    ['nothing', answered(200, ''), 'bad-answer'],
    ['nobody there', { kind: 'unreachable', why: 'ECONNREFUSED' }, 'unreachable'],
  ])('%s ends the run with a reason', async (_, reply, stop) => {
    const { end, places } = await walk(quirkyServer(sampleItems(1), { instead: () => reply }), {
      from: { addedAfter: '2026-01-01T00:00:00.000000Z' },
    });
    expect(end).toMatchObject({ kind: 'stopped', stop });
    expect(places).toEqual([{ addedAfter: '2026-01-01T00:00:00.000000Z' }]);
  });
});
