import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { CollectionState } from '../release/collection-state.ts';
import type { ReleaseEngine } from '../release/engine.ts';

/** By id or alias, with or without `collection:`. */
export function findCollection(
  engine: ReleaseEngine,
  ref: string,
  at = 'collection',
): Result<CollectionState, Fault[]> {
  const bare = ref.startsWith('collection:') ? ref.slice(11) : ref;
  for (const c of engine.collections.values())
    if (c.record.id === bare.toLowerCase() || c.record.alias === bare) return ok(c);
  const known = [...engine.collections.values()].map((c) => c.record.alias ?? c.record.id);
  return fail({
    at,
    problem: `no collection "${bare}"`,
    valid: known.length === 0 ? 'create one first: proviso collection create' : known.slice(0, 10).join(', '),
  });
}
