import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../core/limits.ts';
import { readStrictYaml } from './strict-yaml.ts';

const faultsOf = (text: string): string[] => {
  const read = readStrictYaml(text);
  return read.ok ? [] : read.error.map((f) => `${f.at}: ${f.problem}`);
};

describe('strict YAML', () => {
  it('reads maps, lists, strings, numbers, booleans and null; dates stay text', () => {
    const read = readStrictYaml('a: [1, -2.5, yes, true, ~]\nb:\n  - c: 2016-01-09T00:00:00Z\n    d: "x: y"\n# end\n');
    expect(read).toEqual({
      ok: true,
      value: { a: [1, -2.5, 'yes', true, null], b: [{ c: '2016-01-09T00:00:00Z', d: 'x: y' }] },
    });
  });

  it('reads every JSON value as JSON does', () => {
    const value = fc.jsonValue({ maxDepth: 4 }).filter((v) => !JSON.stringify(v).includes('__proto__'));
    fc.assert(
      fc.property(value, fc.boolean(), (v, spaced) => {
        const text = spaced ? JSON.stringify(v, null, 2) : JSON.stringify(v);
        const big = /\d{16}|e\+/.test(text);
        const read = readStrictYaml(text);
        if (!big)
          expect(read.ok && JSON.stringify(read.value)).toBe(JSON.stringify(v, (_, x) => (Object.is(x, -0) ? 0 : x)));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', 'line 3, column 1: the key "a" is there twice'],
    ['a duplicate key in a flow map', '{"a": 1, "a": 2}', 'line 1, column 10: the key "a" is there twice'],
    ['an anchor', 'a: &x 1\n', 'line 1, column 4: anchors are not read'],
    ['an alias', 'a: 1\nb: *x\n', 'line 2, column 4: aliases are not read'],
    ['a tag', 'a: !!str 1\n', 'line 1, column 4: tags are not read'],
    ['a custom tag', 'a: !run x\n', 'line 1, column 4: tags are not read'],
    ['a directive', '%YAML 1.1\n---\na: no\n', 'line 1, column 1: directives are not read'],
    ['a second document', 'a: 1\n---\nb: 2\n', 'line 2, column 1: a second document begins'],
    ['a key that is not text', '1: a\n', 'line 1, column 1: a key that is not text'],
    ['a key that is a list', '? [a]\n: b\n', 'line 1, column 1: a key that is not text'],
    ['a number that is not finite', 'a: .inf\n', 'line 1, column 4: a number out of range'],
    ['an integer beyond 2^53', 'a: 9007199254740993\n', 'line 1, column 4: a number out of range'],
    ['the key __proto__', '{"__proto__": {"a": 1}}', 'line 1, column 2: a reserved key'],
  ])('refuses %s and names the place', (_, text, fault) => {
    expect(faultsOf(text)).toContain(fault);
  });

  it('takes characters of refused tokens inside text as text', () => {
    const read = readStrictYaml('a: "*x"\nb: |\n  &anchor !tag\nc: x & y * z!\nd: \'%\'\n');
    expect(read).toEqual({ ok: true, value: { a: '*x', b: '&anchor !tag\n', c: 'x & y * z!', d: '%' } });
  });

  it('reads a pair inside a list as a map, and an empty file as null', () => {
    expect(readStrictYaml('a: [b: 1]')).toEqual({ ok: true, value: { a: [{ b: 1 }] } });
    expect(readStrictYaml('')).toEqual({ ok: true, value: null });
  });

  it('reports several faults together', () => {
    expect(faultsOf('a: 1\na: 2\nb: .nan\n').length).toBe(2);
  });

  it('leaves built-in names as ordinary keys and touches no prototype', () => {
    const read = readStrictYaml('constructor: 1\ntoString: 2\n');
    expect(read.ok && Object.keys(read.value as object)).toEqual(['constructor', 'toString']);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  it('keeps the size limit to the byte, in bytes of UTF-8', () => {
    const sized = (bytes: number): string => `"${'é'.repeat((bytes - 4) / 2)}aa"`;
    expect(readStrictYaml(sized(limits.textBytesMax)).ok).toBe(true);
    expect(faultsOf(`${sized(limits.textBytesMax)} `)).toEqual([`file: larger than ${limits.textBytesMax} bytes`]);
    expect(readStrictYaml(sized(limits.textBytesMax - 2)).ok).toBe(true);
  });

  it('keeps the depth limit, flow and block', () => {
    const flow = (n: number): string => '['.repeat(n) + ']'.repeat(n);
    const block = (n: number): string => `${'- '.repeat(n)}x`;
    expect(readStrictYaml(flow(limits.jsonDepthMax)).ok).toBe(true);
    expect(readStrictYaml(flow(limits.jsonDepthMax + 1)).ok).toBe(false);
    expect(readStrictYaml(block(limits.jsonDepthMax)).ok).toBe(true);
    expect(readStrictYaml(block(limits.jsonDepthMax + 1)).ok).toBe(false);
  });

  it.each([
    ['open lists', '['.repeat(200_000)],
    ['open maps', '{a: '.repeat(60_000)],
    ['nested dashes', '- '.repeat(100_000)],
    ['anchors', '&a '.repeat(80_000)],
    ['question marks', '? '.repeat(100_000)],
    ['colons', 'a: b: c\n'.repeat(20_000)],
  ])('T-NEG-10 refuses a file of %s as a value, not by an exception', (_, text) => {
    expect(readStrictYaml(text).ok).toBe(false);
  });

  it('never throws on any text', () => {
    const noise = fc.array(
      fc.constantFrom(
        'a',
        ':',
        ' ',
        '\n',
        '-',
        '?',
        '[',
        '{',
        '}',
        ']',
        ',',
        '"',
        "'",
        '|',
        '>',
        '#',
        '&',
        '*',
        '!',
        '%',
        '\t',
        '\u0000',
        '\ufeff',
        '\ud800',
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(noise, (parts) => {
        expect(typeof readStrictYaml(parts.join('')).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});
