import { type Fault, ok, type Result } from '../../core/result.ts';
import { type Alias, aliasesFromValue, foldedName } from '../../formats/index.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'parties'>;

/** The table of names that extraction looks speakers and outlets up in. Few and seldom asked for: read when needed. */
export const listAliases = (deps: Pick<Deps, 'store'>): readonly Alias[] =>
  deps.store
    .documents('alias')
    .map((document) => document.value as Alias)
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** A name that is there already gets its new meaning. */
export async function addAliases(deps: Deps, value: unknown): Promise<Result<readonly Alias[], Fault[]>> {
  const { engine, store, parties } = deps;
  return engine.exclusive(async () => {
    const context = { parties: new Set<string>(parties.list().map((p) => p.id)), known: listAliases(deps) };
    const aliases = aliasesFromValue(value, context);
    if (!aliases.ok) return aliases;
    for (const alias of aliases.value) store.write.putDocument('alias', foldedName(alias.name), alias);
    await store.flush();
    return ok(aliases.value);
  });
}
