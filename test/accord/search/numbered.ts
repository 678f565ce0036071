/** Values met, by number, so that equal ones are one and the search moves numbers. */
export class Interned<T> {
  readonly list: T[] = [];
  readonly #numbers = new Map<string, number>();

  number(code: string, value: () => T): number {
    const known = this.#numbers.get(code);
    if (known !== undefined) return known;
    const number = this.list.length;
    this.#numbers.set(code, number);
    this.list.push(freezeDeep(value()));
    return number;
  }
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const each of Object.values(value)) freezeDeep(each);
  }
  return value;
}

/** Queues by number, so that equal ones are one. 0 is empty. */
export class Queues {
  readonly list: (readonly number[])[] = [[]];
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #changed = new Map<number, number>();

  number(queue: readonly number[]): number {
    const code = queue.join();
    const known = this.#numbers.get(code);
    if (known !== undefined) return known;
    this.#numbers.set(code, this.list.length);
    return this.list.push(queue) - 1;
  }

  #once(key: number, make: () => readonly number[]): number {
    const known = this.#changed.get(key);
    if (known !== undefined) return known;
    const number = this.number(make());
    this.#changed.set(key, number);
    return number;
  }

  pushed(queue: number, id: number): number {
    return this.#once(queue * 100_000 + id, () => [...(this.list[queue] as number[]), id]);
  }

  without(queue: number, place: number): number {
    const take = (): readonly number[] => (this.list[queue] as number[]).filter((_, at) => at !== place);
    return this.#once(queue * 100_000 + 99_000 + place, take);
  }
}
