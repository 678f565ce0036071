/** Union of sets by a forest of parents: which of a number of things hang together. */
export class JoinedSets {
  readonly #parents = new Map<string, string>();

  root(item: string): string {
    let at = item;
    for (;;) {
      const up = this.#parents.get(at);
      if (up === undefined) break;
      const above = this.#parents.get(up);
      if (above !== undefined) this.#parents.set(at, above);
      at = up;
    }
    return at;
  }

  join(a: string, b: string): void {
    const [x, y] = [this.root(a), this.root(b)];
    // The smaller name stays the root, so that the order of joining decides nothing.
    if (x < y) this.#parents.set(y, x);
    else if (y < x) this.#parents.set(x, y);
  }
}
