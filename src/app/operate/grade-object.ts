import { groupBy } from '../../core/group-by.ts';
import { parseGrade } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { NodeState } from '../node-state.ts';
import type { OperatorApi } from '../operator-api.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'shelf' | 'recalls'>;

const byNumber = (a: number, b: number): number => a - b;

/** An Admiralty grade given by own staff to every stored version of one object: a fact that changes without a version. */
export async function gradeObject(
  deps: Deps,
  input: Parameters<OperatorApi['gradeObject']>[0],
): Promise<Result<{ readonly versions: number }, Fault[]>> {
  const { engine, store, shelf, recalls } = deps;
  if (input.grade !== null && parseGrade(input.grade) === null)
    return fail({
      at: 'grade',
      problem: `"${input.grade}" is not an Admiralty grade`,
      valid: 'A1 … F6, for example B2',
    });
  return engine.exclusive(async () => {
    const rows = (await shelf.find([input.object])).filter((r) => !r.removed);
    if (rows.length === 0)
      return fail({
        at: 'object',
        problem: `no object "${input.object}" is held`,
        valid: 'the STIX id of an object of a collection',
      });
    const { at } = engine.horizon();
    const seenBy = [...engine.feeds.values()]
      .filter(({ collection, stream }) =>
        rows.some((row) => row.collection === collection.record.no && stream.visibility(row.seq, at) !== null),
      )
      .map(({ party }) => party);
    await shelf.regrade(
      rows,
      (facts) => ({ ...facts, grade: input.grade }),
      (moment) => {
        for (const [collection, own] of groupBy(rows, (row) => row.collection))
          recalls.noteChanged(collection, own.map(({ seq }) => seq).sort(byNumber), moment, seenBy);
      },
    );
    await store.flush();
    return ok({ versions: rows.length });
  });
}
