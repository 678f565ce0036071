import { limits } from '../limits.ts';
import { type Fault, fail, ok, type Result } from '../result.ts';
import { readShell } from './container-shell.ts';
import { GatheredBytes } from './gathered-bytes.ts';
import { ListFinder } from './list-finder.ts';
import type { StixPlatform } from './platform.ts';
import { scanJson } from './scan-json.ts';

export type ContainerKind = 'envelope' | 'bundle' | 'array' | 'lines' | 'single';

/** Bytes of a container beside its objects, or of the first object. */
const shellBytesMax = limits.objectBytesMax;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const NEWLINE = 0x0a;

const isSpace = (c: number): boolean => c === 0x20 || c === NEWLINE || c === 0x0d || c === 0x09;

type Mode =
  /** Before the first byte that counts. */
  | 'start'
  /** Inside the first object, which may turn out to be a container. */
  | 'head'
  /** In the list, where a member or its end must come. */
  | 'before-member'
  | 'member'
  | 'after-member'
  /** In the container, after its list. */
  | 'tail'
  /** After one object of a file of lines. */
  | 'between'
  | 'after-end'
  | 'failed';

/**
 * Cuts a stream of JSON into the bytes of its objects: members of the list `objects` of an envelope or bundle, of a bare
 * list, objects on lines of their own, or one object. It looks at brackets, quotes and commas only, keeps one member at a
 * time, and leaves it to the reader of each member to judge it. A member longer than `objectBytesMax` comes cut off, so
 * that its reader refuses it. Slices may share memory with the chunk: read them before the chunk is used again.
 */
export class ObjectSplitter {
  /** Known once the first bytes of content were read; final after `end`. */
  kind: ContainerKind = 'single';
  warnings: readonly Fault[] = [];
  /** Members of the container beside its objects; known after `end`. */
  members: Readonly<Record<string, unknown>> = {};
  readonly #generous: boolean;
  readonly #platform: Pick<StixPlatform, 'decodeUtf8Fatal'>;
  readonly #member = new GatheredBytes(limits.objectBytesMax);
  readonly #shell = new GatheredBytes(shellBytesMax);
  readonly #finder = new ListFinder();
  #mode: Mode = 'start';
  #faults: Fault[] = [];
  /** Bytes before the current chunk. */
  #before = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The member is a number, word or string: it ends without a bracket. */
  #bare = false;
  #first = true;
  #newlineSeen = true;
  #membersGiven = 0;
  /** The container was read already: it had no objects. */
  #closed = false;

  /** `generous` takes the members of an envelope beside its objects as they come, for their reader to judge. */
  constructor(platform: Pick<StixPlatform, 'decodeUtf8Fatal'>, generous = false) {
    this.#platform = platform;
    this.#generous = generous;
  }

