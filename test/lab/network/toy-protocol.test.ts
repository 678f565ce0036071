import { describe, expect, test } from 'vitest';
import { diceOf, seededRuns } from './seeded-runs.ts';
import { playToy, type ToyBug } from './toy-protocol.ts';

/** The lab itself: it has to find what it is there to find, and to find it again. */
describe('T-DUR-06 the lab', () => {
  test.each<ToyBug>(['counts-twice', 'says-before-it-keeps', 'keeps-in-two-parts', 'forgets-at-start'])(
    'finds a receiver that %s within 60 runs',
    async (bug) => {
      const hunt = seededRuns(
        bug,
        (runs) => runs === 60,
        async (run) => {
          const { counted, owed } = await playToy(run, bug);
          if (counted !== owed) throw new Error(`counted ${counted} of ${owed}`);
        },
      );
      await expect(hunt).rejects.toThrow(/repeat with PROVISO_SEED=\d+ PROVISO_RUN=\d+[\s\S]*counted \d+ of 11110/);
    },
  );

  test('finds nothing in the receiver that is right', async () => {
    await seededRuns(
      'right',
      (runs) => runs === 60,
      async (run) => {
        const { counted, owed } = await playToy(run, 'none');
        expect(counted).toBe(owed);
      },
    );
  });

  test('does the same twice for one seed, and something else for another', async () => {
    const play = (seed: number): Promise<{ readonly fingerprint: string }> =>
      playToy({ seed, no: 3, dice: diceOf(seed, 3), tell: () => {} }, 'none');
    const first = await play(77);
    expect((await play(77)).fingerprint).toBe(first.fingerprint);
    expect((await play(78)).fingerprint).not.toBe(first.fingerprint);
  });

  test('a run on its own is the run it was among others', async () => {
    const prints: string[] = [];
    for (let no = 0; no < 4; no++)
      prints.push((await playToy({ seed: 5, no, dice: diceOf(5, no), tell: () => {} }, 'none')).fingerprint);
    const again = await playToy({ seed: 5, no: 2, dice: diceOf(5, 2), tell: () => {} }, 'none');
    expect(again.fingerprint).toBe(prints[2]);
    expect(new Set(prints).size).toBe(4);
  });
});
