import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileTerms, parseTerms } from '../core/terms/index.ts';
import { termsFromYaml, termsToYaml } from './terms-yaml.ts';

const folder = new URL('../../conformance/terms/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -5));
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

describe('the examples of the terms profile', () => {
  it('are all here', () => {
    expect(names.length).toBeGreaterThanOrEqual(8);
  });

  it.each(names)('%s: YAML and native JSON are one text', (name) => {
    const native: unknown = JSON.parse(read(`${name}.json`));
    expect(termsFromYaml(read(`${name}.yaml`))).toEqual({ ok: true, value: native });
  });

  it.each(names)('%s: native JSON is its own native form, key order included', (name) => {
    const text = parseTerms(JSON.parse(read(`${name}.json`)));
    expect(text.ok && `${JSON.stringify(text.value, null, 2)}\n`).toBe(read(`${name}.json`));
  });

  it.each(names)('%s: native to YAML and back loses nothing', (name) => {
    const text = parseTerms(JSON.parse(read(`${name}.json`)));
    if (!text.ok) throw new Error('does not parse');
    const yaml = termsToYaml(text.value);
    expect(termsFromYaml(yaml)).toEqual({ ok: true, value: text.value });
    expect(termsToYaml(text.value)).toBe(yaml);
  });

  it.each(names)('%s: compiles', (name) => {
    const text = termsFromYaml(read(`${name}.yaml`));
    expect(text.ok && compileTerms(text.value).ok).toBe(true);
  });
});
