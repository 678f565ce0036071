import { type PartyId, parsePartyId } from '../../core/ids.ts';
import type { ActorTable } from '../../core/position/index.ts';
import { type Fault, ok, type Result } from '../../core/result.ts';
import { type Alias, aliasesFromValue, foldedName } from '../../formats/index.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'parties' | 'positions'>;

/** The table of names that extraction looks speakers and outlets up in. Few and seldom asked for: read when needed. */
export const listAliases = (deps: Pick<Deps, 'store'>): readonly Alias[] =>
  deps.store
    .documents('alias')
    .map((document) => document.value as Alias)
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** Whom outlets and organs belong to, for telling relays of the other side. */
export function actorsOf(aliases: readonly Alias[]): ActorTable {
  const affiliations = new Map<string, PartyId>();
  for (const { name, kind, of, affiliation } of aliases) {
    const party = parsePartyId(affiliation ?? (kind === 'person' ? '' : (of ?? '')));
    if (party.ok) affiliations.set(name.trim().toLowerCase(), party.value);
  }
  return { names: new Map(), affiliations };
}

/** A name that is there already gets its new meaning. */
export async function addAliases(deps: Deps, value: unknown): Promise<Result<readonly Alias[], Fault[]>> {
  const { engine, store, parties, positions } = deps;
  return engine.exclusive(async () => {
    const context = { parties: new Set<string>(parties.list().map((p) => p.id)), known: listAliases(deps) };
    const aliases = aliasesFromValue(value, context);
    if (!aliases.ok) return aliases;
    for (const alias of aliases.value) store.write.putDocument('alias', foldedName(alias.name), alias);
    await store.flush();
    positions.setActors(actorsOf(listAliases(deps)));
    return ok(aliases.value);
  });
}
