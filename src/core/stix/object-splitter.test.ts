import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptAll, bytesOf, nodePlatform, textOf } from '../../../test/stix/node-platform.ts';
import { limits } from '../limits.ts';
import { ObjectSplitter } from './object-splitter.ts';
import { prepareObject } from './prepare-object.ts';
import { splitObjects } from './split-objects.ts';

type Split = { readonly kind: string; readonly objects: string[] } | { readonly fault: string };

/** Pushes the bytes in pieces of the given sizes, over and over; each piece is overwritten afterwards, as a reader may. */
function inPieces(bytes: Uint8Array, sizes: readonly number[]): Split {
  const splitter = new ObjectSplitter(nodePlatform);
  const objects: string[] = [];
  for (let at = 0, k = 0; at < bytes.length; k++) {
    const size = sizes[k % sizes.length] ?? 1;
    const piece = bytes.slice(at, at + size);
    at += size;
    const pushed = splitter.push(piece);
    if (!pushed.ok) return { fault: pushed.error[0]?.problem ?? '' };
    objects.push(...pushed.value.map(textOf));
    piece.fill(0x58);
  }
  const ended = splitter.end();
  if (!ended.ok) return { fault: ended.error[0]?.problem ?? '' };
  return { kind: splitter.kind, objects: [...objects, ...ended.value.map(textOf)] };
}

const whole = (input: unknown) => splitObjects(bytesOf(input), nodePlatform);
const texts = (input: unknown): string[] => {
  const result = whole(input);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.objects.map(textOf);
};

const one = {
  type: 'x-one',
  id: 'x-one--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f',
  text: 'a ] } " \\ , é 😀',
  objects: { a: [1] },
};
const two = { objects: 'no list', deep: [[[{ objects: [1, 2] }]]] };
const bundleId = 'bundle--5d0092c5-5f74-4287-9642-33f4c354e56d';

describe('kinds of containers', () => {
  it.each([
    ['envelope', { objects: [one, two] }],
    ['envelope', { more: false, next: 'objects', objects: [one, two] }],
    ['bundle', { type: 'bundle', id: bundleId, spec_version: '2.0', objects: [one, two] }],
    ['bundle', { objects: [one, two], id: bundleId, type: 'bundle' }],
    ['array', [one, two]],
    ['lines', `${JSON.stringify(one)}\n${JSON.stringify({ ...one, n: 2 })}\r\n\n${JSON.stringify(two)}\n`],
    ['single', one],
    ['single', JSON.stringify({ ...one, objects: { a: [] } }, null, 2)],
  ])('reads the objects of %s', (kind, input) => {
    const result = whole(input);
    expect(result).toMatchObject({ ok: true, value: { kind } });
    if (typeof input === 'object' && kind !== 'single') {
      expect(result.ok && result.value.objects.map((b) => JSON.parse(textOf(b)))).toEqual([one, two]);
    }
  });

  it.each([
    ['envelope', {}],
    ['envelope', { more: false }],
    ['envelope', { objects: [] }],
    ['bundle', { type: 'bundle', id: bundleId }],
    ['array', []],
  ])('takes %s without objects', (kind, input) => {
    expect(whole(input)).toMatchObject({ ok: true, value: { kind, objects: [] } });
  });

  it('warns of a bundle without a right id and of properties an envelope does not have', () => {
    expect(whole({ type: 'bundle', id: 'bundle--1', objects: [one] })).toMatchObject({
      ok: true,
      value: { warnings: [{ at: 'id' }] },
    });
    expect(whole({ objects: [one], status: 1 })).toMatchObject({ ok: true, value: { warnings: [{ at: 'status' }] } });
  });
});

