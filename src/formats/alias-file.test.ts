import { describe, expect, it } from 'vitest';
import { aliasesFromValue } from './alias-file.ts';

const context = { parties: new Set(['kestria']), known: [] };
const places = (value: unknown): readonly string[] => {
  const read = aliasesFromValue(value, context);
  return read.ok ? [] : read.error.map((f) => `${f.at}: ${f.problem}`);
};

describe('a file of aliases', () => {
  it('is read as one alias, a list, or under its name', () => {
    const alias = { name: 'The Interior Ministry', kind: 'organ', of: 'kestria' };
    for (const value of [alias, [alias], { aliases: [alias] }])
      expect(aliasesFromValue(value, context)).toMatchObject({ ok: true, value: [{ ...alias, affiliation: null }] });
  });

  it('reports all its faults together, each with its place', () => {
    expect(
      places([
        { name: 'A', kind: 'planet' },
        { kind: 'outlet', of: 'kestria', affiliation: 'doln' },
        { name: 'B', kind: 'party', of: 'doln' },
        { name: 'b', kind: 'organ', extra: 1 },
      ]),
    ).toEqual([
      'aliases[0].kind: "planet" is not a kind',
      'aliases[1].name: missing',
      'aliases[1].of: has no meaning for an outlet',
      'aliases[3].of: missing',
      'aliases[3].extra: unknown field',
      'aliases[3].name: "b" is there twice',
      'aliases[1].affiliation: "doln" is not a known party',
      'aliases[2].of: "doln" is not a known party',
    ]);
  });

  it('lets an organ stand for another, to the party at the end, and refuses a circle', () => {
    const organ = (name: string, of: string) => ({ name, kind: 'organ', of });
    expect(places([organ('foreign ministry', 'mfa'), organ('mfa', 'kestria')])).toEqual([]);
    expect(places([organ('a', 'b'), organ('b', 'a')])).toEqual([
      'aliases[0].of: "b" leads back to itself',
      'aliases[1].of: "a" leads back to itself',
    ]);
    expect(places([organ('a', 'nowhere')])[0]).toContain('neither a known party nor an organ');
  });
});
