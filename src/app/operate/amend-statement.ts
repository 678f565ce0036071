import { directedKinds, fidelityAspects, parseGrade, type Relation, relationKinds } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { NodeState } from '../node-state.ts';
import { noRecords } from '../position-desk.ts';
import { type Recorded, readStatements, record } from './record-statement.ts';
import { waitingActs } from './show-statement.ts';

type Deps = Parameters<typeof record>[0] & Pick<NodeState, 'positions'>;

/** A new grade for a statement on record; the old ones stay, and the newest counts (append only). */
export const gradeStatement = (
  deps: Deps,
  input: { readonly id: string; readonly grade: string; readonly by: string | null },
): Promise<Result<Recorded, Fault[]>> =>
  record(deps, (at) => {
    const faults = unknownStatements(deps, { id: input.id });
    const grade = parseGrade(input.grade);
    if (grade === null)
      faults.push({
        at: 'grade',
        problem: `"${input.grade}" is not an Admiralty grade`,
        valid: 'a letter A–F and a digit 1–6, such as B2',
      });
    if (grade === null || faults.length > 0) return fail(...faults);
    const row = { id: rowId(deps), statement: input.id, grade, by: input.by, recorded: at, awaits: null };
    return ok({ ...noRecords, grades: [row] });
  });

/** Two statements on record are related, in one of the ways of the model, with the aspects in which they differ. */
export const relateStatements = (
  deps: Deps,
  input: {
    readonly from: string;
    readonly to: string;
    readonly kind: string;
    readonly differs?: readonly string[];
    readonly by: string | null;
  },
): Promise<Result<Recorded, Fault[]>> =>
  record(deps, (at) => {
    const { from, to, kind, differs = [] } = input;
    const read = readStatements(deps, { relations: [{ from, to, kind, differs }] }, at, input.by);
    if (!read.ok)
      return fail(...read.error.map((f) => ({ ...f, at: f.at.replace(/^relations\[0\]\.?/, '') || 'relation' })));
    const again = read.value.relations.find((r) => deps.positions.relations.has(r.id));
    return again === undefined ? read : fail(onRecord(again));
  });

const onRecord = (relation: Relation): Fault => ({
  at: relation.id,
  problem: 'this relation is on record already',
  valid: `another kind (${relationKinds.join(', ')}) or other aspects (${fidelityAspects.join(', ')}); ${directedKinds.join(', ')} run from the later to the earlier`,
});

/** The statement is known not to hold: from now on it counts for nothing, and what was decided before stays as it was. */
export const retractStatement = (
  deps: Deps,
  input: { readonly id: string; readonly why: string | null; readonly by: string | null },
): Promise<Result<Recorded, Fault[]>> =>
  record(deps, (at) => {
    const faults = unknownStatements(deps, { id: input.id });
    if ([...deps.positions.retractions.values()].some((r) => r.statement === input.id))
      faults.push({ at: 'id', problem: `"${input.id}" has been taken back already`, valid: 'a statement that stands' });
    if (faults.length > 0) return fail(...faults);
    const row = { id: rowId(deps), statement: input.id, why: input.why, by: input.by, recorded: at, awaits: null };
    return ok({ ...noRecords, retractions: [row] });
  });

/** A second person stands by what waits at a statement: its own effect, a grade, a relation or a retraction of it. */
export const confirmStatement = (
  deps: Deps,
  input: { readonly id: string; readonly by: string | null },
): Promise<Result<Recorded, Fault[]>> =>
  record(deps, (at) => {
    const faults = unknownStatements(deps, { id: input.id });
    const { by } = input;
    if (by === null)
      faults.push({ at: 'by', problem: 'nobody is named', valid: 'the name of the second person: --by NAME' });
    const { positions } = deps;
    const waiting = waitingActs(positions).filter((w) => w.statement === input.id || w.to === input.id);
    if (faults.length === 0 && waiting.length === 0)
      faults.push({ at: 'id', problem: `nothing about "${input.id}" waits`, valid: 'a statement that "doctor" lists' });
    else if (by !== null && waiting.every((w) => sameName(w.by, by)))
      faults.push({ at: 'by', problem: `${by} recorded it`, valid: 'a second person' });
    if (by === null || faults.length > 0) return fail(...faults);
    return ok({ ...noRecords, confirmations: [{ id: rowId(deps), statement: input.id, by, recorded: at }] });
  });

const sameName = (a: string | null, b: string): boolean =>
  a !== null && a.trim().toLowerCase() === b.trim().toLowerCase();

function unknownStatements({ positions }: Deps, ids: Readonly<Record<string, string>>): Fault[] {
  return Object.entries(ids)
    .filter(([, id]) => !positions.statements.has(id))
    .map(([at, id]) => ({
      at,
      problem: `no statement "${id.slice(0, 128)}"`,
      valid: 'an id that "statement list" shows',
    }));
}

const rowId = ({ platform }: Deps): string => platform.uuid();
