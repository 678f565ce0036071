import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectsPage, PageQuery } from '../../src/app/partner-api.ts';
import { PageReader } from '../../src/app/release/read-pages.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { limits } from '../../src/core/limits.ts';
import { parseTimestamp } from '../../src/core/time.ts';
import { cursorSeal } from '../../src/main/cursor-seal.ts';
import { seededRuns } from '../lab/network/seeded-runs.ts';
import { permit, type Stix, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import type { Dice } from '../properties/worlds/seeded.ts';
import { uuid } from './world.ts';

const small = limits.smallBodyBytesMax;
const runs = Number(process.env['PROVISO_PAGE_CUTS'] ?? 12);

let lab: WholeNode;
beforeEach(async () => {
  lab = await WholeNode.open();
  await lab.addParty('p');
  await lab.addCollection(uuid(1), 'main');
  must(await lab.operator.addTerms(permit('p', 'main', [], { references: 'keep' })));
});
afterEach(() => lab.close());

/** An indicator of about so many bytes; texts may have a mebibyte each. */
function sized(n: number, bytes: number, more: Readonly<Record<string, unknown>> = {}): Stix {
  const parts = Array.from({ length: Math.ceil(bytes / 1_000_000) }, (_, i) =>
    'x'.repeat(Math.min(1_000_000, bytes - i * 1_000_000)),
  );
  return stix('indicator', n, [], { x_parts: parts, ...more });
}

const sizeOf = (object: Stix): number => JSON.stringify(object).length;
/** What a page counts for an object, with the comma after it. */
const counted = (object: Stix): number => Math.max(small, sizeOf(object)) + 1;
const nameOf = ({ id, modified }: Readonly<Record<string, unknown>>): string => `${id} ${modified}`;

/** The pages that these make, one after the other, as the rule says it. */
function cut(objects: readonly Stix[], bytesMax: number, limit: number): string[][] {
  const pages: string[][] = [];
  let sum = Infinity;
  for (const object of objects) {
    sum += counted(object);
    if (sum - 1 > bytesMax || pages.at(-1)!.length === limit) {
      pages.push([]);
      sum = counted(object);
    }
    pages.at(-1)!.push(nameOf(object));
  }
  return pages;
}

const text = new TextDecoder();
const read = (page: ObjectsPage): Stix[] => JSON.parse(`[${text.decode(page.objects)}]`) as Stix[];

interface How {
  readonly bytesMax: number;
  readonly limit: number;
  readonly view: 'all' | 'last';
  readonly by: 'next' | 'added_after';
  readonly toPeer: boolean;
}

/** Pages of the partner's feed as the node makes them, with a limit of bytes of their own. */
class Walk {
  readonly #reader: PageReader;
  readonly #how: How;
  readonly pages: Stix[][] = [];
  #query: PageQuery;
  isOver = false;

  constructor(how: How) {
    const { bytesMax, limit, view } = how;
    this.#how = how;
    const { engine, store, clock, platform } = lab.node.state;
    const seal = cursorSeal(createHash('sha256').update('cuts').digest());
    const provenance = (_: unknown, seqs: readonly number[]): Uint8Array =>
      new TextEncoder().encode(JSON.stringify(seqs));
    const parts = { engine, store, clock, seal, provenance, othersFirst: platform.othersFirst, stepsEach: 7 };
    this.#reader = new PageReader({ ...parts, pageCacheBytes: 64 * 1024 * 1024, pageBytesMax: bytesMax });
    const versions = { all: view === 'all', last: view === 'last', first: false, exact: [] };
    const filter = { ids: null, types: null, specVersions: null, versions };
    this.#query = { addedAfter: null, cursor: null, limit, filter };
  }

  async step(): Promise<void> {
    const { bytesMax, limit, by, toPeer } = this.#how;
    lab.clock.advance(1_000_000);
    const feed = lab.node.state.engine.feed('p' as PartyId, 1)!;
    const asked = await this.#reader.objects(feed, this.#query, null, toPeer);
    if (!asked.ok) throw new Error(asked.refusal.kind);
    const { value } = asked;
    const objects = value.count === 0 ? [] : read(value);
    expect(objects.length).toBe(value.count);
    if (value.count !== 1) expect(value.objects.length).toBeLessThanOrEqual(bytesMax);
    if (value.more) expect(value.count).toBeGreaterThan(0);
    if (toPeer && value.count > 0) expect(JSON.parse(text.decode(value.provenance!))).toHaveLength(value.count);
    // Kept, it is the same page.
    const again = await this.#reader.objects(feed, this.#query, null, toPeer);
    if (!again.ok) throw new Error(again.refusal.kind);
    expect([again.value.next, again.value.more, again.value.lastAdded]).toEqual([
      value.next,
      value.more,
      value.lastAdded,
    ]);
    expect(Buffer.from(again.value.objects).equals(value.objects)).toBe(true);
    if (objects.length > 0) this.pages.push(objects);
    this.isOver = !value.more;
    const { filter } = this.#query;
    const addedAfter = value.lastAdded ?? this.#query.addedAfter;
    this.#query =
      by === 'next' && value.next !== null
        ? { addedAfter: null, cursor: value.next, limit: limit, filter }
        : { addedAfter, cursor: null, limit: limit, filter };
  }

  async toTheEnd(): Promise<void> {
    do await this.step();
    while (!this.isOver);
  }
}

describe('a page ends before its bytes pass the limit (TAXII 2.1 section 3.4)', () => {
  const sizes = [10, 9_000, 10, 20_000, 10, 10, 5_000, 90_000, 10, 30_000, 30_000, 10, 10, 10, 10, 10, 10, 10];
  const objects = sizes.map((size, i) => sized(i + 1, size));

  it.each(['next', 'added_after'] as const)('by %s: at the limit, whole, and a larger object alone', async (by) => {
    await lab.bring('main', objects);
    const two = counted(objects[0]!) + counted(objects[1]!) - 1;
    for (const bytesMax of [1, two - 1, two, two + 1, 60_000, limits.pageBytesMax])
      for (const limit of [1, 4, 1000]) {
        const walk = new Walk({ bytesMax, limit, view: 'all', by, toPeer: bytesMax % 2 === 0 });
        await walk.toTheEnd();
        expect(walk.pages.map((page) => page.map(nameOf))).toEqual(cut(objects, bytesMax, limit));
      }
  });

  it('the record has what was on the page and nothing else (I8)', async () => {
    await lab.bring('main', objects);
    const walk = new Walk({ bytesMax: 60_000, limit: 1000, view: 'all', by: 'next', toPeer: false });
    const recorded = async (): Promise<string[]> => {
      const out: string[] = [];
      for (const object of objects) if (must(await lab.operator.whoGot(object.id)).length > 0) out.push(nameOf(object));
      return out;
    };
    expect(await recorded()).toEqual([]);
    while (!walk.isOver) {
      await walk.step();
      expect(await recorded()).toEqual(walk.pages.flat().map(nameOf));
    }
    expect(walk.pages.length).toBeGreaterThan(3);
  });

  it('T-TAX-05 walks with pages cut anywhere are complete, with nothing twice, whatever comes meanwhile', {
    timeout: 600_000,
  }, async () => {
    await seededRuns('cut pages', (done) => done >= runs, playWalk);
  });
});

async function playWalk({ dice }: { readonly dice: Dice }): Promise<void> {
  await lab.close();
  lab = await WholeNode.open();
  await lab.addParty('p');
  await lab.addCollection(uuid(1), 'main');
  must(await lab.operator.addTerms(permit('p', 'main', [], { references: 'keep' })));
  const versions = new Map<number, Stix[]>();
  const grows = async (count: number): Promise<void> => {
    const fresh = new Map<number, Stix>();
    for (let i = 0; i < count; i++) {
      const n = 1 + dice.below(60);
      if (fresh.has(n)) continue;
      const day = String((versions.get(n)?.length ?? 0) + 1).padStart(2, '0');
      const bytes = dice.oneIn(3) ? dice.below(12 * small) : dice.below(600);
      fresh.set(n, sized(n, bytes, { modified: `2025-02-${day}T00:00:00.000Z` }));
    }
    for (const [n, object] of fresh) versions.set(n, [...(versions.get(n) ?? []), object]);
    lab.clock.advance(1_000_000);
    await lab.bring('main', [...fresh.values()]);
  };
  await grows(40);
  const view = dice.oneIn(2) ? 'all' : 'last';
  const limit = dice.oneIn(2) ? 1000 : 1 + dice.below(8);
  const by = dice.oneIn(2) ? 'next' : 'added_after';
  const walk = new Walk({ bytesMax: dice.below(30 * small), limit, view, by, toPeer: dice.oneIn(2) });
  for (let rounds = 0; rounds < 4; rounds++) {
    for (let n = dice.below(4); n > 0; n--) await walk.step();
    await grows(1 + dice.below(10));
  }
  await walk.toTheEnd();
  const got = walk.pages.flat().map(nameOf);
  expect(new Set(got).size).toBe(got.length);
  const wanted = [...versions.values()].flatMap((all) => (view === 'all' ? all : all.slice(-1))).map(nameOf);
  if (view === 'all') expect([...got].sort()).toEqual(wanted.sort());
  else for (const name of wanted) expect(got).toContain(name);
}

describe('over HTTP, with the limit as it is', () => {
  const heavy = Array.from({ length: 12 }, (_, i) => sized(i + 1, 1_000_000));
  const alone = sized(20, 9_000_000);
  const objects = [...heavy.slice(0, 10), alone, ...heavy.slice(10)];

  it('M 3381 a page of 1,000 objects of a megabyte is no page of a gigabyte, and an export goes in pieces', async () => {
    await lab.bring('main', objects);
    lab.clock.advance(1_000_000);
    for (const by of ['next', 'added_after']) await walkOver(by);
    const manifest = await lab.ask({ path: '/api/collections/main/manifest/?limit=1000', as: 'p' });
    expect((JSON.parse(manifest.text) as { objects: unknown[] }).objects).toHaveLength(objects.length);
    const pieces: Uint8Array[] = [];
    for await (const piece of lab.operator.exportObjects({ collection: 'main' })) pieces.push(piece);
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(Math.max(limits.pageBytesMax, sizeOf(alone)));
    expect((JSON.parse(`[${Buffer.concat(pieces).toString()}]`) as Stix[]).map(nameOf)).toEqual(objects.map(nameOf));
  });

  async function walkOver(by: string): Promise<void> {
    const got: string[][] = [];
    const sizes: number[] = [];
    for (let query = ''; ; ) {
      const reply = await lab.ask({ path: `/api/collections/main/objects/?limit=1000${query}`, as: 'p' });
      expect(reply.status).toBe(200);
      const page = JSON.parse(reply.text) as { objects?: Stix[]; more?: boolean; next?: string };
      got.push((page.objects ?? []).map(nameOf));
      sizes.push(reply.text.length);
      if (page.more !== true) break;
      expect(page.next).toBeDefined();
      const last = reply.headers.get('x-taxii-date-added-last') ?? '';
      expect(parseTimestamp(last)).not.toBeNull();
      query = by === 'next' ? `&next=${page.next}` : `&added_after=${last}`;
    }
    expect(got).toEqual(cut(objects, limits.pageBytesMax, 1000));
    expect(got.map((page) => page.length)).toEqual([8, 2, 1, 2]);
    for (const [i, size] of sizes.entries())
      expect(size).toBeLessThan((i === 2 ? sizeOf(alone) : limits.pageBytesMax) + 200);
  }

  it('T-DUR-06 the same after a restart', async () => {
    await lab.close();
    const folder = mkdtempSync(join(tmpdir(), 'proviso-pages-'));
    lab = await WholeNode.open({ file: join(folder, 'store.db') });
    await lab.addParty('p');
    await lab.addCollection(uuid(1), 'main');
    must(await lab.operator.addTerms(permit('p', 'main', [], { references: 'keep' })));
    await lab.bring('main', [sized(1, 5_000_000), sized(2, 10)]);
    await lab.restart();
    await lab.bring('main', [sized(3, 5_000_000)]);
    const walk = new Walk({ bytesMax: limits.pageBytesMax, limit: 1000, view: 'all', by: 'next', toPeer: false });
    await walk.toTheEnd();
    expect(walk.pages.map((page) => page.length)).toEqual([2, 1]);
    rmSync(folder, { recursive: true });
  });
});
