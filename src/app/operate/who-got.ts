import type { TextId } from '../../core/ids.ts';
import { inRanges } from '../../core/number-ranges.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { NodeState } from '../node-state.ts';
import type { WhoGotRow } from '../operator-api.ts';
import type { ReleaseRecord } from '../release/record-release.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf'>;

/** Who received an object (versions since deleted included), when, under which texts (ticket O 704). */
export async function whoGot(deps: Deps, object: string): Promise<Result<readonly WhoGotRow[], Fault[]>> {
  const { engine, store, shelf } = deps;
  if (store.dirty) await store.flush();
  const versions = await shelf.find([object]);
  if (versions.length === 0)
    return fail({ at: 'object', problem: `no object "${object}" was ever held`, valid: 'the STIX id of an object' });
  const rows: WhoGotRow[] = [];
  for (const feed of engine.feeds.values())
    for (const version of versions) {
      if (version.collection !== feed.collection.record.no) continue;
      for (const entry of feed.stream.entries.of(version.seq)) {
        if (!feed.stream.entries.wasServed(entry.position)) continue;
        for (const release of await store.releases(feed.no, entry.position)) {
          const record = release.value as ReleaseRecord;
          const part = record.parts.find((p) => inRanges(p.positions, entry.position));
          if (part === undefined) continue;
          rows.push({
            party: feed.party,
            collection: feed.collection.record.id,
            object,
            version: version.version,
            form: part.form,
            at: release.at,
            texts: part.texts as readonly TextId[],
            consents: part.consents ?? [],
            inputs: store.document(`decision-${feed.no}`, String(record.decision)),
          });
        }
      }
    }
  return ok(rows.sort((a, b) => a.at - b.at));
}
