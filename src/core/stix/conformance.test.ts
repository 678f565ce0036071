import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acceptAll, bytesOf, textOf } from '../../../test/stix/node-platform.ts';
import { objectTypes } from './object-types.ts';
import { prepareObject } from './prepare-object.ts';
import { scanJson } from './scan-json.ts';
import { patternProblem } from './stix-pattern.ts';

const folder = join(import.meta.dirname, '../../../conformance/stix21');
const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;

type Json = Record<string, unknown>;
interface Row {
  readonly rule: string;
  readonly change: Json;
  readonly at: string;
}
interface Case {
  readonly type: string;
  readonly minimal: Json;
  readonly full: Json;
  readonly broken: readonly Row[];
  readonly warned: readonly Row[];
}

const cases = readdirSync(join(folder, 'objects')).map((name) => read<Case>(`objects/${name}`));

function changed(object: Json, change: Json): Json {
  const out = { ...object };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete out[name];
    else out[name] = value === '@null' ? null : value;
  }
  return out;
}

const prepare = (object: Json) => prepareObject(bytesOf(object), acceptAll);

it('has cases for every object type of STIX 2.1 and no other', () => {
  expect(cases.map((c) => c.type).sort()).toEqual([...objectTypes.keys()].sort());
});

describe.each(cases)('$type', ({ type, minimal, full, broken, warned }) => {
  it('is accepted with the least it must have, without a word', () => {
    expect(prepare(minimal)).toMatchObject({ ok: true, value: { warnings: [] } });
  });

  it('is accepted with everything it can have, without a word, and unchanged', () => {
    const result = prepare(full);
    expect(result).toMatchObject({ ok: true, value: { warnings: [] } });
    if (result.ok) expect(JSON.parse(textOf(result.value.prepared.body))).toEqual(full);
  });

  it('shows every property of its table in the full case', () => {
    const table = objectTypes.get(type);
    const own = [...(table?.properties.keys() ?? [])].filter((name) => !table?.notApplicable.has(name));
    const alternatives = new Set(['objects', 'url', 'body_multipart', 'defanged', 'extensions', 'credential']);
    expect(own.filter((name) => !alternatives.has(name) && !Object.hasOwn(full, name))).toEqual([]);
  });

  it('names every required property that is missing, all at once', () => {
    const required = [...(objectTypes.get(type)?.required ?? [])].filter((name) => name !== 'type');
    const result = prepareObject(bytesOf({ type }), acceptAll);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.error.map((f) => f.at)).toEqual(expect.arrayContaining(required));
  });

  it('refuses each property of its table with a value of another kind', () => {
    for (const [name, rule] of objectTypes.get(type)?.properties ?? []) {
      const wrong = rule.kind === 'any' || rule.kind === 'list' || rule.kind === 'struct' ? 'text' : [{ x_wrong: 1 }];
      const result = prepare({ ...full, [name]: wrong });
      expect(result.ok, name).toBe(false);
      if (!result.ok)
        expect(
          result.error.some((f) => f.at === name || f.at.startsWith(name)),
          name,
        ).toBe(true);
    }
  });

  it.each(broken.map((row) => [row.rule, row] as const))('refuses a breach of: %s', (_rule, row) => {
    const result = prepare(changed(full, row.change));
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.error.map((f) => f.at)).toContain(row.at);
  });

  it.each(warned.map((row) => [row.rule, row] as const))('accepts with a warning: %s', (_rule, row) => {
    const result = prepare(changed(full, row.change));
    expect(result.ok ? result.value.warnings.map((f) => f.at) : result.error).toContain(row.at);
  });
});

describe('patterns', () => {
  const { right, wrong } = read<{ right: string[]; wrong: string[] }>('patterns.json');
  it.each(right)('takes %s', (pattern) => {
    expect(patternProblem(pattern)).toBeNull();
  });
  it.each(wrong)('refuses %s', (pattern) => {
    expect(patternProblem(pattern)).not.toBeNull();
  });
});

describe('selectors', () => {
  const { object, right, wrong } = read<{ object: Json; right: string[]; wrong: string[] }>('selectors.json');
  const marked = (selector: string) =>
    prepare({
      ...object,
      granular_markings: [
        { selectors: [selector], marking_ref: 'marking-definition--4a0042fe-8b88-40fe-9600-dfa128ce6fbd' },
      ],
    });
  it.each(right)('takes %s', (selector) => {
    expect(marked(selector)).toMatchObject({ ok: true });
  });
  it.each(wrong)('refuses %s', (selector) => {
    expect(marked(selector)).toMatchObject({ ok: false, error: [{ at: 'granular_markings[0].selectors[0]' }] });
  });
});

describe('JSON that is refused', () => {
  it.each(read<{ why: string; text: string }[]>('json-refused.json'))('$why', ({ text }) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(scanJson(bytesOf(text), acceptAll.platform).ok).toBe(false);
  });
});
