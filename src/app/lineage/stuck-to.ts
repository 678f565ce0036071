import { joinLineages, type Lineage } from '../../core/lineage/index.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { ReleaseEngine } from '../release/engine.ts';

/** What sticks to an id: nothing, where some version of it never came under anybody's terms (I5). */
export function stuckTo(engine: ReleaseEngine, rows: readonly FoundRow[]): Lineage | undefined {
  const facts = rows.filter((row) => !row.removed).map((row) => engine.factsOf(row));
  return facts.some((f) => f.lineage === undefined) ? undefined : joinLineages(...facts.map((f) => f.lineage));
}
