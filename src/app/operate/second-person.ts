import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import type { DeskRecords } from '../position-desk.ts';
import { countOpenings, type Openings, topicsAsked } from './count-openings.ts';

type Deps = Pick<NodeState, 'engine' | 'positions' | 'settings'>;

/** Records as they are to be kept, and for what they wait; null where nothing waits. */
interface Weighed<R> {
  readonly records: R;
  readonly waits: Openings | null;
}

const acts = ['grades', 'relations', 'retractions'] as const;
type Act = { readonly list: (typeof acts)[number]; readonly id: string };

/**
 * Records that would open more objects to one partner than one person may open wait for a second one (T-NEG-06). What a
 * statement closes it closes at once, waiting or not; grades, relations and retractions wait only where they open something.
 */
export function holdForSecondPerson<R extends DeskRecords>(
  deps: Deps,
  records: R,
  at: Micros,
): Result<Weighed<R>, Fault[]> {
  const limit = deps.settings.secondPersonAbove;
  const changes = records.statements.length + acts.reduce((n, list) => n + records[list].length, 0);
  if (limit === null || changes === 0) return ok({ records, waits: null });
  const opens = countOpenings(deps, records, at);
  if (opens === null || opens.objects <= limit) return ok({ records, waits: null });
  const held = hold(deps, records, opens.objects, at);
  const rows = [...held.statements, ...held.grades, ...held.relations, ...held.retractions];
  if (rows.some((row) => row.awaits !== null && row.by === null))
    return fail({
      at: 'by',
      problem: `this would open ${opens.objects} objects to ${opens.party} and waits for a second person, but the first is not named`,
      valid: 'the name of who records: --by NAME',
    });
  return ok({ records: held, waits: opens });
}

function hold<R extends DeskRecords>(deps: Deps, records: R, awaits: number, at: Micros): R {
  const asked = new Set([...deps.engine.feeds.values()].flatMap((feed) => [...topicsAsked(feed)]));
  const statements = records.statements.map((s) => (asked.has(s.topic) ? { ...s, awaits } : s));
  const all = acts.flatMap((list) => records[list].map((row): Act => ({ list, id: row.id })));
  const letting = (free: readonly Act[]): R => {
    const ids = new Set(free.map(({ list, id }) => `${list} ${id}`));
    const marked = <Row extends { readonly id: string }>(list: Act['list'], rows: readonly Row[]): readonly Row[] =>
      rows.map((row) => (ids.has(`${list} ${row.id}`) ? row : { ...row, awaits }));
    return {
      ...records,
      statements,
      grades: marked('grades', records.grades),
      relations: marked('relations', records.relations),
      retractions: marked('retractions', records.retractions),
    };
  };
  const opensNothing = (free: readonly Act[]): boolean => countOpenings(deps, letting(free), at) === null;
  if (opensNothing(all)) return letting(all);
  const free: Act[] = [];
  for (const act of all) if (opensNothing([...free, act])) free.push(act);
  return letting(free);
}
