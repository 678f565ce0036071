import { expect, test } from 'vitest';
import { ReadingTurns } from './reading-turns.ts';

test('T-TAX-07 long readings go on in turn, one stretch each time everything else has had its own', async () => {
  const log: string[] = [];
  const turns = new ReadingTurns(async () => {
    log.push('others');
    await Promise.resolve();
  });
  const reading = async (name: string, stretches: number): Promise<void> => {
    for (let k = 0; k < stretches; k++) {
      await turns.next();
      log.push(name);
    }
  };
  await Promise.all([reading('a', 3), reading('b', 1), reading('c', 2)]);
  expect(log.filter((each) => each !== 'others').join('')).toBe('abcaca');
  // Never two stretches without the others between them.
  expect(log.filter((_, i) => i % 2 === 0)).toEqual(Array.from({ length: 6 }, () => 'others'));
});
