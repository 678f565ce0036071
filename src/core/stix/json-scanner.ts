import { limits } from '../limits.ts';
import type { Fault } from '../result.ts';
import { numberProblem } from './json-number.ts';
import { placeAt } from './json-place.ts';

/** Faults that one scan reports; hostile input could otherwise make the report larger than itself. */
const faultsMax = 20;

const OBJECT_FIRST = 0; // after {
const OBJECT_KEY = 1; // after , in an object
const OBJECT_COLON = 2;
const OBJECT_NEXT = 3; // after a member
const ARRAY_FIRST = 4; // after [
const ARRAY_VALUE = 5; // after , in an array
const ARRAY_NEXT = 6; // after an element
const OBJECT_VALUE = 7; // after :
const TOP = 8;
const DONE = 9;

/** 1 where a byte may stand in a string as it is: not a quote, not a backslash, not a control character. */
const plain = new Uint8Array(256).fill(1, 0x20);
plain[0x22] = 0;
plain[0x5c] = 0;

const space = (c: number): boolean => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
const digit = (c: number | undefined): boolean => c !== undefined && c >= 0x30 && c <= 0x39;

function hexAt(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const c = bytes[i] ?? 0;
    const low = c | 0x20;
    const nibble = c >= 0x30 && c <= 0x39 ? c - 0x30 : low >= 0x61 && low <= 0x66 ? low - 0x57 : -1;
    if (nibble < 0) return -1;
    value = value * 16 + nibble;
  }
  return value;
}

/**
 * Walks JSON text (RFC 8259) once, without recursion and without building anything: grammar, nesting, sizes, escapes and
 * numbers. Grammar and nesting faults end the walk; the others are collected. Duplicate keys are told by `keys`: the
 * parser keeps one of each, so a parsed value with fewer keys had duplicates.
 */
export class JsonScanner {
  readonly faults: Fault[] = [];
  /** Keys of all objects. */
  keys = 0;
  readonly #bytes: Uint8Array;
  #at = 0;
  #stopped = false;
  readonly #states = new Uint8Array(limits.jsonDepthMax + 1);
  readonly #counts = new Uint32Array(limits.jsonDepthMax + 1);

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  scan(): void {
    const bytes = this.#bytes;
    const states = this.#states;
    let depth = 0;
    states[0] = TOP;
    while (!this.#stopped) {
      while (this.#at < bytes.length && space(bytes[this.#at] as number)) this.#at++;
      const state = states[depth] as number;
      if (this.#at >= bytes.length) {
        if (state !== DONE)
          this.#stop(
            this.#at,
            bytes.length === 0 ? 'nothing here' : 'the text ends too early',
            'a complete JSON value',
          );
        return;
      }
      const c = bytes[this.#at] as number;
      if (state === TOP || state === OBJECT_VALUE || state === ARRAY_VALUE || (state === ARRAY_FIRST && c !== 0x5d)) {
        states[depth] = state === TOP ? DONE : state === OBJECT_VALUE ? OBJECT_NEXT : ARRAY_NEXT;
        if (state >= ARRAY_FIRST && state <= ARRAY_VALUE)
          this.#count(depth, limits.arrayLengthMax, 'elements', 'array');
        if (c === 0x7b || c === 0x5b) depth = this.#open(depth, c);
        else this.#scalar(c);
      } else depth = this.#step(depth, state, c);
    }
  }

  #open(depth: number, c: number): number {
    if (depth >= limits.jsonDepthMax) {
      this.#stop(this.#at, 'nested too deeply', `at most ${limits.jsonDepthMax} levels`);
      return depth;
    }
    this.#at++;
    this.#states[depth + 1] = c === 0x7b ? OBJECT_FIRST : ARRAY_FIRST;
    this.#counts[depth + 1] = 0;
    return depth + 1;
  }

