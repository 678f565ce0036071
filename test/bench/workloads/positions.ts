import type {
  PositionBook,
  PositionQuery,
  Relation,
  Statement,
  StatementLog,
} from '../../../src/core/position/index.ts';
import { logOf, plainStatement, regrade, relate, retract, via } from '../../lab/made-statements.ts';
import type { Row, Workload } from '../bench.ts';
import { positions } from '../built.ts';
import { median } from '../figures.ts';
import { spread } from '../report.ts';

const recordCount = 2_000;
const recordsPerEvent = 4;
const hour = 3_600_000_000;
const start = 1_480_000_000_000_000;
const organs = ['head', 'mfa', 'army', 'press'];

const topic = {
  id: 't',
  title: 't',
  scale: { values: ['stay', 'transition', 'leave'], ordered: true },
  policy: { kind: 'authoritative-organ-first' as const, organs: ['head', 'mfa'] },
};

/** A topic that has been spoken of for years: events of several records, relays that come back, grades, retractions. */
function longPast(): StatementLog {
  const statements = Array.from({ length: recordCount }, (_, k): Statement => {
    const event = Math.floor(k / recordsPerEvent);
    const said = start + event * 12 * hour;
    return {
      ...plainStatement(`s${k}`, 'b', topic.scale.values[Math.floor(event / 7) % 3]!, said),
      organ: organs[event % organs.length]!,
      recorded: said + (k % recordsPerEvent) * hour,
      mode: k % 5 === 0 ? 'direct' : 'indirect',
      grade: k % 3 === 0 ? 'A1' : 'B2',
      chain: via(`agency ${k % 11}`, `outlet ${k % 97}`),
    };
  });
  const relations = statements.flatMap((s, k): Relation[] =>
    k % recordsPerEvent === 0 ? [] : [relate(s, statements[k - (k % recordsPerEvent)]!, 'same-event', s.recorded)],
  );
  return logOf({
    statements,
    relations,
    grades: statements.filter((_, k) => k % 10 === 3).map((s) => regrade(s, 'C3', s.recorded + 30 * hour)),
    retractions: statements.filter((_, k) => k % 50 === 7).map((s) => retract(s, s.recorded + 60 * hour)),
  });
}

const timed = (act: () => unknown): number => {
  const from = performance.now();
  act();
  return performance.now() - from;
};

/** G14: what a person waits for who asks where a party stands. */
export const longTopic: Workload = {
  names: ['G14'],
  run: async (bench): Promise<readonly Row[]> => {
    const log = longPast();
    const at = start + recordCount * 4 * hour;
    const query: PositionQuery = {
      topic: 't',
      of: log.statements[0]!.party,
      grade: 'B2',
      paths: 2,
      stable: 24 * hour,
      maxAge: 400 * hour,
    };
    const show = (book: PositionBook): unknown => [book.answer(query, at, at), book.basis?.(query, at, at)];
    const draw = (book: PositionBook): unknown => book.history?.(query, at, at);
    const fresh = (): PositionBook => positions.buildPositionBook([topic], log);
    const rounds = bench.args.rounds * 10;
    const cold = (act: (book: PositionBook) => unknown): number[] =>
      Array.from({ length: rounds }, () => {
        const book = fresh();
        return timed(() => act(book));
      });
    const kept = fresh();
    const warm = (act: (book: PositionBook) => unknown): number[] =>
      Array.from({ length: rounds }, () => timed(() => act(kept)));
    const builds = Array.from({ length: rounds }, () => timed(fresh));
    const stretches = kept.history?.(query, at, at).length ?? 0;
    const what = `a topic of ${recordCount} statements in ${recordCount / recordsPerEvent} events`;
    const row = (name: string, goal: number, first: number[], again: number[], more = ''): Row => ({
      name: 'G14',
      what: `${what}: ${name}`,
      figures: `just changed ${spread(first, 'ms')}, then ${spread(again, 'ms')}${more}`,
      goal: `below ${goal} ms, just changed too`,
      isMet: median(first) < goal && median(again) < goal,
    });
    return [
      row('answer with its basis', 5, cold(show), warm(show), `; the book itself is built in ${spread(builds, 'ms')}`),
      row('its whole history', 50, cold(draw), warm(draw), `; ${stretches} stretches`),
    ];
  },
};
