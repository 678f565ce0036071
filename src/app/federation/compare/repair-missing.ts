import { cameHow } from '../came-how.ts';
import type { Federation } from '../federation.ts';
import { recalledSince } from '../recalled-since.ts';
import type { SourceRecord } from '../source-record.ts';
import { sumCounts } from '../source-record.ts';
import { storePage } from '../store-page.ts';

/** Ids of one question; an address has room for some more. */
const idsAtOnce = 80;

/** Brings named objects from a peer, by the same rules as any page; the place to go on from stays. */
export async function repairMissing(
  { deps }: Federation,
  source: SourceRecord,
  missing: readonly { readonly id: string }[],
): Promise<void> {
  const ids = [...new Set(missing.map((one) => one.id))];
  const collection = { root: source.root, id: source.collection };
  for (let i = 0; i < ids.length; i += idsAtOnce) {
    let askedAt = deps.engine.now();
    const steps = deps.remote.walk(source.target, collection, {
      from: { addedAfter: null },
      limit: 1_000,
      uniqueStamps: true,
      ids: ids.slice(i, i + idsAtOnce),
    });
    for await (const step of steps) {
      if (deps.quota.exhausted(source.party, deps.engine.now()) !== null) return;
      if (step.kind === 'stopped') return;
      if (step.kind !== 'page') continue;
      const came = cameHow(source, step.custom, step.objects.length);
      if (!came.ok) return;
      const isRecalled = recalledSince(deps.recent, source, step.place, askedAt);
      await deps.turns.take(source.party, () =>
        storePage(deps, deps.quarantine, source, step.objects, { ...came.value, isRecalled }, (counts, at, isLast) => {
          if (isLast) deps.quota.brought(source.party, at, { objects: step.objects.length, bytes: step.bytes });
          const state = deps.sources.state(source.id);
          deps.sources.putState(source.id, { ...state, ...sumCounts(state, counts) });
        }),
      );
      askedAt = deps.engine.now();
    }
  }
}
