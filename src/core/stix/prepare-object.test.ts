import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptAll, bytesOf, nodePlatform, refuseCustom, testNow, textOf } from '../../../test/stix/node-platform.ts';
import { limits } from '../limits.ts';
import { formatMicros } from '../time.ts';
import { canonicalJson } from './canonical-json.ts';
import { deterministicId, uuidFromName } from './deterministic-id.ts';
import { unversioned } from './object-facts.ts';
import { nameOf, prepareObject } from './prepare-object.ts';
import { referencesOf } from './references.ts';

type Json = Record<string, unknown>;
const uuid = '8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f';
const idOf = (type: string, n = 0): string => `${type}--8e2e2d2b-17d4-4cbf-938f-${String(n).padStart(12, '0')}`;
const tool: Json = {
  type: 'tool',
  spec_version: '2.1',
  id: `tool--${uuid}`,
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  name: 'Example',
};
const indicator = (pattern: string): Json => ({
  ...tool,
  type: 'indicator',
  id: `indicator--${uuid}`,
  pattern,
  pattern_type: 'stix',
  valid_from: '2026-01-01T00:00:00Z',
});
const extension = idOf('extension-definition');

const prepare = (object: unknown, context = acceptAll) =>
  prepareObject(object instanceof Uint8Array ? object : bytesOf(object), context);
