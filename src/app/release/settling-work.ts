/**
 * How much may be done to find out what references need: whoever delivers objects chooses what they refer to, and some
 * choices multiply (T-FED-13, T-NEG-10). Counted in comparisons of two clauses, before they are made.
 */
export class SettlingWork {
  readonly #perVersion: number;
  #left: number;
  #spent = 0;

  /** `perVersion`: what each version has beside, which no other can use up. */
  constructor(max: number, perVersion = 0) {
    this.#left = max;
    this.#perVersion = perVersion;
  }

  get spent(): number {
    return this.#spent;
  }

  /** False where there is not so much left: then nothing may be done, and nothing was counted. */
  spend(steps: number): boolean {
    if (steps > this.#left) return false;
    this.#left -= steps;
    this.#spent += steps;
    return true;
  }

  /** For so many versions among all: a part of what is left, and what they have beside. */
  share<T>(part: number, versions: number, use: (work: SettlingWork) => T): T {
    const beside = this.#perVersion * versions;
    const own = new SettlingWork(Math.floor(this.#left * part) + beside);
    const result = use(own);
    this.#left -= Math.max(0, own.#spent - beside);
    this.#spent += own.#spent;
    return result;
  }
}
