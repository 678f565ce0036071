import { hexOf } from '../../core/hex.ts';
import type { Topic } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { type Micros, parseTimestamp } from '../../core/time.ts';
import {
  type StatementContext,
  type StatementRecords,
  statementsFromValue,
  topicsFromValue,
} from '../../formats/index.ts';
import type { NodeState } from '../node-state.ts';
import type { DeskRecords } from '../position-desk.ts';
import type { Openings } from './count-openings.ts';
import { holdForSecondPerson } from './second-person.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'parties' | 'positions' | 'coalitions' | 'platform' | 'settings'>;

export async function addTopics(deps: Deps, value: unknown): Promise<Result<readonly Topic[], Fault[]>> {
  const { engine, positions, store } = deps;
  return engine.exclusive(async () => {
    const topics = topicsFromValue(value);
    if (!topics.ok) return topics;
    const twice = topics.value.filter((t) => positions.topics.has(t.id));
    if (twice.length > 0)
      return fail(
        ...twice.map((t) => ({
          at: t.id,
          problem: 'this topic is there already; its scale is what positions rest on',
          valid: 'a new id',
        })),
      );
    engine.change((moment) => {
      positions.addTopics(topics.value);
      engine.factsChanged(moment);
    });
    await store.flush();
    return topics;
  });
}

/** What a statement file brought, as it was recorded. */
export type Recorded = Omit<StatementRecords, 'copies'> & {
  readonly copies: readonly { readonly sha256: string; readonly media: string; readonly bytes: number }[];
  /** What it would have opened, where it waits for a second person; null where nothing waits. */
  readonly waits: Openings | null;
};

/**
 * Records a statement file at the moment of the change itself, or nothing of it; every gate that asks about its topics moves
 * with it. `by` is who records.
 */
export const addStatements = (deps: Deps, value: unknown, by: string | null): Promise<Result<Recorded, Fault[]>> =>
  record(deps, (at) => {
    const read = readStatements(deps, value, at, by);
    if (!read.ok) return read;
    const twice = [...alreadyThere(deps, read.value)];
    return twice.length > 0 ? fail(...twice) : read;
  });

/** One change that adds records, all or none, with everything that follows from them; too wide an opening waits. */
export async function record(
  deps: Deps,
  make: (at: Micros) => Result<StatementRecords, Fault[]>,
): Promise<Result<Recorded, Fault[]>> {
  const { engine, positions, store } = deps;
  return engine.exclusive(async () => {
    const made = engine.change((moment) => {
      const records = make(moment.at);
      if (!records.ok) return records;
      const weighed = holdForSecondPerson(deps, records.value, moment.at);
      if (!weighed.ok) return weighed;
      positions.add(weighed.value.records);
      engine.factsChanged(moment);
      return weighed;
    });
    await store.flush();
    if (!made.ok) return made;
    const { records, waits } = made.value;
    const copies = records.copies.map(({ sha256, media, bytes }) => ({ sha256, media, bytes }));
    return ok({ ...records, copies, waits });
  });
}

function* alreadyThere({ positions }: Deps, records: DeskRecords): Iterable<Fault> {
  const fault = (at: string, what: string): Fault => ({
    at,
    problem: `this ${what} is on record already`,
    valid: `each ${what} once`,
  });
  for (const { id } of records.statements) if (positions.statements.has(id)) yield fault(id, 'statement');
  for (const { id } of records.relations) if (positions.relations.has(id)) yield fault(id, 'relation');
}

type Reader = Pick<Deps, 'parties' | 'positions' | 'coalitions' | 'platform' | 'settings'>;

/** Statements of a file as of `recorded`, without recording them. */
export const readStatements = (
  deps: Reader,
  value: unknown,
  recorded: Micros,
  by: string | null,
): Result<StatementRecords, Fault[]> => statementsFromValue(value, statementContext(deps, recorded, by));

/** What statements are read against, in whatever form they come. */
export function statementContext(deps: Reader, recorded: Micros, by: string | null): StatementContext {
  const { platform, positions } = deps;
  return {
    parties: new Map(deps.parties.list().map((p) => [p.id, p.organs])),
    topics: positions.topics,
    coalitions: deps.coalitions.ids(),
    self: deps.settings.party,
    statements: positions.statements,
    copies: positions.copies,
    relations: [...positions.relations.values()],
    recorded,
    by,
    sha256: (bytes) => hexOf(platform.sha256(bytes)),
    encodeUtf8: platform.encodeUtf8,
    decodeUtf8: platform.decodeUtf8Fatal,
  };
}

export function readTime(text: string | undefined, at: string, otherwise: Micros, faults: Fault[]): Micros {
  if (text === undefined) return otherwise;
  const parsed = parseTimestamp(text);
  if (parsed === null) faults.push({ at, problem: `"${text}" is not a UTC time`, valid: '2026-12-01T06:00:00Z' });
  return parsed ?? otherwise;
}