const accepted = (object: unknown, context = acceptAll) => {
  const result = prepare(object, context);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const faultPlaces = (object: unknown, context = acceptAll): string[] => {
  const result = prepare(object, context);
  return result.ok ? [] : result.error.map((f) => f.at);
};
const warningPlaces = (object: unknown): string[] => accepted(object).warnings.map((f) => f.at);

describe('limits.objectBytesMax, at one less, the limit and one more', () => {
  const { objectBytesMax } = limits;
  const tooLarge = (problem: string) => ({
    ok: false,
    error: [{ at: 'object', problem, valid: `at most ${objectBytesMax} bytes` }],
  });
  const asStored = bytesOf(canonicalJson(tool)).length;

  it.each([-1, 0, 1])('M 3381 bytes as they come: %i', (more) => {
    const bytes = new Uint8Array(objectBytesMax + more).fill(0x20);
    bytes.set(bytesOf(tool));
    const prepared = prepare(bytes);
    if (more > 0) expect(prepared).toEqual(tooLarge('larger than any object may be'));
    else expect(prepared.ok && prepared.value.prepared.body.length).toBe(asStored);
  });

  // 32 lists of numbers, each of which has four bytes as it comes and 16 as it is stored.
  const each = 30_800;
  const numbers = `[${Array(each).fill('9e15').join()}]`;
  const short = (rest: number): string =>
    `${JSON.stringify(tool).slice(0, -1)},"x_list":[${Array(32).fill(numbers).join()}],"x_rest":"${'x'.repeat(rest)}"}`;
  const beside = asStored + 32 * (17 * each + 1) + 31 + ',"x_list":[],"x_rest":""'.length;

  it.each([0, 1])('T-IMP-01 bytes as they would be stored, though it comes in fewer: %i', (more) => {
    const sent = short(objectBytesMax - beside + more);
    expect(sent.length).toBeLessThan(objectBytesMax / 3);
    const prepared = prepare(bytesOf(sent));
    if (more > 0) expect(prepared).toEqual(tooLarge('larger than any object may be, as it is stored'));
    else expect(prepared.ok && prepared.value.prepared.body.length).toBe(objectBytesMax);
  });
});

describe('facts', () => {
  it('are those of the object, sorted and unique', () => {
    const { prepared } = accepted({
      ...tool,
      type: 'location',
      id: `location--${uuid}`,
      country: 'FR',
      region: 'Western-Europe',
      created_by_ref: idOf('identity'),
      labels: ['b', 'a', 'b'],
      confidence: 0,
      revoked: true,
      object_marking_refs: [
        idOf('marking-definition', 2),
        idOf('marking-definition', 1),
        idOf('marking-definition', 2),
      ],
      granular_markings: [
        { selectors: ['name'], marking_ref: idOf('marking-definition', 4) },
        { selectors: ['name'], lang: 'en' },
        { selectors: ['labels'], marking_ref: idOf('marking-definition', 3) },
      ],
    });
    expect(prepared.facts).toEqual({
      type: 'location',
      creator: idOf('identity'),
      deliverer: 'bank-isac',
      markings: [idOf('marking-definition', 1), idOf('marking-definition', 2)],
      granularMarkings: [idOf('marking-definition', 3), idOf('marking-definition', 4)],
      labels: ['a', 'b'],
      confidence: 0,
      places: ['country:fr', 'region:western-europe'],
      revoked: true,
      created: tool['created'],
      modified: tool['modified'],
      grade: null,
    });
  });

  it('are null and empty where the object says nothing', () => {
    const { prepared } = accepted({ type: 'url', id: `url--${uuid}`, value: 'https://example.org' });
    expect(prepared.facts).toMatchObject({
      creator: null,
      markings: [],
      granularMarkings: [],
      labels: [],
      confidence: null,
      places: [],
      revoked: false,
      created: null,
      modified: null,
    });
  });

  it('M 8832 the version is modified, else created, else a constant', () => {
    const marking = {
      type: 'marking-definition',
      spec_version: '2.1',
      id: idOf('marking-definition'),
      created: '2026-01-01T00:00:00.123456789Z',
      definition_type: 'statement',
      definition: { statement: 'x' },
    };
    expect(accepted({ ...tool, modified: '2026-01-01T00:00:00.0001Z' }).prepared.version).toBe(
      '2026-01-01T00:00:00.0001Z',
    );
    expect(accepted(marking).prepared.version).toBe('2026-01-01T00:00:00.123456789Z');
    expect(accepted({ type: 'url', id: `url--${uuid}`, value: 'x' }).prepared.version).toBe(unversioned);
  });

  it('compare ids whatever the case of their digits, and leave the body as it was', () => {
    const upper = {
      ...tool,
      id: `tool--${uuid.toUpperCase()}`,
      created_by_ref: `identity--${uuid.toUpperCase()}`,
      object_marking_refs: ['marking-definition--5E57C739-391A-4EEB-B6BE-7D15CA92D5ED'],
    };
    const { prepared, warnings } = accepted(upper);
    expect(prepared).toMatchObject({ id: `tool--${uuid}`, refs: [`identity--${uuid}`] });
    expect(prepared.facts.markings).toEqual(['marking-definition--5e57c739-391a-4eeb-b6be-7d15ca92d5ed']);
    expect(JSON.parse(textOf(prepared.body))).toEqual(upper);
    expect(warnings.map((w) => w.at)).toEqual(['id']);
  });
});

describe('references', () => {
  it('O 16814 are found at any depth, those of STIX apart from custom ones, marking references apart from both', () => {
    const { prepared } = accepted({
      type: 'file',
      id: `file--${uuid}`,
      name: 'a.zip',
      parent_directory_ref: idOf('directory'),
      contains_refs: [idOf('url', 1), idOf('url', 1)],
      object_marking_refs: [idOf('marking-definition', 7)],
      granular_markings: [{ selectors: ['name'], marking_ref: idOf('marking-definition', 8) }],
      extensions: {
        'archive-ext': { contains_refs: [idOf('file', 2)] },
        [extension]: { extension_type: 'property-extension', deep: [{ seen_ref: idOf('tool', 3) }] },
      },
      x_owner_ref: idOf('identity', 4),
      x_list: [[{ more_refs: [idOf('campaign', 5), 'not an id'] }]],
    });
    expect([...prepared.refs].sort()).toEqual([idOf('directory'), idOf('file', 2), idOf('url', 1)]);
    expect([...prepared.customRefs].sort()).toEqual([idOf('campaign', 5), idOf('identity', 4), idOf('tool', 3)]);
    expect(referencesOf(JSON.parse(textOf(prepared.body)) as Json)).toEqual({
      refs: prepared.refs,
      customRefs: prepared.customRefs,
    });
  });

  it('in the deprecated container are local keys, but real ids are found there too', () => {
    const { prepared, warnings } = accepted({
      ...tool,
      type: 'observed-data',
      id: `observed-data--${uuid}`,
      first_observed: '2026-01-01T00:00:00Z',
      last_observed: '2026-01-01T00:00:00Z',
      number_observed: 1,
      objects: {
        '0': { type: 'network-traffic', src_ref: '1', dst_ref: idOf('ipv4-addr') },
        '1': { type: 'ipv4-addr', value: '198.51.100.3' },
      },
    });
    expect(prepared.customRefs).toEqual([idOf('ipv4-addr')]);
    expect(warnings.map((w) => w.at)).toEqual(['name']);
  });
});

describe('the body', () => {
  it('is the canonical form of the parsed original, nothing dropped or reformatted', () => {
    const text = `{ "x_z": 1.50, "x_a": {"b": "\\u00e9", "a": [1e2]}, ${JSON.stringify(tool).slice(1)}`;
    const { prepared } = accepted(bytesOf(text));
    expect(textOf(prepared.body)).toBe(canonicalJson(JSON.parse(text)));
    expect(JSON.parse(textOf(prepared.body))).toEqual(JSON.parse(text));
  });

  it('is the same whether bytes or a value came in, and in whatever order', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('x_a', 'x_b', 'x_c'), fc.jsonValue({ maxDepth: 3 })), (extra) => {
        const object = { ...tool, ...extra };
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        const [a, b] = [prepareObject(bytesOf(object), acceptAll), prepareObject(bytesOf(reversed), acceptAll)];
        expect(a.ok).toBe(b.ok);
        if (a.ok && b.ok) {
          expect(textOf(a.value.prepared.body)).toBe(textOf(b.value.prepared.body));
          const c = prepareObject(JSON.parse(JSON.stringify(object)), acceptAll);
          expect(c.ok && textOf(c.value.prepared.body)).toBe(textOf(a.value.prepared.body));
        }
      }),
    );
  });

  it('prepares again to the same', () => {
    const first = accepted({ ...tool, x_n: 0.1, labels: ['é'] }).prepared;
    expect(accepted(first.body).prepared).toEqual(first);
  });
});