describe('faults of the container refuse the whole', () => {
  it.each([
    ['', 'nothing here'],
    ['  \n', 'nothing here'],
    ['\ufeff{}', 'not an object or list of objects'],
    ['"x"', 'not an object or list of objects'],
    ['{"objects":[{"a":1}', 'the text ends too early, after 1 complete objects'],
    ['{"objects":[{"a":1}]', 'the text ends too early, after 1 complete objects'],
    ['{"objects":[{"a":1},{"b"', 'the text ends too early, after 1 complete objects'],
    ['[{"a":1}', 'the text ends too early, after 1 complete objects'],
    ['{"objects":[{"a":1},]}', 'no object where one must stand'],
    ['{"objects":[,]}', 'no object where one must stand'],
    ['{"objects":[{"a":1}{"b":1}]}', 'no comma between two objects'],
    ['{"objects":[{"a":1}]}x', 'more text after the end'],
    ['{"objects":[]}{"objects":[]}', 'more text after the end'],
    ['{"a":1}{"b":1}', 'more text after the end'],
    ['{"objects":[],"objects":[{"a":1}]}', 'the key "objects" stands twice in one object'],
    ['{"more":false,"more":true,"objects":[]}', 'the key "more" stands twice in one object'],
    ['{"objects":[{"a":1}],"more":1}', 'not a boolean'],
    ['{"objects":[{"a":1}],"next":[]}', 'not text'],
    ['{"objects":{"a":1}}', 'not a list'],
    ['{"\\u006fbjects":[{"a":1}]}', 'not a list'],
    ['{"type":"indicator","objects":[{"a":1}]}', 'a list of objects in something that is neither envelope nor bundle'],
    ['{"type":"x","id":"y"}{"type":"x","id":"y"}', 'more text after the object'],
    ['{"type":"x","id":"y"}\n[1]', 'more text after the object'],
    ['{"objects":[{"a":1}],"x":"\\ud800"}', 'half of a surrogate pair'],
  ])('%j', (text, problem) => {
    const result = whole(text);
    expect(result.ok ? [] : result.error.map((f) => f.problem)).toContain(problem);
  });

  it.each([-1, 0, 1])('objects of one body, at the limit and %i', (d) => {
    const n = limits.objectsPerEnvelopeMax + d;
    expect(whole(`{"objects":[${Array(n).fill('{}').join(',')}]}`).ok).toBe(d <= 0);
  });
});

it('lets one bad object spoil no neighbour', () => {
  const good = JSON.stringify({
    type: 'mutex',
    id: 'mutex--eba44954-d4e4-5d3b-814c-2b17dd8de300',
    name: '__CLEANSWEEP__',
  });
  const bad = [
    '{"a":1,"a":2}',
    '{"a" 1}',
    '{"a":01}',
    '{"a":"\\ud800"}',
    '{"a":-0}',
    '17',
    '"text"',
    'null',
    'tru',
    '[1]',
    '{"a":[}}',
    '{}',
  ];
  const result = texts(`{"objects":[${bad.flatMap((b) => [b, good]).join(' , ')}]}`);
  expect(result).toEqual(bad.flatMap((b) => [b, good]));
  const ok = result.map((text) => prepareObject(bytesOf(text), acceptAll).ok);
  expect(ok).toEqual(bad.flatMap(() => [false, true]));
});

it('lets bytes that are not UTF-8 in one object spoil no neighbour', () => {
  const body = new Uint8Array([...bytesOf('{"objects":[{"a":"'), 0xff, ...bytesOf('"},{"b":1}]}')]);
  const result = splitObjects(body, nodePlatform);
  expect(result.ok && result.value.objects.map((b) => b.length)).toEqual([9, 7]);
});

