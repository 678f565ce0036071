import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartyId, TextId } from '../../core/ids.ts';
import type { Lineage } from '../../core/lineage/index.ts';
import { nodePlatform } from '../../main/node-platform.ts';
import type { Store } from '../../ports/store.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { ContentBook } from './content-book.ts';

const cameFrom = (party: string): Lineage => [
  { origin: party as PartyId, path: [party as PartyId], under: [`urn:uuid:of-${party}` as TextId] },
];

let store: Store;
let book: ContentBook;
beforeEach(() => {
  store = openSqliteStore(':memory:');
  book = new ContentBook(store, nodePlatform);
});
afterEach(() => store.close());

describe('content that came from several', () => {
  it('T-FED-06 keeps the terms of each, also where the second comes before the first is on disk', async () => {
    book.note([{ names: ['f'], id: 'malware--1', lineage: cameFrom('b') }]);
    book.note([{ names: ['f'], id: 'malware--2', lineage: cameFrom('d') }]);
    for (const flush of [false, true]) {
      if (flush) await store.flush();
      const found = book.find(['f', 'other']);
      expect(found?.copies).toEqual(['malware--1', 'malware--2']);
      expect(found?.lineage.map(({ origin }) => origin).sort()).toEqual(['b', 'd']);
    }
  });

  it('T-FED-13 keeps 64 copies by name, and all terms, whatever comes of one content', async () => {
    const comes = (n: number, party: string) => ({ names: ['f'], id: `malware--${n}`, lineage: cameFrom(party) });
    for (let n = 0; n < 300; n++) {
      book.note([comes(n, n === 200 ? 'd' : 'b')]);
      if (n % 7 === 0) await store.flush();
    }
    await store.flush();
    expect(store.contents('f')).toHaveLength(65);
    for (const each of [book, new ContentBook(store, nodePlatform)]) {
      const found = each.find(['f']);
      expect(found?.copies).toEqual(Array.from({ length: 64 }, (_, n) => `malware--${n}`));
      expect(found?.lineage.map(({ origin }) => origin).sort()).toEqual(['b', 'd']);
    }
  });

  it('answers the same for contents that are at hand and for those that are not any more', async () => {
    const names = Array.from({ length: 1_100 }, (_, n) => `f${n}`);
    for (const copy of ['tool--a', 'tool--b', 'tool--c']) {
      book.note([{ names, id: copy, lineage: cameFrom(copy === 'tool--c' ? 'd' : 'b') }]);
      await store.flush();
    }
    for (const name of ['f0', 'f1099', 'f0'])
      expect(book.find([name])).toEqual(new ContentBook(store, nodePlatform).find([name]));
    expect(book.find(['f0'])?.copies).toEqual(['tool--a', 'tool--b', 'tool--c']);
  });

  it('is known to have come after a restart', async () => {
    expect(book.isEmpty).toBe(true);
    book.note([{ names: [], id: 'identity--1', lineage: cameFrom('b') }]);
    await store.flush();
    expect([book.isEmpty, new ContentBook(store, nodePlatform).isEmpty]).toEqual([false, false]);
  });
});
