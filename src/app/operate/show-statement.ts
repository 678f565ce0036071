import { ActIndex, type Relation, type RetrievedCopy, type Statement } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'engine' | 'positions'>;
type Desk = NodeState['positions'];

/** Something recorded about a statement that opens nothing until a second person confirms it. */
export interface WaitingAct {
  readonly statement: string;
  /** The other end of a relation. */
  readonly to: string | null;
  readonly what: 'statement' | 'grade' | 'relation' | 'retraction';
  readonly by: string | null;
  readonly recorded: Micros;
  /** Objects that it would open at once to one partner. */
  readonly awaits: number;
}

/** What waits for a second person, oldest first. */
export function waitingActs(desk: Desk, index = new ActIndex(desk.logWith())): readonly WaitingAct[] {
  const found: WaitingAct[] = [];
  const look = (
    what: WaitingAct['what'],
    act: { readonly by: string | null; readonly recorded: Micros; readonly awaits: number | null },
    statement: string,
    to: string | null = null,
  ): void => {
    const { by, recorded, awaits } = act;
    if (awaits !== null && index.takesEffect(act, statement, ...(to === null ? [] : [to])) === null)
      found.push({ statement, to, what, by, recorded, awaits });
  };
  for (const s of desk.statements.values()) look('statement', s, s.id);
  for (const g of desk.grades.values()) look('grade', g, g.statement);
  for (const r of desk.relations.values()) look('relation', r, r.from, r.to);
  for (const r of desk.retractions.values()) look('retraction', r, r.statement);
  return found.sort((a, b) => a.recorded - b.recorded);
}

/** Every statement with the grade it has now and whether it still stands. */
export function listStatements({ engine, positions }: Deps): readonly unknown[] {
  const now = engine.now();
  const index = new ActIndex(positions.logWith());
  const graded = new Set([...positions.grades.values()].map((g) => g.statement));
  return [...positions.statements.values()].map((s) => ({
    ...s,
    ...(graded.has(s.id) ? standing(positions, index, s, now) : { retracted: index.retractedBy(s.id, now) }),
  }));
}

function standing(
  desk: Desk,
  index: ActIndex,
  statement: Statement,
  now: Micros,
): { readonly grade: string; readonly retracted: boolean } {
  const effective = gradesOf(desk, index, statement).filter((g) => g.since !== null);
  const newest = effective.sort((a, b) => (a.since ?? 0) - (b.since ?? 0)).at(-1);
  return { grade: newest?.grade ?? statement.grade, retracted: index.retractedBy(statement.id, now) };
}

/** The grade it was recorded with and all that came later; `since` is null while one waits. */
function gradesOf(
  desk: Desk,
  index: ActIndex,
  { id, grade, by, recorded }: Statement,
): { readonly grade: string; readonly by: string | null; readonly recorded: Micros; readonly since: Micros | null }[] {
  const later = [...desk.grades.values()]
    .filter((g) => g.statement === id)
    .map((g) => ({ grade: g.grade, by: g.by, recorded: g.recorded, since: index.takesEffect(g, id) }));
  return [{ grade, by, recorded, since: recorded }, ...later.sort((a, b) => a.recorded - b.recorded)];
}

/**
 * One statement with everything that is known of it: the copy (its head; the words of the spans stand with the spans), all
 * grades with by whom and when, relations, who took it back, who confirmed, and what waits for a second person.
 */
export function showStatement({ engine, positions }: Deps, id: string): Result<unknown, Fault[]> {
  const statement = positions.statements.get(id);
  if (statement === undefined)
    return fail({
      at: 'id',
      problem: `no statement "${id.slice(0, 128)}"`,
      valid: 'an id that "statement list" shows',
    });
  const index = new ActIndex(positions.logWith());
  const relations = [...positions.relations.values()].filter((r) => r.from === id || r.to === id);
  const retraction = [...positions.retractions.values()].find((r) => r.statement === id);
  const copy = statement.copy === null ? undefined : positions.copies.get(statement.copy);
  return ok({
    ...statement,
    ...standing(positions, index, statement, engine.now()),
    copy: copy === undefined ? null : headOf(copy),
    grades: gradesOf(positions, index, statement),
    relations: relations.map((r) => relationRow(r, index)),
    retraction:
      retraction === undefined
        ? null
        : {
            why: retraction.why,
            by: retraction.by,
            recorded: retraction.recorded,
            since: index.takesEffect(retraction, id),
          },
    confirmations: [...positions.confirmations.values()]
      .filter((c) => c.statement === id)
      .map(({ by, recorded }) => ({ by, recorded })),
    waits: waitingActs(positions, index).filter((w) => w.statement === id || w.to === id),
  });
}

const headOf = ({ sha256, media, bytes, locators, recorded }: RetrievedCopy): unknown => ({
  sha256,
  media,
  bytes,
  locators,
  recorded,
});

const relationRow = (r: Relation, index: ActIndex): unknown => ({
  kind: r.kind,
  from: r.from,
  to: r.to,
  differs: r.differs,
  by: r.by,
  recorded: r.recorded,
  since: index.takesEffect(r, r.from, r.to),
});
