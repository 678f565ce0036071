import { Findings } from './findings.ts';
import { validateObject } from './validate-object.ts';

/** The references of an object that was prepared before: `refs` and `customRefs` as `prepareObject` gives them. */
export function referencesOf(object: Record<string, unknown>): {
  readonly refs: readonly string[];
  readonly customRefs: readonly string[];
} {
  const found = new Findings('accept');
  validateObject(object, found);
  return found.references();
}