describe('any chunking gives the same objects', () => {
  const member = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' });
  const layout = fc.constantFrom(0, 1, '\t');
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  const container = fc
    .tuple(fc.array(member, { maxLength: 6 }), fc.constantFrom('envelope', 'bundle', 'array'), layout)
    .map(([list, kind, space]) => {
      const value =
        kind === 'array'
          ? list
          : kind === 'bundle'
            ? { type: 'bundle', id: bundleId, objects: list }
            : { more: true, objects: list, next: '"objects":[' };
      return { text: JSON.stringify(value, null, space), list, kind };
    });

  it('equals the parsed list', () => {
    fc.assert(
      fc.property(container, sizes, ({ text, list, kind }, pieces) => {
        const split = inPieces(bytesOf(text), pieces);
        expect(split).toMatchObject({ kind });
        if ('objects' in split)
          expect(split.objects.map((t) => JSON.parse(t))).toEqual(JSON.parse(JSON.stringify(list)));
      }),
    );
  });

  it('answers alike for any bytes, right or wrong', () => {
    const soup = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"objects"',
        '"type"',
        '"bundle"',
        ':',
        ',',
        '"a',
        '\\',
        '"',
        '1',
        ' ',
        '\n',
        'é',
        '{"type":"x","id":"y"}',
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(soup, sizes, (parts, pieces) => {
        const bytes = bytesOf(`${parts.join('')}`);
        expect(inPieces(bytes, pieces)).toEqual(inPieces(bytes, [1_000_000]));
      }),
      { numRuns: 3000 },
    );
  });

  it('objects on lines', () => {
    const lines = fc.array(
      fc.dictionary(fc.constantFrom('id', 'type', 'a', 'objects'), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(lines, sizes, (list, pieces) => {
        const all = [{ type: 'x-first', id: 'y' }, ...list];
        const split = inPieces(bytesOf(all.map((v) => JSON.stringify(v)).join('\n')), pieces);
        expect('objects' in split && split.objects.map((t) => JSON.parse(t))).toEqual(JSON.parse(JSON.stringify(all)));
      }),
    );
  });
});

describe('constant memory', () => {
  it('cuts off an object that is longer than any object may be, so that its reader refuses it', () => {
    const splitter = new ObjectSplitter(nodePlatform);
    const out: Uint8Array[] = [];
    const push = (bytes: Uint8Array): void => {
      const result = splitter.push(bytes);
      if (result.ok) out.push(...result.value);
    };
    push(bytesOf('{"objects":[{"a":"'));
    const chunk = new Uint8Array(1024 * 1024).fill(0x61);
    for (let i = 0; i < 40; i++) push(chunk);
    push(bytesOf('"},{"b":1}]}'));
    expect(splitter.end()).toMatchObject({ ok: true });
    expect(out.map((b) => b.length)).toEqual([limits.objectBytesMax + 1, 7]);
    expect(prepareObject(out[0], acceptAll)).toMatchObject({
      ok: false,
      error: [{ at: 'object', problem: 'larger than any object may be' }],
    });
  });

  it.each([-1, 0, 1])('gives a member of objectBytesMax %i to its reader, whole or known to be too large', (more) => {
    const object = `{"a":"${'a'.repeat(limits.objectBytesMax + more - 8)}"}`;
    expect(object.length).toBe(limits.objectBytesMax + more);
    const result = splitObjects(bytesOf(`{"objects":[${object},{"b":1}]}`), nodePlatform);
    expect(result.ok && result.value.objects.map((o) => o.length)).toEqual([limits.objectBytesMax + more, 7]);
  });

  it('refuses a container that says too much beside its objects', () => {
    const splitter = new ObjectSplitter(nodePlatform);
    splitter.push(bytesOf('{"x":"'));
    const chunk = new Uint8Array(1024 * 1024).fill(0x61);
    for (let i = 0; i < limits.objectBytesMax / chunk.length - 1; i++) expect(splitter.push(chunk).ok).toBe(true);
    expect(splitter.push(chunk).ok).toBe(false);
    expect(splitter.end().ok).toBe(false);
  });

  it('does not copy objects that lie in one chunk', () => {
    const body = bytesOf({ objects: [one] });
    const result = splitObjects(body, nodePlatform);
    expect(result.ok && result.value.objects[0]?.buffer).toBe(body.buffer);
  });
});
