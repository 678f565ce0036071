/**
 * What one stretch of work may do before others have a turn, in steps: a step looks at one entry or one version. Nothing
 * that is answered depends on it, only how often the work is put down and taken up again (T-TAX-07).
 */
export class WorkBudget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  get spent(): boolean {
    return this.#left <= 0;
  }

  spend(steps = 1): void {
    this.#left -= steps;
  }
}
