import { type PartyId, parseCollectionId } from '../../core/ids.ts';
import { type TlpLevel, tlpLevels } from '../../core/marking/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { NodeState } from '../node-state.ts';
import type { CollectionRecord, OperatorApi } from '../operator-api.ts';
import type { CollectionRecordStored, CollectionState } from '../release/collection-state.ts';
import { findParty } from './find-party.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'parties' | 'settings'>;

const aliasPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export const collectionRecord = (c: CollectionState): CollectionRecord => ({
  id: c.record.id,
  title: c.record.title,
  description: c.record.description,
  alias: c.record.alias,
  root: c.record.root,
  writers: c.record.writers,
  defaultTlp: c.record.defaultTlp,
  objects: c.objects,
});

export async function createCollection(
  deps: Deps,
  input: Parameters<OperatorApi['createCollection']>[0],
): Promise<Result<CollectionRecord, Fault[]>> {
  const { engine, store } = deps;
  return engine.exclusive(async () => {
    const checked = check(deps, input);
    if (!checked.ok) return checked;
    const state = engine.addCollection(checked.value, false);
    store.write.putDocument('collection', String(checked.value.no), checked.value);
    await store.flush();
    return ok(collectionRecord(state));
  });
}

function check(
  deps: Deps,
  input: Parameters<OperatorApi['createCollection']>[0],
): Result<CollectionRecordStored, Fault[]> {
  const { engine, settings, parties } = deps;
  const existing = [...engine.collections.values()].map((c) => c.record);
  const faults: Fault[] = [];
  const id = parseCollectionId(input.id, 'id');
  if (!id.ok) faults.push(...id.error);
  else if (existing.some((c) => c.id === id.value))
    faults.push({ at: 'id', problem: 'a collection with this id is there already', valid: 'a new UUID' });
  if (input.title.trim() === '')
    faults.push({ at: 'title', problem: 'the title is empty', valid: 'Shared indicators' });
  const root = input.root ?? settings.roots[0]!.path;
  if (!settings.roots.some((r) => r.path === root))
    faults.push({ at: 'root', problem: `no API root "${root}"`, valid: settings.roots.map((r) => r.path).join(', ') });
  const alias = input.alias ?? null;
  if (alias !== null && !aliasPattern.test(alias))
    faults.push({ at: 'alias', problem: `"${alias}" is not an alias`, valid: 'shared-indicators' });
  if (alias !== null && existing.some((c) => c.alias === alias && c.root === root))
    faults.push({ at: 'alias', problem: `the alias "${alias}" is taken in this API root`, valid: 'another alias' });
  const level = input.defaultTlp?.toLowerCase().replace(/^tlp:/, '') ?? null;
  if (level !== null && !(tlpLevels as readonly string[]).includes(level))
    faults.push({
      at: 'default-tlp',
      problem: `"${input.defaultTlp}" is not a TLP level`,
      valid: tlpLevels.join(', '),
    });
  const writers: PartyId[] = [];
  for (const w of input.writers ?? []) {
    const party = findParty(parties, w, 'write');
    if (!party.ok) faults.push(...party.error);
    else writers.push(party.value.id);
  }
  if (!id.ok || faults.length > 0) return fail(...faults);
  return ok({
    no: existing.reduce((max, c) => Math.max(max, c.no), 0) + 1,
    id: id.value,
    title: input.title,
    description: input.description ?? null,
    alias,
    root,
    writers: [...new Set(writers)],
    defaultTlp: level as TlpLevel | null,
  });
}
