import { valuesOf } from '../../core/conditions/index.ts';
import type { CompiledTerms } from '../../core/terms/index.ts';
import { instantKey } from '../../core/time.ts';
import type { TimeCuts } from './class-book.ts';

/** Moments with which a text compares `created` and `modified`. */
export function cutsOf(terms: CompiledTerms): TimeCuts {
  const of = (operand: string): string[] =>
    terms.objectLeaves
      .filter((l) => l.condition.operand === operand)
      .flatMap((l) => valuesOf(l.condition).map(instantKey));
  return { created: of('created'), modified: of('modified') };
}

/** Null when nothing is added. */
export function joinCuts(a: TimeCuts, b: TimeCuts): TimeCuts | null {
  const created = [...new Set([...a.created, ...b.created])].sort();
  const modified = [...new Set([...a.modified, ...b.modified])].sort();
  return created.length === a.created.length && modified.length === a.modified.length ? null : { created, modified };
}
