import { clip, type Findings } from './findings.ts';
import { comparableId } from './identifier.ts';
import { parseSelector, selects } from './selector.ts';

/** Markings as they stand on an object: comparable ids, sorted, unique. */
export interface FoundMarkings {
  readonly whole: readonly string[];
  readonly granular: readonly string[];
}

const none: readonly string[] = [];

/**
 * Reads the markings of an object whose values have been checked, follows every selector (STIX 2.1 section 7.2.3: it must
 * lead to something present) and refuses a marking definition that is marked with itself (section 3.2).
 */
export function readMarkings(object: Record<string, unknown>, found: Findings): FoundMarkings {
  const whole = ids(object['object_marking_refs']);
  const parts = object['granular_markings'];
  const granular = new Set<string>();
  if (Array.isArray(parts)) {
    for (let i = 0; i < parts.length; i++) {
      const part: unknown = parts[i];
      if (typeof part !== 'object' || part === null) continue;
      const { marking_ref: marking, selectors } = part as Record<string, unknown>;
      if (typeof marking === 'string') granular.add(comparableId(marking));
      if (!Array.isArray(selectors)) continue;
      for (let k = 0; k < selectors.length; k++) {
        if (typeof selectors[k] === 'string') checkSelector(object, selectors[k], i, k, found);
      }
    }
  }
  const all = granular.size === 0 ? none : [...granular].sort();
  const self =
    object['type'] === 'marking-definition' && typeof object['id'] === 'string' ? comparableId(object['id']) : null;
  if (self !== null && (whole.includes(self) || granular.has(self))) {
    found.faultAt(
      'object_marking_refs',
      'a marking definition marked with itself',
      'the ids of other marking definitions',
    );
  }
  return { whole, granular: all };
}

function ids(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return none;
  const texts = value.filter((one): one is string => typeof one === 'string');
  return texts.length === 1 ? [comparableId(texts[0] as string)] : [...new Set(texts.map(comparableId))].sort();
}

function checkSelector(object: Record<string, unknown>, selector: string, i: number, k: number, found: Findings): void {
  const steps = parseSelector(selector);
  if (steps !== null && selects(object, steps)) return;
  found.path.push('granular_markings', i, 'selectors', k);
  if (steps === null) found.fault(`"${clip(selector)}" is not a selector`, 'for example description or labels.[0]');
  else found.fault(`"${clip(selector)}" selects nothing in this object`, 'a property or list item that is present');
  found.path.length -= 4;
}
