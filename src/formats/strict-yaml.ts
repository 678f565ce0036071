import { isMap, isScalar, isSeq, Lexer, LineCounter, type Node, parseDocument } from 'yaml';
import { limits } from '../core/limits.ts';
import { type Fault, fail, ok, type Result } from '../core/result.ts';

/**
 * The part of YAML 1.2 (core schema) that has one obvious reading, which is also all of JSON: maps with text keys, lists,
 * strings, finite numbers, booleans, null. One document. Refused, each fault with line and column: duplicate keys, anchors,
 * aliases, tags, merge keys, directives, numbers that a double cannot hold exactly, and anything beyond the limits of core.
 * Dates stay text.
 */
export function readStrictYaml(text: string, options: { readonly maxBytes?: number } = {}): Result<unknown, Fault[]> {
  const maxBytes = options.maxBytes ?? limits.textBytesMax;
  // Code units never exceed UTF-8 bytes; three bytes each is the most a code unit can take.
  if (text.length > maxBytes || (text.length * 3 > maxBytes && utf8Length(text) > maxBytes)) {
    return fail({ at: 'file', problem: `larger than ${maxBytes} bytes`, valid: 'several smaller files' });
  }
  const shape = shapeFaults(text);
  if (shape.length > 0) return fail(...shape);
  try {
    return compose(text);
  } catch (error) {
    if (error instanceof RangeError)
      return fail({ at: 'file', problem: 'nested too deeply', valid: `at most ${limits.jsonDepthMax} levels` });
    throw error;
  }
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

const refusedTokens: Readonly<Record<string, readonly [string, string]>> = {
  '&': ['anchors are not read', 'write the value out where it is used'],
  '*': ['aliases are not read', 'write the value out where it is used'],
  '!': ['tags are not read', 'a plain value, in quotes if it must be a string'],
  '%': ['directives are not read', 'leave the line out'],
};

const scalarMark = '\u001f';
const zeroWidthMarks = new Set([scalarMark, '\u0002', '\u0018']);

/**
 * One pass over the tokens before anything is built: what composing would expand or take quadratic time over never
 * reaches it.
 */
function shapeFaults(text: string): Fault[] {
  const lines = new LineCounter();
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}`;
  };
  lines.addNewLine(0);
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) lines.addNewLine(i + 1);
  let offset = text.startsWith('\ufeff') ? 1 : 0;
  let depth = 0;
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    if (zeroWidthMarks.has(token)) {
      isText = token === scalarMark;
      continue;
    }
    const refused = isText ? undefined : refusedTokens[token.charAt(0)];
    if (refused !== undefined) return [{ at: place(offset), problem: refused[0], valid: refused[1] }];
    if (!isText && (token === '[' || token === '{')) depth++;
    if (!isText && (token === ']' || token === '}')) depth--;
    if (depth > limits.jsonDepthMax) {
      return [{ at: place(offset), problem: 'nested too deeply', valid: `at most ${limits.jsonDepthMax} levels` }];
    }
    isText = false;
    offset += token.length;
  }
  return [];
}

function compose(text: string): Result<unknown, Fault[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    // Its own check compares every pair of keys; ours below is one look-up per key.
    uniqueKeys: false,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}`;
  };
  const problems = [...document.errors, ...document.warnings].slice(0, 20);
  if (problems.length > 0) {
    return fail(
      ...problems.map((p) =>
        p.code === 'MULTIPLE_DOCS'
          ? { at: place(p.pos[0]), problem: 'a second document begins', valid: 'one document per file' }
          : { at: place(p.pos[0]), problem: `not readable as YAML (${p.code.toLowerCase().replaceAll('_', ' ')})` },
      ),
    );
  }
  const faults: Fault[] = [];
  const value = plain(document.contents, 0, (node, problem, valid) => {
    if (faults.length < 20)
      faults.push({ at: place(node.range?.[0] ?? 0), problem, ...(valid === undefined ? {} : { valid }) });
  });
  return faults.length === 0 ? ok(value) : fail(...faults);
}

type Complain = (node: Node, problem: string, valid?: string) => void;

function plain(node: Node | null, depth: number, complain: Complain): unknown {
  if (node === null) return null;
  if (depth > limits.jsonDepthMax) {
    complain(node, 'nested too deeply', `at most ${limits.jsonDepthMax} levels`);
    return null;
  }
  if (isScalar(node)) return plainScalar(node, node.value, complain);
  if (isSeq(node)) {
    if (node.items.length > limits.arrayLengthMax) {
      complain(node, 'too many items in one list', `at most ${limits.arrayLengthMax}`);
      return null;
    }
    return node.items.map((item) => plain(item as Node, depth + 1, complain));
  }
  if (isMap(node)) return plainMap(node.items, node, depth, complain);
  complain(node, 'not a plain value', 'a map, a list, a string, a number, true, false or null');
  return null;
}

function plainScalar(node: Node, value: unknown, complain: Complain): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  complain(node, 'a number out of range', 'a finite number within ±(2^53 − 1), or a string in quotes');
  return null;
}

function plainMap(
  items: readonly { readonly key: unknown; readonly value: unknown }[],
  map: Node,
  depth: number,
  complain: Complain,
): Record<string, unknown> {
  // No prototype: a key named like a built-in property is a key like any other.
  const out = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of items) {
    if (!isScalar(key) || typeof key.value !== 'string') {
      complain(isScalar(key) ? key : map, 'a key that is not text', 'a key in quotes');
    } else if (key.value === '__proto__') {
      complain(key, 'a reserved key', 'another name');
    } else if (Object.hasOwn(out, key.value)) {
      complain(key, `the key "${key.value.slice(0, 80)}" is there twice`, 'each key once');
    } else {
      out[key.value] = plain(value as Node | null, depth + 1, complain);
    }
  }
  return out;
}
