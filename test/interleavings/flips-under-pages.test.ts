import { expect, test } from 'vitest';
import { seededRuns } from '../lab/network/seeded-runs.ts';
import { FlipsUnderPages } from './flips-under-pages.ts';

/** Interleavings: `PROVISO_INTERLEAVINGS`. */
const wanted = Number(process.env['PROVISO_INTERLEAVINGS'] ?? 100);

test('T-NEG-11 a page begun after an end was acknowledged has nothing of what it closed, each is of one moment, and the record names the text of that moment', {
  timeout: 86_400_000,
}, async () => {
  let played = 0;
  const worlds = await seededRuns(
    'flips under pages',
    () => played >= wanted,
    async (run) => {
      played += await FlipsUnderPages.play(run);
    },
  );
  console.info(`${played} interleavings in ${worlds} worlds`);
  expect(played).toBeGreaterThan(0);
});