  /** Everything between values: keys, colons, commas, closing brackets. */
  #step(depth: number, state: number, c: number): number {
    const states = this.#states;
    if (c === 0x22 && (state === OBJECT_FIRST || state === OBJECT_KEY)) {
      this.keys++;
      this.#count(depth, limits.keysPerObjectMax, 'keys', 'object');
      this.#string(limits.keyBytesMax, 'key');
      states[depth] = OBJECT_COLON;
    } else if (c === 0x3a && state === OBJECT_COLON) {
      this.#at++;
      states[depth] = OBJECT_VALUE;
    } else if (c === 0x2c && (state === OBJECT_NEXT || state === ARRAY_NEXT)) {
      this.#at++;
      states[depth] = state === OBJECT_NEXT ? OBJECT_KEY : ARRAY_VALUE;
    } else if (
      (c === 0x7d && (state === OBJECT_FIRST || state === OBJECT_NEXT)) ||
      (c === 0x5d && (state === ARRAY_FIRST || state === ARRAY_NEXT))
    ) {
      this.#at++;
      return depth - 1;
    } else this.#stop(this.#at, state === DONE ? 'more text after the value' : 'not JSON here', expected(state));
    return depth;
  }

  #count(depth: number, max: number, what: string, where: string): void {
    const n = (this.#counts[depth] as number) + 1;
    this.#counts[depth] = n;
    if (n === max + 1) this.#note(this.#at, `more than ${max} ${what} in one ${where}`, `at most ${max}`);
  }

  #scalar(c: number): void {
    if (c === 0x22) this.#string(limits.stringBytesMax, 'string');
    else if (c === 0x2d || digit(c)) this.#number();
    else if (c === 0x74) this.#word('true');
    else if (c === 0x66) this.#word('false');
    else if (c === 0x6e) this.#word('null');
    else this.#stop(this.#at, 'not a JSON value', 'an object, array, string, number, true, false or null');
  }

  #word(word: string): void {
    for (let i = 0; i < word.length; i++) {
      if (this.#bytes[this.#at + i] !== word.charCodeAt(i)) {
        this.#stop(this.#at, 'not a JSON value', word);
        return;
      }
    }
    this.#at += word.length;
  }

  #number(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let i = start;
    if (bytes[i] === 0x2d) i++;
    const first = bytes[i];
    if (!digit(first)) return this.#stop(i, 'a number without digits', 'a JSON number such as -1.5e3');
    i++;
    if (first !== 0x30) while (digit(bytes[i])) i++;
    // Up to 15 digits and nothing else: always exact.
    let simple = i - start <= 15 && bytes[start] !== 0x2d;
    if (bytes[i] === 0x2e) {
      simple = false;
      if (!digit(bytes[++i])) return this.#stop(i, 'a decimal point without digits', 'a JSON number such as -1.5e3');
      while (digit(bytes[i])) i++;
    }
    if (((bytes[i] ?? 0) | 0x20) === 0x65) {
      simple = false;
      i++;
      if (bytes[i] === 0x2b || bytes[i] === 0x2d) i++;
      if (!digit(bytes[i])) return this.#stop(i, 'an exponent without digits', 'a JSON number such as -1.5e3');
      while (digit(bytes[i])) i++;
    }
    this.#at = i;
    if (simple) return true;
    if (i - start > limits.stringBytesMax) return this.#stop(start, 'a number of absurd length', 'a JSON number');
    let token = '';
    for (let k = start; k < i; k++) token += String.fromCharCode(bytes[k] as number);
    const problem = numberProblem(token);
    if (problem !== null)
      this.#note(start, problem, 'a finite double, integers inside ±(2^53−1); large numbers as text');
    return true;
  }

  /** A string or key: `max` counts its bytes once unescaped. */
  #string(max: number, what: 'string' | 'key'): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let i = start + 1;
    let saved = 0;
    for (;;) {
      while (plain[bytes[i] as number] === 1) i++;
      const c = bytes[i];
      if (c === 0x22) break;
      if (c !== 0x5c) {
        const problem = c === undefined ? 'a string that does not end' : 'a control character inside a string';
        return this.#stop(c === undefined ? start : i, problem, c === undefined ? '"' : 'an escape such as \\n');
      }
      const next = bytes[i + 1];
      if (next === 0x75) {
        const used = this.#unicodeEscape(i);
        if (used === 0) return false;
        saved += used === 12 ? 8 : used - this.#escapedWidth(i);
        i += used;
      } else if (next !== undefined && '"\\/bfnrt'.includes(String.fromCharCode(next))) {
        saved++;
        i += 2;
      } else return this.#stop(i, 'an unknown escape', '\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hex digits');
    }
    this.#at = i + 1;
    if (i - start - 1 - saved > max) this.#note(start, `a ${what} of more than ${max} bytes`, `at most ${max} bytes`);
    return true;
  }

  #escapedWidth(at: number): number {
    const unit = hexAt(this.#bytes, at + 2);
    return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
  }

  /** Length of one `\u` escape, 12 for a surrogate pair; 0 after a fault of grammar. */
  #unicodeEscape(at: number): number {
    const unit = hexAt(this.#bytes, at + 2);
    if (unit < 0) {
      this.#stop(at, 'an escape without four hex digits', 'for example \\u00e9');
      return 0;
    }
    if (unit === 0) this.#note(at, 'the character U+0000', 'text without it');
    if ((unit & 0xf800) !== 0xd800) return 6;
    const paired = unit < 0xdc00 && this.#bytes[at + 6] === 0x5c && this.#bytes[at + 7] === 0x75;
    if (paired && (hexAt(this.#bytes, at + 8) & 0xfc00) === 0xdc00) return 12;
    this.#note(at, 'half of a surrogate pair', 'both halves, or the character itself');
    return 6;
  }

  #note(at: number, problem: string, valid: string): void {
    if (this.faults.length >= faultsMax) return;
    this.faults.push({ at: placeAt(this.#bytes, at), problem, valid });
  }

  #stop(at: number, problem: string, valid: string): false {
    this.#note(at, problem, valid);
    this.#stopped = true;
    return false;
  }
}

function expected(state: number): string {
  switch (state) {
    case OBJECT_FIRST:
      return 'a key in double quotes or }';
    case OBJECT_KEY:
      return 'a key in double quotes';
    case OBJECT_COLON:
      return ':';
    case OBJECT_NEXT:
      return ', or }';
    case ARRAY_NEXT:
      return ', or ]';
    default:
      return 'the end of the text';
  }
}
