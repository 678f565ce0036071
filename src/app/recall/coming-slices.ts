/**
 * Collections into which something is being brought in several slices, each stored by itself. What is only withheld because
 * a definition may be in a later slice is not judged before the last one.
 */
export class ComingSlices {
  readonly #coming = new Map<number, number>();
  #ended: () => void = () => {};

  /** Who hears when the last slice is stored. */
  whenEnded(tell: () => void): void {
    this.#ended = tell;
  }

  /** To be ended by the answer, whatever happens. */
  begin(collection: number): () => void {
    this.#coming.set(collection, (this.#coming.get(collection) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#coming.get(collection) ?? 1) - 1;
      if (left > 0) this.#coming.set(collection, left);
      else this.#coming.delete(collection);
      this.#ended();
    };
  }

  isComing(collection: number): boolean {
    return this.#coming.has(collection);
  }
}
