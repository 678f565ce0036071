import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { NodeState } from '../node-state.ts';
import { findHoldings } from '../recall/find-holdings.ts';
import { plainRecall, scopeOf } from '../recall/plain-recall.ts';
import type { HolderCount, RecallApi } from '../recall-api.ts';
import { holderCounts, wordFaults } from './send-recall.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf' | 'texts' | 'platform' | 'peers' | 'recalls'>;

/** Every version of an object goes, and whoever got one is asked for it (M 4784). */
export async function deleteObject(
  deps: Deps,
  input: Parameters<RecallApi['deleteObject']>[0],
): Promise<Result<{ readonly versions: number; readonly holders: readonly HolderCount[] }, Fault[]>> {
  const { engine, shelf, store, recalls } = deps;
  const faults = input.why === undefined ? [] : wordFaults('why', input.why);
  if (faults.length > 0) return fail(...faults);
  const removed = await engine.exclusive(async () => {
    const rows = (await shelf.find([input.object])).flatMap((row) => {
      const classNo = engine.collections.get(row.collection)?.classes[row.seq] ?? 0;
      return classNo === 0 ? [] : [{ ...row, classNo }];
    });
    const holdings = await findHoldings(
      { ...deps, book: recalls.book },
      { ...plainRecall, scope: { of: scopeOf(rows), under: null } },
    );
    if (rows.length > 0 && input.dryRun !== true)
      await shelf.remove(rows, (moment) => recalls.noteDeleted(rows, moment, input.why ?? null, input.by ?? null));
    return { rows, holders: holderCounts(deps, holdings) };
  });
  if (removed.rows.length === 0)
    return fail({ at: 'object', problem: `no object "${input.object}" is held`, valid: 'the STIX id of an object' });
  await store.flush();
  if (input.dryRun !== true) await recalls.work();
  return ok({ versions: removed.rows.length, holders: removed.holders });
}