describe('time', () => {
  const ahead = (ms: number): Json => ({
    ...tool,
    modified: formatMicros(testNow + (limits.futureModifiedMs + ms) * 1000),
  });
  it.each([-1, 0, 1])('T-TAX-11 takes a version no further ahead than clocks differ: limit %i ms', (ms) => {
    expect(faultPlaces(ahead(ms))).toEqual(ms <= 0 ? [] : ['modified']);
  });

  it('T-TAX-11 refuses the year 9999', () => {
    expect(faultPlaces({ ...tool, modified: '9999-12-31T23:59:59.999Z' })).toEqual(['modified']);
    const marking = {
      type: 'marking-definition',
      spec_version: '2.1',
      id: idOf('marking-definition'),
      created: '9999-01-01T00:00:00.000Z',
      definition_type: 'statement',
      definition: { statement: 'x' },
    };
    expect(faultPlaces(marking)).toEqual(['created']);
  });

  it('compares beyond milliseconds', () => {
    const at = (modified: string) => faultPlaces({ ...tool, created: '2026-01-01T00:00:00.000000002Z', modified });
    expect(at('2026-01-01T00:00:00.000000002000Z')).toEqual([]);
    expect(at('2026-01-01T00:00:00.000000001Z')).toEqual(['modified']);
  });
});

describe('STIX 2.0', () => {
  it.each(['tool', 'relationship', 'marking-definition', 'x-own'])(
    'is refused for want of spec_version: %s',
    (type) => {
      const result = prepare({ ...tool, type, id: idOf(type), spec_version: undefined });
      expect(result).toMatchObject({ ok: false });
      if (!result.ok) expect(result.error.find((f) => f.at === 'spec_version')?.problem).toContain('STIX 2.0');
    },
  );
  it('is refused by its own word', () => {
    expect(faultPlaces({ ...tool, spec_version: '2.0' })).toEqual(['spec_version']);
    expect(faultPlaces({ type: 'url', spec_version: '2.0', id: `url--${uuid}`, value: 'x' })).toEqual(['spec_version']);
  });
});

