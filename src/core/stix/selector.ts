/** One step of a selector: a property name or dictionary key, or the index of a list item. */
export type SelectorStep = string | number;

/** Steps that one selector may have: no object is nested deeper. */
const stepsMax = 128;

/** Reads a selector (STIX 2.1 section 7.2.3): names and `[n]` joined by dots. Null when it is none. */
export function parseSelector(selector: string): SelectorStep[] | null {
  if (selector.length === 0 || selector.length > 4096) return null;
  const parts = selector.split('.');
  if (parts.length > stepsMax) return null;
  const steps: SelectorStep[] = [];
  for (const part of parts) {
    if (part.length === 0) return null;
    if (!part.startsWith('[')) {
      steps.push(part);
      continue;
    }
    const index = readIndex(part);
    if (index < 0 || steps.length === 0) return null;
    steps.push(index);
  }
  return steps;
}

/** `[12]` as 12, -1 when it is no index; no leading zeros, so that one place has one spelling. */
function readIndex(part: string): number {
  if (!part.endsWith(']') || part.length < 3 || part.length > 9) return -1;
  if (part.length > 3 && part.charCodeAt(1) === 0x30) return -1;
  let value = 0;
  for (let i = 1; i < part.length - 1; i++) {
    const c = part.charCodeAt(i);
    if (c < 0x30 || c > 0x39) return -1;
    value = value * 10 + c - 0x30;
  }
  return value;
}

/** Whether the steps lead to something that is present. */
export function selects(root: Record<string, unknown>, steps: readonly SelectorStep[]): boolean {
  let at: unknown = root;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null) return false;
    if (typeof step === 'number') {
      if (!Array.isArray(at) || step >= at.length) return false;
      at = at[step];
    } else {
      if (Array.isArray(at) || !Object.hasOwn(at, step)) return false;
      at = (at as Record<string, unknown>)[step];
    }
  }
  return true;
}
