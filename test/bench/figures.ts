/** Statistics over what was measured. */

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const mid = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[mid]! : ((sorted[mid - 1] ?? Number.NaN) + (sorted[mid] ?? Number.NaN)) / 2;
};

export interface Difference {
  /** Median of the first less that of the second, in the unit of the samples. */
  readonly medians: number;
  /** Hodges and Lehmann's estimate of the shift, from a sample of pairs. */
  readonly shift: number;
  /** Two-sided, of the rank-sum test of Mann and Whitney in its normal approximation. */
  readonly p: number;
}

/** Compares two samples without assuming how either is distributed. */
export function compareSamples(a: readonly number[], b: readonly number[]): Difference {
  const all = [...a.map((value) => ({ value, first: true })), ...b.map((value) => ({ value, first: false }))];
  all.sort((x, y) => x.value - y.value);
  let rankSum = 0;
  let ties = 0;
  for (let i = 0; i < all.length; ) {
    let end = i;
    while (end < all.length && all[end]!.value === all[i]!.value) end++;
    const rank = (i + 1 + end) / 2;
    const same = end - i;
    ties += same ** 3 - same;
    for (; i < end; i++) if (all[i]!.first) rankSum += rank;
  }
  const n = a.length + b.length;
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  const spread = Math.sqrt(((a.length * b.length) / 12) * (n + 1 - ties / (n * (n - 1))));
  const z = Math.abs(u - (a.length * b.length) / 2) / spread;
  const shifts: number[] = [];
  for (let i = 0; i < 20_000; i++) shifts.push(a[(i * 7919) % a.length]! - b[(i * 104_729 + 13) % b.length]!);
  return { medians: median(a) - median(b), shift: median(shifts), p: 2 * normalTail(z) };
}

/** Upper tail of the standard normal distribution (Abramowitz and Stegun 26.2.17; error below 1e-7). */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * z);
  const series =
    t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