describe('custom content', () => {
  const custom = { ...tool, type: 'x-example-thing', id: idOf('x-example-thing'), whatever: 1 };
  it('is taken or refused by policy', () => {
    expect(accepted(custom).warnings).toEqual([]);
    expect(faultPlaces(custom, refuseCustom)).toEqual(['type']);
    expect(accepted({ ...tool, x_own: 1 }).warnings).toEqual([]);
    expect(faultPlaces({ ...tool, x_own: 1 }, refuseCustom)).toEqual(['x_own']);
    expect(
      faultPlaces({ ...tool, external_references: [{ source_name: 's', description: 'd', x_own: 1 }] }, refuseCustom),
    ).toEqual(['external_references[0].x_own']);
    expect(faultPlaces({ ...tool, extensions: { 'x-example-ext': { a: 1 } } }, refuseCustom)).toEqual([
      'extensions.x-example-ext',
    ]);
  });
  it('by an extension definition is no custom content', () => {
    const by = (kind: string) => ({ [extension]: { extension_type: kind } });
    expect(
      accepted({ ...custom, type: 'thing', id: idOf('thing'), extensions: by('new-sdo') }, refuseCustom).warnings,
    ).toEqual([]);
    expect(
      accepted({ ...tool, rank: 5, extensions: by('toplevel-property-extension') }, refuseCustom).warnings,
    ).toEqual([]);
    expect(faultPlaces({ ...tool, rank: 5, extensions: by('property-extension') }, refuseCustom)).toEqual(['rank']);
  });
  it('has the common properties of what its extension says it is', () => {
    const bare = { type: 'thing', id: idOf('thing'), value: 1 };
    const by = (kind: string) => ({ ...bare, extensions: { [extension]: { extension_type: kind } } });
    expect(faultPlaces(by('new-sco'))).toEqual([]);
    expect(faultPlaces(by('new-sdo'))).toEqual(expect.arrayContaining(['spec_version', 'created', 'modified']));
    expect(faultPlaces(by('new-sro'))).toEqual(expect.arrayContaining(['created', 'modified']));
    expect(faultPlaces({ ...bare, created: tool['created'] })).toEqual(
      expect.arrayContaining(['spec_version', 'modified']),
    );
  });
  it('cannot turn a type of STIX into another', () => {
    expect(faultPlaces({ ...tool, extensions: { [extension]: { extension_type: 'new-sdo' } } })).toEqual([
      `extensions.${extension}.extension_type`,
    ]);
  });
  it.each([
    ['X_Upper', 'not the name of a property'],
    ['x-hyphen', 'not the name of a property'],
    ['ab', 'not the name of a property'],
    ['1abc', 'not the name of a property'],
    [`x_${'a'.repeat(249)}`, 'a key of more than 250 bytes'],
  ])('has names that STIX allows: %s', (name, problem) => {
    const result = prepare({ ...tool, [name]: 1 });
    expect(result.ok ? [] : result.error.map((f) => f.problem)).toEqual([problem]);
  });
  it('keeps to the suffixes of its names, or is warned', () => {
    expect(
      warningPlaces({
        ...tool,
        x_a_ref: 'no id',
        x_b_refs: 'no list',
        x_c_hex: 'xyz',
        x_d_bin: '!',
        x_e: null,
        x_f: [],
        x_g: {},
      }),
    ).toEqual(['x_a_ref', 'x_b_refs', 'x_c_hex', 'x_d_bin', 'x_e', 'x_f', 'x_g']);
  });
});

it.each(['bundle', 'Tool', 'x--y', 'ab', '-ab', 'ab-', '__proto__', '', 5, null, undefined])(
  'refuses the type %j',
  (type) => {
    expect(faultPlaces({ ...tool, type })).toContain('type');
  },
);

it.each([1, 'x', null, true, [], [tool]])('refuses %j, which is no object', (value) => {
  expect(prepare(JSON.stringify(value) === undefined ? 'null' : bytesOf(JSON.stringify(value)))).toMatchObject({
    ok: false,
    error: [{ at: 'object' }],
  });
  expect(prepareObject(value, acceptAll)).toMatchObject({ ok: false, error: [{ at: 'object' }] });
});

