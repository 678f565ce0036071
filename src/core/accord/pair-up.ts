interface Placed<T> {
  readonly value: T;
  readonly index: number;
}

/** Entries of two lists that belong together; one side is null for what was added or removed. */
export interface Pair<T> {
  readonly old: Placed<T> | null;
  readonly now: Placed<T> | null;
}

/**
 * Pairs the entries of two lists by keys, the strictest first: what no key brings together was removed or added. Removed
 * entries come first, the others in their new order.
 */
export function pairUp<T>(
  old: readonly T[],
  now: readonly T[],
  keys: readonly ((value: T) => string)[],
): readonly Pair<T>[] {
  const partner = new Map<number, number>();
  const used = new Set<number>();
  for (const key of keys) {
    const free = new Map<string, number[]>();
    for (const [index, value] of old.entries()) {
      if (used.has(index)) continue;
      const name = key(value);
      free.set(name, [...(free.get(name) ?? []), index]);
    }
    for (const [index, value] of now.entries()) {
      const found = partner.has(index) ? undefined : free.get(key(value))?.shift();
      if (found === undefined) continue;
      partner.set(index, found);
      used.add(found);
    }
  }
  const removed = [...old.entries()].filter(([index]) => !used.has(index));
  return [
    ...removed.map(([index, value]) => ({ old: { value, index }, now: null })),
    ...[...now.entries()].map(([index, value]) => {
      const before = partner.get(index);
      return { old: before === undefined ? null : { value: old[before] as T, index: before }, now: { value, index } };
    }),
  ];
}
