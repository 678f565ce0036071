import type {
  PositionBook,
  PositionQuery,
  Relation,
  Statement,
  StatementLog,
} from '../../../src/core/position/index.ts';
import { confirm, logOf, plainStatement, regrade, relate, retract, via } from '../../lab/made-statements.ts';
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

/** One record more, of each kind that may come after the others. Those of old events are of the very first: the worst case. */
function changes(log: StatementLog, round: number): ReadonlyMap<string, StatementLog> {
  const at = start + recordCount * 4 * hour;
  const of = log.statements[(round % 50) * recordsPerEvent]!;
  const id = `more ${round}`;
  const ahead: Statement = { ...log.statements.at(-1)!, id, said: at - hour, recorded: at };
  const late: Statement = { ...of, id, recorded: at };
  const other = log.statements[(round + 51) * recordsPerEvent]!;
  const more: ReadonlyMap<string, Partial<StatementLog>> = new Map([
    ['new words', { statements: [ahead] }],
    ['another record of an old event', { statements: [late], relations: [relate(late, of, 'same-event', at)] }],
    ['an old record regraded', { grades: [regrade(of, 'C3', at)] }],
    ['an old record taken back', { retractions: [retract(of, at)] }],
    ['an old record confirmed', { confirmations: [confirm(of, 'eve', at)] }],
    ['two old events joined', { relations: [relate(other, of, 'same-event', at)] }],
  ]);
  return new Map([...more].map(([kind, records]) => [kind, logOf(log, records)]));
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
    const kept = positions.buildPositionBook([topic], log);
    const rounds = bench.args.rounds * 10;
    /** From the change to the answer: the next book and what it is asked. */
    const changed = (act: (book: PositionBook) => unknown): { kind: string; times: number[] }[] => {
      const times = new Map<string, number[]>();
      for (let round = 0; round < rounds; round++)
        for (const [kind, after] of changes(log, round)) {
          const list = times.get(kind) ?? [];
          times.set(kind, list);
          list.push(timed(() => act(kept.next([topic], after))));
        }
      return [...times].map(([kind, list]) => ({ kind, times: list }));
    };
    const warm = (act: (book: PositionBook) => unknown): number[] =>
      Array.from({ length: rounds }, () => timed(() => act(kept)));
    const scratch = (act: (book: PositionBook) => unknown): number[] =>
      Array.from({ length: rounds }, () => timed(() => act(positions.buildPositionBook([topic], log))));
    const what = `a topic of ${recordCount} statements in ${recordCount / recordsPerEvent} events`;
    const row = (name: string, goal: number, act: (book: PositionBook) => unknown, more = ''): Row => {
      const again = warm(act);
      const first = changed(act);
      const slowest = first.reduce((a, b) => (median(a.times) < median(b.times) ? b : a));
      return {
        name: 'G14',
        what: `${what}: ${name}`,
        figures: `just changed, the next book made, ${spread(
          first.flatMap(({ times }) => times),
          'ms',
        )}, slowest for ${slowest.kind} ${spread(slowest.times, 'ms')}; then ${spread(again, 'ms')}; from nothing ${spread(scratch(act), 'ms')}${more}`,
        goal: `below ${goal} ms, just changed too`,
        isMet: median(slowest.times) < goal && median(again) < goal,
      };
    };
    const stretches = kept.history(query, at, at).length;
    return [row('answer with its basis', 5, show), row('its whole history', 50, draw, `; ${stretches} stretches`)];
  },
};
