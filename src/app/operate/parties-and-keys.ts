import { parsePartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { formatMicros, parseTimestamp } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import type { KeyRecord, OperatorApi, PartyRecord } from '../operator-api.ts';
import { findParty } from './find-party.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'parties'>;

const organPattern = /^[a-z0-9][a-z0-9 ._-]{0,99}$/i;

export async function addParty(
  deps: Deps,
  input: Parameters<OperatorApi['addParty']>[0],
): Promise<Result<PartyRecord, Fault[]>> {
  const { engine, parties, store } = deps;
  const id = parsePartyId(input.id, 'id');
  const faults: Fault[] = id.ok ? [] : [...id.error];
  if (input.name.trim() === '' || input.name.length > 200)
    faults.push({ at: 'name', problem: 'the name is empty or longer than 200 characters', valid: 'Energy ISAC' });
  faults.push(...organFaults(input.organs ?? []));
  if (id.ok && parties.get(id.value) !== undefined)
    faults.push({ at: 'id', problem: `party ${id.value} is there already`, valid: `proviso party show ${id.value}` });
  if (!id.ok || faults.length > 0) return fail(...faults);
  const party = id.value;
  return engine.exclusive(async () => {
    const record: PartyRecord = {
      id: party,
      name: input.name,
      organs: input.organs ?? [],
      self: false,
      addedAt: engine.now(),
    };
    parties.put(record);
    engine.addParty(party, false);
    await store.flush();
    return ok(record);
  });
}

/** A name once; `any` and `all` are words of conditions. */
function organFaults(organs: readonly string[], present: readonly string[] = []): Fault[] {
  return organs.flatMap((organ, i): Fault[] => {
    if (!organPattern.test(organ) || organ === 'any' || organ === 'all')
      return [{ at: 'organ', problem: `"${organ.slice(0, 100)}" is not an organ's name`, valid: 'legal' }];
    return present.includes(organ) || organs.indexOf(organ) !== i
      ? [{ at: 'organ', problem: `"${organ}" is there already`, valid: 'each organ once' }]
      : [];
  });
}

/** More organs for a party on record. What was recorded of other organs, while none was named, stays. */
export async function addOrgans(
  { engine, parties, store }: Deps,
  input: Parameters<OperatorApi['addOrgans']>[0],
): Promise<Result<PartyRecord, Fault[]>> {
  return engine.exclusive(async () => {
    const party = findParty(parties, input.party);
    const faults = organFaults(input.organs, party.ok ? party.value.organs : []);
    if (input.organs.length === 0) faults.push({ at: 'organ', problem: 'no organ is named', valid: 'legal' });
    if (!party.ok) faults.unshift(...party.error);
    if (!party.ok || faults.length > 0) return fail(...faults);
    const record: PartyRecord = { ...party.value, organs: [...party.value.organs, ...input.organs] };
    parties.put(record);
    await store.flush();
    return ok(record);
  });
}

export async function createKey(
  deps: Deps,
  input: Parameters<OperatorApi['createKey']>[0],
): Promise<Result<KeyRecord & { readonly secret: string }, Fault[]>> {
  const { engine, parties, store } = deps;
  const party = findParty(parties, input.party);
  const faults: Fault[] = [];
  if (!party.ok) faults.push(...party.error);
  else if (party.value.self)
    faults.push({ at: 'party', problem: 'this node needs no key to itself', valid: 'the id of a counterpart' });
  if (input.scope !== 'taxii') faults.push({ at: 'scope', problem: `no scope "${input.scope}"`, valid: 'taxii' });
  const now = engine.now();
  const expires = input.expires === undefined ? null : parseTimestamp(input.expires);
  if (input.expires !== undefined && (expires === null || expires <= now))
    faults.push({
      at: 'expires',
      problem: `"${input.expires}" is not a moment to come`,
      valid: formatMicros(now + 90 * 86_400_000_000),
    });
  if (!party.ok || faults.length > 0) return fail(...faults);
  const key = parties.addKey(party.value.id, input.label ?? null, now, expires);
  await store.flush();
  return ok(key);
}

export async function revokeKey(deps: Deps, id: string): Promise<Result<KeyRecord, Fault[]>> {
  const key = deps.parties.revokeKey(id, deps.engine.now());
  if (key === null) return fail({ at: 'id', problem: `no key "${id}"`, valid: 'an id of: proviso key list' });
  await deps.store.flush();
  return ok(key);
}
