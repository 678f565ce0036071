import { coalitionSlug, stretchAt } from '../../core/coalition/index.ts';
import { type PartyId, parsePartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { formatMicros, type Micros } from '../../core/time.ts';
import type { Coalition } from '../coalitions.ts';
import { mandateInForce } from '../membership/mandate-in-force.ts';
import type { NodeState } from '../node-state.ts';
import type { CoalitionRecord, OperatorApi } from '../operator-api.ts';
import { readTime } from './record-statement.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'parties' | 'coalitions' | 'mandates' | 'peers' | 'messages'>;
type Change = { readonly coalition: Coalition; readonly party: PartyId; readonly by: string | null };

const slugPattern = /^[a-z0-9][a-z0-9-]{0,63}$/;

export async function addCoalition(
  deps: Deps,
  input: Parameters<OperatorApi['addCoalition']>[0],
): Promise<Result<CoalitionRecord, Fault[]>> {
  const { engine, coalitions, store } = deps;
  return engine.exclusive(async () => {
    const id = coalitionSlug(input.id);
    const faults: Fault[] = [];
    if (!slugPattern.test(id))
      faults.push({ at: 'id', problem: `"${id.slice(0, 64)}" is not a coalition id`, valid: 'finance-isac' });
    else if (coalitions.get(id) !== undefined)
      faults.push({ at: 'id', problem: `coalition ${id} is there already`, valid: 'a new id' });
    if (input.name.trim() === '' || input.name.length > 200)
      faults.push({ at: 'name', problem: 'the name is empty or longer than 200 characters', valid: 'Finance ISAC' });
    if (faults.length > 0) return fail(...faults);
    const added = engine.change((moment) => {
      const coalition = { id, name: input.name, addedAt: moment.at };
      coalitions.add(coalition);
      engine.factsChanged(moment);
      return coalition;
    });
    await store.flush();
    return ok(recordOf(deps, added, added.addedAt, added.addedAt));
  });
}

export const joinCoalition = (
  deps: Deps,
  input: Parameters<OperatorApi['joinCoalition']>[0],
): Promise<Result<CoalitionRecord, Fault[]>> =>
  change(deps, input, ({ coalition, party, by }, now) => {
    const faults: Fault[] = [];
    const from = readTime(input.from, 'from', now, faults);
    const to = input.to === undefined ? null : readTime(input.to, 'to', now, faults);
    if (faults.length === 0 && to !== null && to <= from)
      faults.push({ at: 'to', problem: 'it is not after the beginning', valid: `later than ${formatMicros(from)}` });
    const stands = stretchAt(deps.coalitions.book!.stretches(coalition.id, party, now), from);
    if (stands !== null && (stands.to === null || (to !== null && to <= stands.to)))
      faults.push({
        at: 'party',
        problem: `${party} belongs to ${coalition.id} already, from ${formatMicros(stands.from)}`,
        valid: 'a time in which it does not',
      });
    return faults.length > 0 ? fail(...faults) : ok({ belongs: true, from, to, by });
  });

export const leaveCoalition = (
  deps: Deps,
  input: Parameters<OperatorApi['leaveCoalition']>[0],
): Promise<Result<CoalitionRecord, Fault[]>> =>
  change(deps, input, ({ coalition, party, by }, now) => {
    const faults: Fault[] = [];
    const from = readTime(input.at, 'at', now, faults);
    const stretches = deps.coalitions.book!.stretches(coalition.id, party, now);
    if (!stretches.some(({ to }) => to === null || to > from))
      faults.push({
        at: 'party',
        problem: `${party} does not belong to ${coalition.id} then or later`,
        valid: 'a member that "coalition list" shows',
      });
    return faults.length > 0 ? fail(...faults) : ok({ belongs: false, from, to: null, by });
  });

export function listCoalitions(
  deps: Deps,
  input: Parameters<OperatorApi['coalitions']>[0],
): Result<readonly CoalitionRecord[], Fault[]> {
  const faults: Fault[] = [];
  const now = deps.engine.now();
  const at = readTime(input.at, 'at', now, faults);
  const known = readTime(input.known, 'known', now, faults);
  if (faults.length > 0) return fail(...faults);
  const then = deps.coalitions.list().filter(({ addedAt }) => addedAt <= known);
  return ok(then.map((coalition) => recordOf(deps, coalition, at, known)));
}

/** One row at the moment of the change; gates that ask about memberships move with it. The answer shows what stands now. */
async function change(
  deps: Deps,
  input: { readonly id: string; readonly party: string; readonly by?: string },
  make: (
    change: Change,
    now: Micros,
  ) => Result<
    { readonly belongs: boolean; readonly from: Micros; readonly to: Micros | null; readonly by: string | null },
    Fault[]
  >,
): Promise<Result<CoalitionRecord, Fault[]>> {
  const { engine, coalitions, store } = deps;
  return engine.exclusive(async () => {
    const found = findMember(deps, input);
    if (!found.ok) return found;
    const { coalition, party } = found.value;
    const done = engine.change((moment): Result<CoalitionRecord, Fault[]> => {
      const row = make({ coalition, party, by: input.by ?? null }, moment.at);
      if (!row.ok) return row;
      coalitions.record({ coalition: coalition.id, party, recorded: moment.at, ...row.value });
      engine.factsChanged(moment);
      return ok(recordOf(deps, coalition, moment.at, moment.at));
    });
    await store.flush();
    return done;
  });
}

export function findMember(
  { parties, coalitions }: Pick<Deps, 'parties' | 'coalitions'>,
  input: { readonly id: string; readonly party: string },
): Result<{ readonly coalition: Coalition; readonly party: PartyId }, Fault[]> {
  const faults: Fault[] = [];
  const coalition = coalitions.get(coalitionSlug(input.id));
  if (coalition === undefined)
    faults.push({
      at: 'id',
      problem: `no coalition "${input.id.slice(0, 128)}"`,
      valid: [...coalitions.ids()].join(', ') || 'add one first: proviso coalition add',
    });
  const party = parsePartyId(input.party);
  if (!party.ok) faults.push(...party.error);
  else if (parties.get(party.value) === undefined)
    faults.push({
      at: 'party',
      problem: `no party "${party.value}"`,
      valid: parties
        .list()
        .map((p) => p.id)
        .join(', '),
    });
  if (coalition === undefined || !party.ok || faults.length > 0) return fail(...faults);
  return ok({ coalition, party: party.value });
}

/** A coalition as it stands now. */
export function coalitionRecord(deps: Deps, coalition: Coalition): CoalitionRecord {
  const now = deps.engine.now();
  return recordOf(deps, coalition, now, now);
}

/** Mandates are shown as they stand now, whatever time is asked about. */
function recordOf(deps: Deps, coalition: Coalition, at: Micros, known: Micros): CoalitionRecord {
  const { parties, coalitions, mandates } = deps;
  const now = deps.engine.now();
  const members = parties.list().flatMap(({ id: party }) => {
    const stretch = stretchAt(coalitions.book?.stretches(coalition.id, party, known) ?? [], at);
    return stretch === null ? [] : [{ party, from: stretch.from, to: stretch.to }];
  });
  const given = mandates
    .leads(coalition.id)
    .map((lead) => mandateInForce(deps, coalition.id, lead, now))
    .find((mandate) => mandate !== null);
  return {
    speakers: [],
    ...coalition,
    members: members.sort((a, b) => (a.party < b.party ? -1 : 1)),
    mandate: given === undefined ? null : { party: given.lead, moves: given.moves, until: given.until },
    mandatedBy: mandates
      .receivedIn(coalition.id)
      .flatMap(({ from: party, moves, until }) => (until === null || now >= until ? [] : [{ party, moves, until }])),
  };
}