describe('values that never were bytes', () => {
  const loop: Json = { ...tool };
  loop['x_loop'] = loop;
  it.each([
    ['a function', { ...tool, x_a: () => 1 }, 'x_a'],
    ['undefined', { ...tool, x_a: undefined }, 'x_a'],
    ['NaN', { ...tool, x_a: [Number.NaN] }, 'x_a[0]'],
    ['minus zero', { ...tool, x_a: -0 }, 'x_a'],
    ['an unsafe integer', { ...tool, x_a: 2 ** 53 }, 'x_a'],
    ['a bigint', { ...tool, x_a: 1n }, 'x_a'],
    ['a date', { ...tool, x_a: new Date(0) }, 'x_a'],
    ['a map', { ...tool, x_a: new Map() }, 'x_a'],
    ['a symbol key', { ...tool, [Symbol('s')]: 1 }, 'object'],
    ['a list with holes', { ...tool, x_a: Array(3) }, 'x_a'],
    ['half a surrogate pair', { ...tool, x_a: '\ud800' }, 'x_a'],
    ['U+0000', { ...tool, x_a: 'a\u0000' }, 'x_a'],
    [
      'a getter that throws',
      Object.defineProperty({ ...tool }, 'x_a', {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      }),
      'object',
    ],
  ])('are plain JSON data: %s', (_title, value, at) => {
    expect(prepareObject(value, acceptAll)).toMatchObject({ ok: false, error: [{ at }] });
  });
  it('end, whatever loops in them', () => {
    expect(prepareObject(loop, acceptAll)).toMatchObject({ ok: false, error: [{ problem: 'nested too deeply' }] });
  });
  it.each([-1, 0, 1])('keep to the limits: limit and %i', (d) => {
    const taken = (extra: Json): boolean => prepareObject({ ...tool, ...extra }, acceptAll).ok;
    const deep = (n: number): unknown => (n === 0 ? 1 : [deep(n - 1)]);
    expect(taken({ x_a: deep(limits.jsonDepthMax - 1 + d) })).toBe(d <= 0);
    expect(
      taken({
        x_a: 'é'.repeat(Math.floor((limits.stringBytesMax + d) / 2)) + 's'.repeat((limits.stringBytesMax + d) % 2),
      }),
    ).toBe(d <= 0);
    expect(taken({ x_a: { ['k'.repeat(limits.keyBytesMax + d)]: 1 } })).toBe(d <= 0);
    expect(taken({ x_a: Array(limits.arrayLengthMax + d).fill(1) })).toBe(d <= 0);
    expect(
      taken({ x_a: Object.fromEntries(Array.from({ length: limits.keysPerObjectMax + d }, (_, i) => [`k${i}`, 1])) }),
    ).toBe(d <= 0);
  });
});

describe('T-IMP-04 keys of prototypes', () => {
  const poison = (key: string): string => `{"${key}":{"polluted":1}}`;
  const places = [
    'top',
    'x_a',
    'extensions',
    'hashes',
    'external_references',
    'kill_chain_phases',
    'granular_markings',
    'contents',
    'objects',
    'definition',
    'in-list',
  ];
  const text = (place: string, key: string): string => {
    const base = JSON.stringify({ ...tool, type: 'malware', id: idOf('malware'), is_family: false }).slice(0, -1);
    if (place === 'top') return `${base},${poison(key).slice(1)}`;
    if (place === 'in-list') return `${base},"x_list":[[${poison(key)}]]}`;
    const list = ['external_references', 'kill_chain_phases', 'granular_markings'].includes(place);
    return `${base},"${place}":${list ? `[${poison(key)}]` : poison(key)}}`;
  };
  it.each(places)('__proto__ is refused in %s, by bytes and by value', (place) => {
    const bytes = bytesOf(text(place, '__proto__'));
    expect(prepare(bytes).ok).toBe(false);
    expect(prepareObject(JSON.parse(textOf(bytes)), acceptAll).ok).toBe(false);
    expect(({} as Json)['polluted']).toBeUndefined();
  });
  it.each(['constructor', 'prototype', 'hasOwnProperty', 'toString', '__defineGetter__'])(
    '%s is a name like any other, and pollutes nothing',
    (key) => {
      for (const place of places) {
        const result = prepare(bytesOf(text(place, key)));
        if (result.ok) expect(JSON.parse(textOf(result.value.prepared.body))).toEqual(JSON.parse(text(place, key)));
        expect(({} as Json)['polluted']).toBeUndefined();
      }
      expect(accepted({ ...tool, x_a: { [key]: 1 } }).warnings).toEqual([]);
    },
  );
  it('a type or extension named as a member of every object is unknown, not found', () => {
    for (const type of ['constructor', 'valueof', 'prototype']) {
      expect(warningPlaces({ ...tool, type, id: idOf(type) })).toContain('type');
    }
  });
  it('values are read, never written: frozen ones without a prototype are taken', () => {
    const frozen = Object.freeze(Object.assign(Object.create(null) as Json, { ...tool, x_a: Object.freeze({ b: 1 }) }));
    expect(prepareObject(frozen, acceptAll).ok).toBe(true);
  });
});

