/** Key of the list in an envelope or bundle, quotes included. */
const objectsKey = [...'"objects"'].map((c) => c.charCodeAt(0));

/** What came of one chunk: `at` is the index after the last byte read. */
export interface Found {
  readonly what: 'list' | 'end' | 'nothing';
  readonly at: number;
}

/**
 * Reads the first object of a stream until its own list `objects` begins (it is a container) or it ends (it is not, or a
 * container without objects). The key must be written without escapes; whoever reads the ended object sees the others.
 */
export class ListFinder {
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Bytes of the key that matched so far; -1 when this is not the key. */
  #matched = -1;
  #keyWanted = false;
  /** The key and its colon were read: the next byte that counts tells. */
  #listNext = false;

  read(chunk: Uint8Array, from: number): Found {
    for (let i = from; i < chunk.length; i++) {
      const c = chunk[i] as number;
      if (this.#inString) this.#stringByte(c);
      else if (c === 0x22) this.#beginString();
      else if (c === 0x5b && this.#depth === 1 && this.#listNext) return { what: 'list', at: i + 1 };
      else if (c === 0x7b || c === 0x5b) {
        this.#depth++;
        this.#keyWanted = this.#depth === 1;
        this.#listNext = false;
      } else if (c === 0x7d || c === 0x5d) {
        if (--this.#depth === 0) return { what: 'end', at: i + 1 };
      } else if (this.#depth === 1) this.#sign(c);
    }
    return { what: 'nothing', at: chunk.length };
  }

  #sign(c: number): void {
    if (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) return;
    this.#listNext = c === 0x3a && this.#matched === objectsKey.length;
    this.#matched = -1;
    if (c === 0x2c) this.#keyWanted = true;
  }

  #beginString(): void {
    this.#inString = true;
    this.#matched = this.#depth === 1 && this.#keyWanted ? 1 : -1;
    this.#keyWanted = false;
    this.#listNext = false;
  }

  #stringByte(c: number): void {
    if (this.#matched >= 0) this.#matched = c === objectsKey[this.#matched] ? this.#matched + 1 : -1;
    if (this.#escaped) this.#escaped = false;
    else if (c === 0x5c) this.#escaped = true;
    else if (c === 0x22) this.#inString = false;
  }
}
