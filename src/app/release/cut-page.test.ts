import { expect, it } from 'vitest';
import { limits } from '../../core/limits.ts';
import { cutPage } from './cut-page.ts';
import { LargeBodies } from './large-bodies.ts';
import type { PartnerFeed } from './partner-feed.ts';

const feed = { collection: { bodies: new LargeBodies() } } as unknown as PartnerFeed;
const found = (count: number, settled = true) => ({
  entries: Array.from({ length: count }, (_, i) => ({ position: i, seq: i + 1, stamp: i + 1 })),
  more: false,
  settled,
});
const lengths = (each: number) => {
  const asked: number[] = [];
  const provenance = (_: PartnerFeed, seqs: readonly number[]): Uint8Array => {
    asked.push(seqs.length);
    return new Uint8Array(seqs.length * each);
  };
  return { asked, provenance };
};

it('what a page says of how its objects came is bounded: at one less, the limit and one more', () => {
  const { pageProvenanceBytesMax } = limits;
  for (const [each, count] of [
    [pageProvenanceBytesMax / 4 - 1, 4],
    [pageProvenanceBytesMax / 4, 4],
    [pageProvenanceBytesMax / 4 + 1, 2],
    [pageProvenanceBytesMax + 1, 1],
  ] as const) {
    const { asked, provenance } = lengths(each);
    const cut = cutPage(feed, found(4), limits.pageBytesMax, provenance);
    expect([cut.page.entries.length, cut.page.more, cut.provenance!.length]).toEqual([count, count < 4, each * count]);
    expect(asked.length).toBe(count === 4 ? 1 : count === 2 ? 2 : 3);
  }
});

it('a page that is not cut stays the same one; one that is has more, and the clock has no say in it', () => {
  for (const settled of [true, false]) {
    const page = found(3, settled);
    expect(cutPage(feed, page, limits.pageBytesMax, null)).toEqual({ page, provenance: null });
    const cut = cutPage(feed, page, limits.smallBodyBytesMax, null).page;
    expect([cut.entries.length, cut.more, cut.settled]).toEqual([1, true, true]);
  }
  expect(cutPage(feed, found(0), 1, lengths(1).provenance)).toMatchObject({ page: { entries: [], more: false } });
});
