import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { acceptAll, bytesOf, textOf } from '../../../test/stix/node-platform.ts';
import { prepareObject } from './prepare-object.ts';

type Json = Record<string, unknown>;
const folder = join(import.meta.dirname, '../../../conformance/stix21/objects');
const full = readdirSync(folder).map(
  (name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { full: Json }).full,
);

/** Places in an object, as paths. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([k, v]) => places(v, [...path, Array.isArray(value) ? Number(k) : k])),
  ];
}

function put(root: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof root !== 'object' || root === null) return root;
  if (Array.isArray(root)) return root.map((one, i) => (i === step ? put(one, rest, value) : one));
  const entries = Object.entries(root as Json).map(([k, v]) => [k, k === step ? put(v, rest, value) : v]);
  return Object.fromEntries(entries) as Json;
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    [],
    {},
    0,
    -1,
    1.5,
    true,
    '__proto__',
    { ['__proto__']: 1 },
    { constructor: { prototype: 1 } },
    [[]],
    [null],
  ),
  fc.constantFrom(
    '2026-01-01T00:00:00Z',
    'tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f',
    'marking-definition--5e57c739-391a-4eeb-b6be-7d15ca92d5ed',
    "[a:b = '1']",
    'labels.[0]',
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

const mutated = fc
  .constantFrom(...full)
  .chain((object) =>
    fc
      .array(fc.tuple(fc.constantFrom(...places(object)), odd), { minLength: 1, maxLength: 3 })
      .map((changes) => changes.reduce<unknown>((value, [path, to]) => put(value, path, to), object)),
  );

it('answers with a value whatever stands wherever, by bytes and by value alike', () => {
  fc.assert(
    fc.property(mutated, (object) => {
      const byBytes = prepareObject(bytesOf(JSON.stringify(object)), acceptAll);
      const byValue = prepareObject(JSON.parse(JSON.stringify(object)), acceptAll);
      expect(byValue.ok).toBe(byBytes.ok);
      if (byBytes.ok && byValue.ok) expect(byValue).toEqual(byBytes);
    }),
    { numRuns: 3000 },
  );
});

it('changes nothing of what it accepts, and accepts what it gave out', () => {
  fc.assert(
    fc.property(mutated, (object) => {
      const first = prepareObject(bytesOf(JSON.stringify(object)), acceptAll);
      if (!first.ok) return;
      expect(JSON.parse(textOf(first.value.prepared.body))).toEqual(JSON.parse(JSON.stringify(object)));
      const again = prepareObject(first.value.prepared.body, acceptAll);
      expect(again.ok && again.value.prepared).toEqual(first.value.prepared);
    }),
    { numRuns: 2000 },
  );
});

it('never throws on any bytes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...full),
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      fc.boolean(),
      (object, at, byte, cut) => {
        const bytes = bytesOf(object);
        bytes[at % bytes.length] = byte;
        expect(typeof prepareObject(cut ? bytes.subarray(0, at % bytes.length) : bytes, acceptAll).ok).toBe('boolean');
      },
    ),
    { numRuns: 2000 },
  );
});
