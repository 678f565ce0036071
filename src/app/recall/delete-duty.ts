import { type ConditionTree, isCondition, partsOf } from '../../core/conditions/index.ts';
import { type Micros, parseDuration } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';

/**
 * How long after a revocation the strictest of these texts of ours owes deletion (terms profile section 4: `owe: delete when
 * elapsed since revocation at-most D`); 0 where it owes it at once; null where none of them owes it.
 */
export function deleteWithin({ texts }: Pick<NodeState, 'texts'>, ids: readonly string[]): Micros | null {
  let least: Micros | null = null;
  for (const id of ids)
    for (const rule of texts.get(id)?.text.owe ?? []) {
      if (!rule.do.includes('delete')) continue;
      const times = rule.when.flatMap(limitsOf);
      if (rule.when.length > 0 && times.length === 0) continue;
      const within = times.length === 0 ? 0 : Math.min(...times);
      least = least === null ? within : Math.min(least, within);
    }
  return least;
}

function limitsOf(tree: ConditionTree): Micros[] {
  if (!isCondition(tree)) return partsOf(tree).parts.flatMap(limitsOf);
  const { operand, params, comparator, value } = tree;
  if (operand !== 'elapsed' || params['since'] !== 'revocation' || comparator !== 'at-most') return [];
  const time = typeof value === 'string' ? parseDuration(value) : null;
  return time === null ? [] : [time];
}
