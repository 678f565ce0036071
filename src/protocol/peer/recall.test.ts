import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../core/limits.ts';
import { type RecallBody, readRecallAnswer, readRecallBody, recallAnswerBody, recallBody } from './recall.ts';

const body = (versions: number): RecallBody => ({
  part: 1,
  parts: 2,
  why: 'corrected',
  text: 'a typo',
  ask: 'replace',
  until: 1_772_323_200_000_000,
  accord: null,
  texts: ['urn:uuid:1f0a4c1e-0001-4a00-8000-000000000001'],
  versions: Array.from({ length: versions }, (_, n) => [`indicator--${n}`, '2025-01-01T00:00:00Z'] as const),
});

test('a recall reads back as it was written', () => {
  expect(readRecallBody(recallBody(body(3)))).toEqual({ ok: true, value: body(3) });
});

test.each([
  [limits.recallVersionsPerMessageMax - 1, true],
  [limits.recallVersionsPerMessageMax, true],
  [limits.recallVersionsPerMessageMax + 1, false],
])('%i versions in one message', (count, isTaken) => {
  expect(readRecallBody(recallBody(body(count))).ok).toBe(isTaken);
});

test('an answer that speaks of each version once reads back; any other partition of the list is refused', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('deleted', 'kept', 'not-held', 'silent'), { minLength: 1, maxLength: 12 }),
      (did) => {
        const places = (which: string): string => did.flatMap((one, i) => (one === which ? [i] : [])).join();
        const deeds = (['deleted', 'kept', 'not-held'] as const).flatMap((which) =>
          places(which) === ''
            ? []
            : [{ did: which, places: places(which), why: which === 'kept' ? 'evidence' : null }],
        );
        const written = recallAnswerBody({ part: 1, deeds, forwarded: [{ party: 'c', how: 'message' }] });
        const read = readRecallAnswer(written, did.length);
        expect(read.ok).toBe(!did.includes('silent'));
        if (read.ok) expect(read.value.deeds).toEqual(deeds);
      },
    ),
  );
});

test('whatever is no body of a recall is refused in words, and never thrown at', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...Object.keys(body(1)), 'deeds', 'forwarded'), fc.jsonValue()),
      (value) => {
        for (const read of [readRecallBody(value as never), readRecallAnswer(value as never, 2)])
          if (!read.ok) expect(read.error[0]?.at).toMatch(/^body\./);
      },
    ),
  );
});
