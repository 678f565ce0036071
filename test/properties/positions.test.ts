import { describe, expect, it, vi } from 'vitest';
import { buildPositionBook, type PositionAnswer, type Stretch } from '../../src/core/position/index.ts';
import { answersByDefinition, type OracleAnswer, weighedByDefinition } from '../oracle/positions-by-definition.ts';
import { lastTime, logTopics, randomLog, randomQuery } from './worlds/random-log.ts';
import { casesOf, dice, seedOfRun } from './worlds/seeded.ts';

const seed = seedOfRun();
console.log(`position laws: PROVISO_SEED=${seed}`);

vi.setConfig({ testTimeout: 60_000 + casesOf(4_000) * 60 });

const plain = (answer: PositionAnswer): OracleAnswer =>
  answer.known
    ? { value: answer.value, why: null, since: answer.since, until: null }
    : { value: null, why: answer.why, since: null, until: answer.until };
const text = (answer: OracleAnswer | undefined): string => JSON.stringify(answer);

describe('positions against their definition', () => {
  it('equal it at every instant, with nextChange, history, paths and guards, over random records', () => {
    const d = dice(seed);
    const instants = Array.from({ length: 2 * lastTime }, (_, i) => i);
    const whys = new Set<string>();
    let opened = 0;
    for (let i = 0; i < casesOf(4_000); i++) {
      const [topic, log, query, known] = [d.pick(logTopics), randomLog(d), randomQuery(d), d.below(lastTime + 10)];
      const note = JSON.stringify({ topic, log, query, known });
      const right = answersByDefinition(topic, log, query, instants, known);
      const book = buildPositionBook([topic], log);
      const got = instants.map((at) => book.answer(query, at, known));
      expect(got.map(plain), note).toEqual(right);
      const changes = instants.filter((at) => at > 0 && text(right[at]) !== text(right[at - 1]));
      const next = instants.map((at) => changes.find((t) => t > at) ?? null);
      expect(
        got.map((answer) => answer.nextChange),
        note,
      ).toEqual(next);
      checkHistory(book.history?.(query, known, instants.length - 1) ?? [], got, note);
      const weighed = weighedByDefinition(log, query, known);
      for (const s of book.basis?.(query, lastTime, known).statements ?? [])
        expect([s.id, { paths: s.paths, lacks: s.lacks }], note).toEqual([s.id, weighed.get(s.id)]);
      for (const r of right) whys.add(r.why ?? 'known');
      if (right.some((r) => r.value !== null)) opened++;
    }
    // Every answer there is has been given, and enough of them were positions.
    expect(whys.size).toBe(11);
    expect(opened).toBeGreaterThan(casesOf(4_000) / 10);
  });
});

/** Stretches give the answer of every instant from the first that anything was said at. */
function checkHistory(stretches: readonly Stretch[], answers: readonly PositionAnswer[], note: string): void {
  answers.forEach((answer, at) => {
    const stretch = stretches.findLast((s) => s.from <= at);
    if (stretch !== undefined) expect(stretch.answer, `${at} of ${note}`).toEqual(answer);
    else expect(plain(answer).why, note).toBe('none-on-record');
  });
}
