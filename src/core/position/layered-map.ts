/**
 * A map whose copies cost little: what was set lately lies in a layer of its own over a base that the copies share. A copy of
 * n entries costs about the root of n, over many copies.
 */
export class LayeredMap<K, V> {
  readonly #base: ReadonlyMap<K, V>;
  readonly #top: Map<K, V>;

  private constructor(base: ReadonlyMap<K, V>, top: Map<K, V>) {
    this.#base = base;
    this.#top = top;
  }

  static empty<K, V>(): LayeredMap<K, V> {
    return new LayeredMap(new Map<K, V>(), new Map<K, V>());
  }

  get(key: K): V | undefined {
    return this.#top.get(key) ?? this.#base.get(key);
  }

  set(key: K, value: V): void {
    this.#top.set(key, value);
  }

  /** One that may be set from now on; this one may not. */
  copy(): LayeredMap<K, V> {
    if (this.#base.size === 0) return new LayeredMap(this.#top, new Map<K, V>());
    const isHeavy = this.#top.size * this.#top.size > this.#base.size;
    return isHeavy
      ? new LayeredMap(new Map([...this.#base, ...this.#top]), new Map<K, V>())
      : new LayeredMap(this.#base, new Map(this.#top));
  }
}
