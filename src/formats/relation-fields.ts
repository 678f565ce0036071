import {
  directedKinds,
  type FidelityAspect,
  fidelityAspects,
  type GradeRow,
  type Relation,
  type RelationKind,
  relationKinds,
} from '../core/position/index.ts';
import type { Fault } from '../core/result.ts';
import { readFields } from './field-reader.ts';
import { derivedId, type StatementContext } from './statement-context.ts';
import { readGrade } from './statement-fields.ts';

/** Reads `{from, to, kind, differs}`; both ends must be statements of the file or on record. */
export function readRelation(
  map: Readonly<Record<string, unknown>>,
  at: string,
  known: ReadonlySet<string>,
  context: StatementContext,
  faults: Fault[],
): Relation | null {
  const fields = readFields(map, at, faults);
  const end = (name: string): string | null => {
    const id = fields.text(name, 128, true, 'the id of a statement');
    if (id !== null && !known.has(id)) {
      fields.complain(name, `no statement "${id}"`, 'the id of a statement of this file or on record');
      return null;
    }
    return id;
  };
  const [from, to] = [end('from'), end('to')];
  const named = fields.text('kind', 32, true, relationKinds.join(', '));
  const kind = relationKinds.find((k) => k === named) ?? null;
  if (named !== null && kind === null)
    fields.complain('kind', `"${named}" is not a relation between statements`, relationKinds.join(', '));
  const differs: FidelityAspect[] = [];
  fields.texts('differs', 32, fidelityAspects.length, fidelityAspects.join(', ')).forEach((text, i) => {
    const aspect = fidelityAspects.find((a) => a === text);
    if (aspect === undefined)
      fields.complain(`differs[${i}]`, `"${text}" is nothing to differ in`, fidelityAspects.join(', '));
    else if (!differs.includes(aspect)) differs.push(aspect);
  });
  fields.refuseOthers();
  if (from === null || to === null || kind === null) return null;
  if (from === to) fields.complain('to', 'is the statement itself', 'another statement');
  differs.sort();
  const id = derivedId('relation', [from, to, kind, differs], context);
  return { id, from, to, kind, differs, recorded: context.recorded, by: context.by, awaits: null };
}

/** Reads `{statement, grade, by}`; by whom defaults to who records. */
export function readGradeRow(
  map: Readonly<Record<string, unknown>>,
  at: string,
  known: ReadonlySet<string>,
  context: StatementContext,
  faults: Fault[],
): GradeRow | null {
  const fields = readFields(map, at, faults);
  const statement = fields.text('statement', 128, true, 'the id of a statement');
  if (statement !== null && !known.has(statement))
    fields.complain('statement', `no statement "${statement}"`, 'the id of a statement of this file or on record');
  const grade = readGrade(fields, true);
  const by = fields.text('by', 200, false, 'who grades') ?? context.by;
  for (const name of ['when', 'recorded'])
    if (fields.take(name) !== undefined) fields.complain(name, 'is set by this node', 'leave it out');
  fields.refuseOthers();
  if (statement === null) return null;
  const id = derivedId('grade', [statement, grade, by, context.recorded], context);
  return { id, statement, grade, by, recorded: context.recorded, awaits: null };
}

/** The first relation that closes a circle, per kind that has a direction: each names an earlier side. */
export function findCircles(relations: readonly Relation[], news: ReadonlyMap<string, string>): Fault[] {
  return directedKinds.flatMap((kind) => {
    const circle = circleOf(relations.filter((r) => r.kind === kind));
    if (circle === null) return [];
    const closing = circle.find((r) => news.has(r.id)) ?? circle[0]!;
    const round = [...circle.map((r) => r.from), circle[0]!.from].join(' > ');
    return [circleFault(news.get(closing.id) ?? 'relations', kind, round)];
  });
}

const circleFault = (at: string, kind: RelationKind, round: string): Fault => ({
  at,
  problem: `runs in a circle by ${kind}: ${round.slice(0, 400)}`,
  valid: 'a relation from the later or derived statement to the earlier one',
});

function circleOf(relations: readonly Relation[]): readonly Relation[] | null {
  const out = new Map<string, Relation[]>();
  for (const r of relations) out.set(r.from, [...(out.get(r.from) ?? []), r]);
  const done = new Set<string>();
  for (const start of out.keys()) {
    const path: Relation[] = [];
    const onPath = new Set<string>([start]);
    // Depth first with an explicit stack: a chain of relations may be as long as a file.
    const stack: { node: string; next: number }[] = [{ node: start, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const edge = done.has(top.node) ? undefined : out.get(top.node)?.[top.next++];
      if (edge === undefined) {
        done.add(top.node);
        onPath.delete(top.node);
        stack.pop();
        path.pop();
        continue;
      }
      if (onPath.has(edge.to)) {
        const opens = path.findIndex((r) => r.from === edge.to);
        return opens < 0 ? [edge] : [...path.slice(opens), edge];
      }
      path.push(edge);
      onPath.add(edge.to);
      stack.push({ node: edge.to, next: 0 });
    }
  }
  return null;
}
