import { type Dice, dice, seedOfRun } from '../../properties/worlds/seeded.ts';

/** One run of a simulation: its own dice, and what it printed last before it failed. */
export interface Run {
  readonly seed: number;
  readonly no: number;
  readonly dice: Dice;
  /** Called by a simulation so that a failure can show the way that led to it. */
  tell(what: () => string): void;
}

/** The dice of run `no`: other runs of the same seed may be left out without changing this one. */
export const diceOf = (seed: number, no: number): Dice => dice((Math.imul(seed, 0x9e3779b1) ^ (no * 0x85ebca6b)) >>> 0);

/** `PROVISO_RUN`: the one run to repeat. */
function onlyRun(): number | null {
  const given = Number(process.env['PROVISO_RUN']);
  return process.env['PROVISO_RUN'] !== undefined && Number.isInteger(given) && given >= 0 ? given : null;
}

/**
 * Runs simulations until `enough` says so. Every run depends on the seed and its number alone, so a failure names both
 * and is repeated by `PROVISO_SEED=… PROVISO_RUN=…`.
 */
export async function seededRuns(
  name: string,
  enough: (runs: number) => boolean,
  simulate: (run: Run) => Promise<void>,
): Promise<number> {
  const seed = seedOfRun();
  const only = onlyRun();
  let runs = 0;
  for (let no = only ?? 0; only === null ? !enough(no) : no === only; no++) {
    await oneRun(name, seed, no, simulate);
    runs++;
  }
  return runs;
}

async function oneRun(name: string, seed: number, no: number, simulate: (run: Run) => Promise<void>): Promise<void> {
  let told: () => string = () => '';
  const tell = (what: () => string): void => {
    told = what;
  };
  try {
    await simulate({ seed, no, dice: diceOf(seed, no), tell });
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Error(`${name}: repeat with PROVISO_SEED=${seed} PROVISO_RUN=${no}\n${reason}\n${told()}`);
  }
}