  /** The objects that end in this chunk. After a fault every call answers with it. */
  push(chunk: Uint8Array): Result<readonly Uint8Array[], Fault[]> {
    const out: Uint8Array[] = [];
    let at = 0;
    while (at < chunk.length && this.#mode !== 'failed') at = this.#advance(chunk, at, out);
    if (this.#mode === 'failed') return fail(...this.#faults);
    this.#before += chunk.length;
    this.#membersGiven += out.length;
    return ok(out);
  }

  /** Tells that nothing follows: what is still open is reported as cut off. */
  end(): Result<readonly Uint8Array[], Fault[]> {
    switch (this.#mode) {
      case 'failed':
        return fail(...this.#faults);
      case 'after-end':
        return this.kind === 'array' ? ok([]) : this.#closeContainer();
      case 'between':
        return ok([]);
      case 'start':
        this.#fail(0, 'nothing here', 'an envelope, a bundle, a list of objects or objects on lines');
        return fail(...this.#faults);
      default:
        this.#fail(0, `the text ends too early, after ${this.#membersGiven} complete objects`, 'the complete file');
        return fail(...this.#faults);
    }
  }

  #fail(at: number, problem: string, valid: string): number {
    this.#mode = 'failed';
    this.#faults = [{ at: `byte ${this.#before + at}`, problem, valid }];
    return Number.MAX_SAFE_INTEGER;
  }

  #advance(chunk: Uint8Array, at: number, out: Uint8Array[]): number {
    switch (this.#mode) {
      case 'head':
        return this.#head(chunk, at, out);
      case 'member':
        return this.#inMember(chunk, at, out);
      case 'tail':
        return this.#tail(chunk, at);
      default: {
        const c = chunk[at] as number;
        if (!isSpace(c)) return this.#betweenValues(at, c);
        if (c === NEWLINE) this.#newlineSeen = true;
        return at + 1;
      }
    }
  }

  #betweenValues(at: number, c: number): number {
    switch (this.#mode) {
      case 'start':
        if (c === OPEN_BRACKET) {
          this.kind = 'array';
          return this.#openList(at);
        }
        if (c !== OPEN_BRACE)
          return this.#fail(at, 'not an object or list of objects', '{ or [, in UTF-8 without a byte order mark');
        this.#mode = 'head';
        return at;
      case 'between':
        if (!this.#newlineSeen || c !== OPEN_BRACE)
          return this.#fail(at, 'more text after the object', 'one object on each line');
        this.kind = 'lines';
        return this.#beginMember(at);
      case 'before-member':
        if (c === CLOSE_BRACKET && this.#first) return this.#closeList(at);
        if (c === COMMA || c === CLOSE_BRACKET || c === COLON || c === CLOSE_BRACE)
          return this.#fail(at, 'no object where one must stand', 'an object');
        return this.#beginMember(at);
      case 'after-member':
        if (c === CLOSE_BRACKET) return this.#closeList(at);
        if (c !== COMMA) return this.#fail(at, 'no comma between two objects', ', or ]');
        this.#mode = 'before-member';
        return at + 1;
      default:
        return this.#fail(at, 'more text after the end', 'the end of the file');
    }
  }

  #openList(at: number): number {
    this.#mode = 'before-member';
    this.#first = true;
    return at + 1;
  }

  #closeList(at: number): number {
    if (this.kind === 'array') {
      this.#mode = 'after-end';
      return at + 1;
    }
    // The bracket itself is left to the shell.
    this.#mode = 'tail';
    this.#depth = 2;
    return at;
  }

  #beginMember(at: number): number {
    this.#mode = 'member';
    this.#first = false;
    this.#depth = 0;
    this.#bare = false;
    this.#inString = false;
    this.#escaped = false;
    return at;
  }

  /** Runs to the end of the member or of the chunk. */
  #inMember(chunk: Uint8Array, from: number, out: Uint8Array[]): number {
    let i = from;
    for (; i < chunk.length; i++) {
      const c = chunk[i] as number;
      if (this.#inString) {
        i = this.#skipString(chunk, i);
        if (this.#inString || this.#depth > 0) continue;
      } else if (c === QUOTE) {
        this.#inString = true;
        this.#escaped = false;
        continue;
      } else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
        this.#depth++;
        continue;
      } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
        if (this.#depth === 0) return this.#memberEnds(chunk, from, i, out);
        if (--this.#depth > 0) continue;
      } else if (this.#depth > 0) continue;
      else if (c === COMMA || isSpace(c)) return this.#memberEnds(chunk, from, i, out);
      else {
        this.#bare = true;
        continue;
      }
      if (!this.#bare) return this.#memberEnds(chunk, from, i + 1, out);
    }
    this.#member.add(chunk.subarray(from), false);
    return i;
  }

  #memberEnds(chunk: Uint8Array, from: number, end: number, out: Uint8Array[]): number {
    this.#member.add(chunk.subarray(from, end), true);
    out.push(this.#member.take());
    this.#newlineSeen = false;
    this.#mode = this.kind === 'lines' || this.kind === 'single' ? 'between' : 'after-member';
    return end;
  }

  /** From inside a string to its closing quote, whose index it answers, or to the end of the chunk. */
  #skipString(chunk: Uint8Array, from: number): number {
    let i = from;
    if (this.#escaped) {
      this.#escaped = false;
      i++;
    }
    for (; i < chunk.length; i++) {
      const c = chunk[i];
      if (c === QUOTE) {
        this.#inString = false;
        return i;
      }
      if (c === BACKSLASH && ++i >= chunk.length) this.#escaped = true;
    }
    return i;
  }

  /** The first object, kept whole until it ends (one object) or its list begins (a container). */
  #head(chunk: Uint8Array, from: number, out: Uint8Array[]): number {
    const { what, at } = this.#finder.read(chunk, from);
    if (what === 'end') return this.#headEnds(chunk, from, at, out);
    this.#shell.add(chunk.subarray(from, at), false);
    if (this.#shell.over) return this.#headTooLong(at);
    if (what === 'nothing') return at;
    this.kind = 'envelope';
    return this.#openList(at - 1);
  }

  #headTooLong(at: number): number {
    return this.#fail(
      at,
      'a first object or container head that is too long',
      `at most ${shellBytesMax} bytes before the list of objects`,
    );
  }

  /** The first object ended without a list: a container without objects, or an object. */
  #headEnds(chunk: Uint8Array, from: number, end: number, out: Uint8Array[]): number {
    this.#shell.add(chunk.subarray(from, end), true);
    if (this.#shell.over) return this.#headTooLong(end);
    const bytes = this.#shell.take();
    const scanned = scanJson(bytes, this.#platform);
    const read = scanned.ok ? readShell(scanned.value, false, this.#generous) : ok(null);
    if (!read.ok) {
      this.#mode = 'failed';
      this.#faults = read.error;
      return end;
    }
    if (read.value === null) {
      // Whatever is wrong with it is a fault of the object.
      out.push(bytes);
      this.#newlineSeen = false;
      this.#mode = 'between';
      return end;
    }
    this.kind = read.value.kind;
    this.warnings = read.value.warnings;
    if (scanned.ok) this.members = scanned.value as Record<string, unknown>;
    this.#closed = true;
    this.#mode = 'after-end';
    return end;
  }

  #tail(chunk: Uint8Array, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const c = chunk[i] as number;
      if (this.#inString) {
        i = this.#skipString(chunk, i);
      } else if (c === QUOTE) {
        this.#inString = true;
        this.#escaped = false;
      } else if (c === OPEN_BRACE || c === OPEN_BRACKET) this.#depth++;
      else if ((c === CLOSE_BRACE || c === CLOSE_BRACKET) && --this.#depth === 0) {
        this.#shell.add(chunk.subarray(from, i + 1), false);
        this.#mode = 'after-end';
        return this.#shell.over ? this.#headTooLong(i) : i + 1;
      }
    }
    this.#shell.add(chunk.subarray(from), false);
    return this.#shell.over ? this.#headTooLong(chunk.length) : chunk.length;
  }

  #closeContainer(): Result<readonly Uint8Array[], Fault[]> {
    if (this.#closed) return ok([]);
    const scanned = scanJson(this.#shell.take(), this.#platform);
    if (!scanned.ok) return scanned;
    const read = readShell(scanned.value, true, this.#generous);
    if (!read.ok) return read;
    this.members = scanned.value as Record<string, unknown>;
    if (read.value !== null) {
      this.kind = read.value.kind;
      this.warnings = read.value.warnings;
    }
    return ok([]);
  }
}
