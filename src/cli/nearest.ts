/** Edit distance with transpositions (optimal string alignment); both texts are short words of ours or of a command line. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/** The closest of `known` to what was written, letter case aside; a prefix counts as close. Null only when `known` is empty. */
export function nearest(written: string, known: readonly string[]): string | null {
  const text = written.slice(0, 64).toLowerCase();
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const word of known) {
    const lower = word.toLowerCase();
    const d = text.length > 1 && lower.startsWith(text) ? 0.5 : distance(text, lower);
    if (d < least) {
      least = d;
      best = word;
    }
  }
  return best;
}
