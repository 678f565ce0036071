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
    book.note(['f'], 'malware--1', cameFrom('b'));
    book.note(['f'], 'malware--2', cameFrom('d'));
    for (const flush of [false, true]) {
      if (flush) await store.flush();
      const found = book.find(['f', 'other']);
      expect(found?.copies).toEqual(['malware--1', 'malware--2']);
      expect(found?.lineage.map(({ origin }) => origin).sort()).toEqual(['b', 'd']);
    }
  });

  it('is known to have come after a restart', async () => {
    expect(book.isEmpty).toBe(true);
    book.note([], 'identity--1', cameFrom('b'));
    await store.flush();
    expect([book.isEmpty, new ContentBook(store, nodePlatform).isEmpty]).toEqual([false, false]);
  });
});
