/** A seeded source of choices: the same seed gives the same worlds on every machine. */
export interface Dice {
  /** 0 … n − 1. */
  below(n: number): number;
  /** True once in `n` throws on average. */
  oneIn(n: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Each item in or out; the order stays. */
  some<T>(list: readonly T[]): T[];
}

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (n: number): number => next() % n;
  return {
    below,
    oneIn: (n) => below(n) === 0,
    pick: (list) => {
      if (list.length === 0) throw new Error('nothing to pick from');
      return list[below(list.length)] as (typeof list)[number];
    },
    some: (list) => list.filter(() => (next() & 16) === 0),
  };
}

/** `PROVISO_SEED`, else one of this run; a failure prints it. */
export function seedOfRun(): number {
  const given = Number(process.env['PROVISO_SEED']);
  return Number.isInteger(given) && given > 0 ? given : (Date.now() % 1_000_000_000) + 1;
}

/** How many cases to run: `PROVISO_CASES` scales the usual number (100 000 is the usual). */
export function casesOf(usual: number): number {
  const given = Number(process.env['PROVISO_CASES']);
  return Number.isInteger(given) && given > 0 ? Math.max(1, Math.round((usual * given) / 100_000)) : usual;
}
