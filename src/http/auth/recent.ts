/** A set of at most `max` texts; when it is full, the one added longest ago goes. */
export interface RecentSet {
  has(text: string): boolean;
  add(text: string): void;
}

export function recentSet(max: number): RecentSet {
  const kept = new Set<string>();
  return {
    has: (text) => kept.has(text),
    add(text) {
      if (kept.has(text)) return;
      if (kept.size >= max) {
        for (const oldest of kept) {
          kept.delete(oldest);
          break;
        }
      }
      kept.add(text);
    },
  };
}