describe('deterministic ids', () => {
  it.each([
    ['ipv4-addr', { value: '198.51.100.3' }, '28bb3599-77cd-5a82-a950-b5bc3caf07c4'],
    ['domain-name', { value: 'example.com' }, 'bedb4899-d24b-5401-bc86-8f6b4cc18ec7'],
    ['autonomous-system', { number: 15139, name: 'any' }, '3aa27478-50b5-5ab8-9da9-cdc12b657fff'],
    ['email-addr', { value: 'john@example.com', display_name: 'any' }, '7165e2a9-671f-585d-b1e1-ca59c671d934'],
    ['directory', { path: 'C:\\Windows\\System32' }, '0a58d0c1-59e6-5afd-8252-dcd3f13e5622'],
  ])('of %s are those that everyone computes', (type, properties, expected) => {
    expect(deterministicId({ type, ...properties }, nodePlatform)).toBe(`${type}--${expected}`);
  });
  it('use one hash, by preference', () => {
    const of = (hashes: Json) => deterministicId({ type: 'artifact', hashes }, nodePlatform);
    const [md5, sha1, sha256] = [{ MD5: 'a' }, { 'SHA-1': 'b' }, { 'SHA-256': 'c' }];
    expect(of({ ...sha256, ...sha1, ...md5 })).toBe(of(md5));
    expect(of({ ...sha256, ...sha1 })).toBe(of(sha1));
    expect(of(sha256)).not.toBe(of(sha1));
  });
  it('do not exist for types and objects without contributing properties', () => {
    expect(deterministicId({ type: 'process', pid: 1 }, nodePlatform)).toBeNull();
    expect(deterministicId({ type: 'tool', name: 'x' }, nodePlatform)).toBeNull();
    expect(deterministicId({ type: 'x509-certificate', issuer: 'x' }, nodePlatform)).toBeNull();
    expect(deterministicId({ type: 'constructor' }, nodePlatform)).toBeNull();
  });
  it('of the own kind follow RFC 4122', () => {
    const digest = createHash('sha1')
      .update(Buffer.concat([Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex'), Buffer.from('www.example.com')]))
      .digest('hex');
    const made = uuidFromName('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com', nodePlatform);
    expect(made).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
    expect(made.slice(0, 8)).toBe(digest.slice(0, 8));
  });
});

describe('patterns', () => {
  const sized = (bytes: number): string => `[a:b = '${'x'.repeat(bytes - 10)}']`;
  it.each([-1, 0, 1])('bytes of a STIX pattern: limit and %i', (d) => {
    expect(sized(limits.patternBytesMax).length).toBe(limits.patternBytesMax);
    expect(faultPlaces(indicator(sized(limits.patternBytesMax + d)))).toEqual(d <= 0 ? [] : ['pattern']);
  });
  it.each([-1, 0, 1])('comparisons of a STIX pattern: limit and %i', (d) => {
    const pattern = `[${Array(limits.patternTermsMax + d)
      .fill('a:b = 1')
      .join(' OR ')}]`;
    expect(faultPlaces(indicator(pattern))).toEqual(d <= 0 ? [] : ['pattern']);
  });
  it('in other languages are kept as text of any length, but not empty', () => {
    const rule = { ...indicator('rule x { condition: [[ }'), pattern_type: 'yara' };
    expect(faultPlaces(rule)).toEqual([]);
    expect(faultPlaces({ ...rule, pattern: 'x'.repeat(limits.patternBytesMax * 4) })).toEqual([]);
    expect(faultPlaces({ ...rule, pattern: ' ' })).toEqual(['pattern']);
  });
});

it('reports all faults together, but not without end', () => {
  expect(faultPlaces({ ...tool, name: 1, aliases: [], confidence: -1, tool_types: [7], id: 'x' }).sort()).toEqual([
    'aliases',
    'confidence',
    'id',
    'name',
    'tool_types[0]',
  ]);
  const many = faultPlaces({ ...tool, aliases: Array(5000).fill(1) });
  expect(many.length).toBe(101);
});

it('every fault and every warning names a place, a problem and a valid value', () => {
  const bad = prepare({
    ...tool,
    id: 5,
    spec_version: 1,
    labels: {},
    external_references: [{}],
    granular_markings: [{ selectors: ['x'] }],
    extensions: { a: 1 },
    lang: '!',
    created: 'x',
  });
  expect(bad.ok).toBe(false);
  if (!bad.ok)
    for (const fault of bad.error)
      expect([fault.at, fault.problem, fault.valid].every((t) => typeof t === 'string' && t !== '')).toBe(true);
});

it('names what it can of an object that was refused', () => {
  expect(nameOf({ id: `tool--${uuid.toUpperCase()}`, modified: 'x', created: tool['created'] }, nodePlatform)).toEqual({
    id: `tool--${uuid}`,
    version: tool['created'],
  });
  expect(nameOf(bytesOf({ id: 'evil\u001b[31m', modified: {} }), nodePlatform)).toEqual({ id: null, version: null });
  for (const odd of [null, 1, 'x', [], bytesOf('{')])
    expect(nameOf(odd, nodePlatform)).toEqual({ id: null, version: null });
});
