import type { RetrievedCopy, Statement } from '../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import { readCopy } from './copy-fields.ts';
import { fileEntries, isMapValue, readFields } from './field-reader.ts';
import { readPerson } from './person-fields.ts';
import { findCircles, readGradeRow, readRelation } from './relation-fields.ts';
import { derivedId, type StatementContext, type StatementRecords } from './statement-context.ts';
import { type ReadStatement, readStatement } from './statement-fields.ts';

const perFileMax = 10_000;
const sections = ['statements', 'copies', 'relations', 'grades', 'persons'] as const;
type Section = (typeof sections)[number];

/**
 * A statement file, read out of YAML or JSON: one statement, a list of them, or a map with `statements`, `copies`,
 * `relations`, `grades`, `persons`. All faults of the file together; nothing is taken from a file with a fault.
 *
 * A statement: `party` (or `joint`, a list of holders), `topic`, `value`, `said` (instant, day, or `{from, until}`), and
 * optionally `id`, `kind`, `organ`, `speaker`, `role`, `addressee`, `assessor`, `act`, `mode`, `condition`, `saidCertainty`,
 * `language`, `inferred`, `spans`, `chain` (or `via`, names alone), `copy`, `signed`, `grade` (of the attribution chain;
 * `F6` when nobody has judged it), `drift`, `source`, `url`, `note`, `retracted: true`. What is left out is not known. When
 * it was recorded is the node's to say and is refused in a file (threat T-NEG-07), and so is the number of paths.
 */
export function statementsFromValue(value: unknown, context: StatementContext): Result<StatementRecords, Fault[]> {
  const faults: Fault[] = [];
  const parts = split(value, faults);
  const copies = entries(parts, 'copies', faults)
    .map(({ at, map }) => readCopy(map, at, context, faults))
    .filter((copy) => copy !== null);
  const read = readStatements(parts, context, copies, faults);
  const statements = read.map((r) => r.statement);
  const ids = new Set([...context.statements.keys(), ...statements.map((s) => s.id)]);
  const places = new Map<string, string>();
  const relations = entries(parts, 'relations', faults).flatMap(({ at, map }) => {
    const relation = readRelation(map, at, ids, context, faults);
    if (relation !== null) places.set(relation.id, at);
    return relation ?? [];
  });
  if (faults.length === 0) faults.push(...findCircles([...context.relations, ...relations], places));
  const grades = entries(parts, 'grades', faults).flatMap(
    ({ at, map }) => readGradeRow(map, at, ids, context, faults) ?? [],
  );
  const persons = entries(parts, 'persons', faults).flatMap(
    ({ at, map }) => readPerson(map, at, context, faults) ?? [],
  );
  const retractions = read
    .filter((r) => r.retracted)
    .map(({ statement }) => ({
      id: derivedId('retraction', [statement.id, context.recorded], context),
      statement: statement.id,
      why: null,
      recorded: context.recorded,
      by: context.by,
      awaits: null,
    }));
  if (faults.length > 0) return fail(...faults);
  return ok({ statements, copies, relations, grades, retractions, confirmations: [], persons });
}

type Parts = Readonly<Partial<Record<Section, unknown>>>;

/** A file with sections, or statements alone. */
function split(value: unknown, faults: Fault[]): Parts {
  if (!isMapValue(value) || !sections.some((name) => Object.hasOwn(value, name))) return { statements: value };
  for (const name of Object.keys(value))
    if (!sections.some((known) => known === name))
      faults.push({ at: name.slice(0, 80), problem: 'unknown field', valid: sections.join(', ') });
  return Object.fromEntries(
    sections.filter((name) => Object.hasOwn(value, name)).map((name) => [name, { [name]: value[name] }]),
  );
}

function entries(parts: Parts, name: Section, faults: Fault[]): ReturnType<typeof fileEntries> {
  return parts[name] === undefined ? [] : fileEntries(parts[name], name, perFileMax, faults);
}

function readStatements(
  parts: Parts,
  context: StatementContext,
  copies: readonly RetrievedCopy[],
  faults: Fault[],
): readonly ReadStatement[] {
  const all = [...context.copies.values(), ...copies];
  const copyNamed = (name: string): RetrievedCopy | null =>
    all.find((c) => c.sha256 === name.toLowerCase() || c.locators.some((l) => l.url === name)) ?? null;
  const seen = new Set<string>();
  const found: ReadStatement[] = [];
  for (const { at, map } of entries(parts, 'statements', faults)) {
    const fields = readFields(map, at, faults);
    const before = faults.length;
    const rows = readStatement(fields, context, copyNamed);
    if (faults.length > before) continue;
    const twice = rows.find((r: { statement: Statement }) => seen.has(r.statement.id));
    if (twice !== undefined) fields.complain('id', `"${twice.statement.id}" is there twice`, 'each statement once');
    for (const row of rows) seen.add(row.statement.id);
    found.push(...rows);
  }
  return found;
}
