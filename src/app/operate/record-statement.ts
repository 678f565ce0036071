import type { Statement, Topic } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { type Micros, parseTimestamp } from '../../core/time.ts';
import { statementsFromValue, topicsFromValue } from '../../formats/index.ts';
import type { NodeState } from '../node-state.ts';
import type { OperatorApi } from '../operator-api.ts';
import { findParty } from './find-party.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'parties' | 'positions' | 'platform'>;

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
      for (const topic of topics.value) {
        positions.topics.set(topic.id, topic);
        store.write.putDocument('topic', topic.id, topic);
      }
      positions.changed();
      engine.factsChanged(moment);
    });
    await store.flush();
    return topics;
  });
}

/** Recorded at the moment of the change itself; every gate that asks about the topic moves with it. */
export async function addStatements(deps: Deps, value: unknown): Promise<Result<readonly Statement[], Fault[]>> {
  const { engine, positions, store } = deps;
  return engine.exclusive(async () => {
    const result = engine.change((moment): Result<readonly Statement[], Fault[]> => {
      const statements = readStatements(deps, value, moment.at);
      if (!statements.ok) return statements;
      const twice = statements.value.filter((s) => positions.statements.has(s.id));
      if (twice.length > 0)
        return fail(
          ...twice.map((s) => ({
            at: s.id,
            problem: 'this statement is on record already',
            valid: 'each statement once',
          })),
        );
      for (const statement of statements.value) {
        positions.statements.set(statement.id, statement);
        store.write.putDocument('statement', statement.id, statement);
      }
      positions.changed();
      engine.factsChanged(moment);
      return statements;
    });
    await store.flush();
    return result;
  });
}

export function readStatements(
  deps: Pick<Deps, 'parties' | 'positions' | 'platform'>,
  value: unknown,
  recorded: Micros,
): Result<readonly Statement[], Fault[]> {
  const { platform } = deps;
  return statementsFromValue(value, {
    parties: new Map(deps.parties.list().map((p) => [p.id, p.organs])),
    topics: deps.positions.topics,
    recorded,
    digest: (text) =>
      [...platform.sha256(platform.encodeUtf8(text))].map((b) => b.toString(16).padStart(2, '0')).join(''),
  });
}

export function showPosition(deps: Deps, input: Parameters<OperatorApi['position']>[0]): Result<unknown, Fault[]> {
  const party = findParty(deps.parties, input.party);
  const topic = deps.positions.topics.get(input.topic);
  const faults: Fault[] = [];
  if (topic === undefined)
    faults.push({
      at: 'topic',
      problem: `no topic "${input.topic}"`,
      valid: [...deps.positions.topics.keys()].join(', ') || 'add one first: proviso topic add',
    });
  if (!party.ok) faults.push(...party.error);
  const now = deps.engine.now();
  const at = readTime(input.at, 'at', now, faults);
  const known = readTime(input.known, 'known', now, faults);
  if (!party.ok || faults.length > 0) return fail(...faults);
  const answer = deps.positions.book.answer({ topic: input.topic, of: party.value.id }, at, known);
  const statements = [...deps.positions.statements.values()]
    .filter((s) => s.party === party.value.id && s.topic === input.topic && s.said <= at && s.recorded <= known)
    .sort((a, b) => b.said - a.said);
  return ok({
    party: party.value.id,
    topic: input.topic,
    asOf: { valid: at, known },
    ...answer,
    scale: topic?.scale.values,
    statements,
  });
}

export function readTime(text: string | undefined, at: string, otherwise: Micros, faults: Fault[]): Micros {
  if (text === undefined) return otherwise;
  const parsed = parseTimestamp(text);
  if (parsed === null) faults.push({ at, problem: `"${text}" is not a UTC time`, valid: '2026-12-01T06:00:00Z' });
  return parsed ?? otherwise;
}
