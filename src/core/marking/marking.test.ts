import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptAll } from '../../../test/stix/node-platform.ts';
import { prepareObject } from '../stix/index.ts';
import {
  buildMarkingBook,
  effectiveTlp,
  fixedMarkings,
  hasUnknownMarking,
  markingAlias,
  markingNames,
  papExtension,
  readTlpLevel,
  type TlpLevel,
  tlp2Extension,
  tlpLevels,
  tlpMarkingId,
} from './index.ts';

const id = (n: number): string => `marking-definition--8e2e2d2b-17d4-4cbf-938f-${String(n).padStart(12, '0')}`;
const definition = (n: number, rest: object): Record<string, unknown> => ({
  type: 'marking-definition',
  spec_version: '2.1',
  id: id(n),
  created: '2026-01-01T00:00:00.000Z',
  ...rest,
});
const statement = (n: number, text: string, name?: string) =>
  definition(n, {
    definition_type: 'statement',
    definition: { statement: text },
    ...(name === undefined ? {} : { name }),
  });
const carrying = (n: number, extension: string, content: object, rest: object = {}) =>
  definition(n, { extensions: { [extension]: { extension_type: 'property-extension', ...content } }, ...rest });

const marked = (markings: string[], granularMarkings: string[] = []) => ({ markings, granularMarkings });
const empty = buildMarkingBook([]);
const foreign = 'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce';

describe('fixed ids', () => {
  it.each([...fixedMarkings.values()])(
    'MS 77, M 9357, PS 583 knows $name of $scheme without a definition',
    ({ id: known, tlp, name }) => {
      expect(empty.meaning(known)).toEqual(tlp === null ? { kind: 'known', name } : { kind: 'tlp', level: tlp, name });
      expect(empty.meaning(known.toUpperCase().replace('MARKING-DEFINITION', 'marking-definition'))).toEqual(
        empty.meaning(known),
      );
    },
  );

  it('reads white as clear and amber of TLP 1 as amber, never as amber+strict', () => {
    const levelOf = (scheme: string, word: string) =>
      [...fixedMarkings.values()].find((m) => m.scheme === scheme && m.word === word)?.tlp;
    expect(levelOf('tlp-1', 'white')).toBe(levelOf('tlp-2', 'clear'));
    expect(levelOf('tlp-1', 'amber')).toBe('amber');
    expect(levelOf('tlp-2', 'amber+strict')).toBe('amber+strict');
  });

  it('does not let a stored definition change a fixed id', () => {
    const liar = { ...statement(1, 'share freely'), id: tlpMarkingId('red') };
    expect(buildMarkingBook([liar]).meaning(tlpMarkingId('red'))).toEqual({
      kind: 'tlp',
      level: 'red',
      name: 'TLP:RED',
    });
  });

  it.each([...fixedMarkings.values()])('accepts a copy of the standard definition of $name of $scheme', (fixed) => {
    const content =
      fixed.scheme === 'tlp-1'
        ? { definition_type: 'tlp', definition: { tlp: fixed.word } }
        : fixed.scheme === 'tlp-2'
          ? { extensions: { [tlp2Extension]: { extension_type: 'property-extension', tlp_2_0: fixed.word } } }
          : { extensions: { [papExtension]: { extension_type: 'property-extension', pap: fixed.word } } };
    const copy = { ...definition(1, { name: fixed.name, ...content }), id: fixed.id, created: fixed.created };
    expect(prepareObject(copy, acceptAll)).toMatchObject({ ok: true, value: { warnings: [] } });
    const other = { ...copy, definition_type: 'statement', definition: { statement: 'share freely' } };
    expect(prepareObject(other, acceptAll).ok).toBe(false);
  });

  it('accepts the spelling of a tool that writes TLP in capitals, for the same level only', () => {
    const copy = (level: string) => ({
      ...definition(1, {
        name: 'TLP:GREEN',
        definition_type: 'TLP',
        definition: { TLP: level },
        extensions: { [foreign]: { extension_type: 'property-extension', type: 'Marking-Definition' } },
      }),
      id: 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da',
    });
    expect(prepareObject(copy('green'), acceptAll).ok).toBe(true);
    expect(prepareObject(copy('white'), acceptAll).ok).toBe(false);
  });
});

describe('meaning of stored definitions', () => {
  it.each([
    ['a statement restricts nothing', statement(1, 'Copyright Example'), { kind: 'statement', name: null }],
    ['a statement may have a name', statement(1, 'No foreigners', 'NOFORN'), { kind: 'statement', name: 'NOFORN' }],
    [
      'a statement that says TLP is TLP',
      statement(1, 'TLP:AMBER+STRICT'),
      { kind: 'tlp', level: 'amber+strict', name: null },
    ],
    [
      'a statement named TLP is TLP',
      statement(1, 'see name', 'TLP:RED'),
      { kind: 'tlp', level: 'red', name: 'TLP:RED' },
    ],
    [
      'TLP 1 by content',
      definition(1, { definition_type: 'tlp', definition: { tlp: 'white' } }),
      { kind: 'tlp', level: 'clear', name: null },
    ],
    [
      'TLP 2.0 by content',
      carrying(1, tlp2Extension, { tlp_2_0: 'green' }),
      { kind: 'tlp', level: 'green', name: null },
    ],
    ['PAP by content', carrying(1, papExtension, { pap: 'amber' }), { kind: 'known', name: 'PAP:AMBER' }],
    [
      'TLP beside PAP is TLP',
      definition(1, { extensions: { [papExtension]: { pap: 'red' }, [tlp2Extension]: { tlp_2_0: 'green' } } }),
      { kind: 'tlp', level: 'green', name: null },
    ],
    [
      'a readable name is known',
      definition(1, { name: 'Eyes only X', definition_type: 'caveat', definition: { a: 1 } }),
      { kind: 'known', name: 'Eyes only X' },
    ],
  ])('%s', (_title, stored, meaning) => {
    expect(buildMarkingBook([stored]).meaning(id(1))).toEqual(meaning);
  });

  it.each([
    ['no definition at all', definition(2, {})],
    ['an extension we do not know', carrying(1, foreign, { classification: 'secret' }, { name: 'SECRET' })],
    [
      'a statement with an extension we do not know',
      carrying(1, foreign, { a: 1 }, { definition_type: 'statement', definition: { statement: 'x' } }),
    ],
    [
      'TLP with an extension we do not know',
      definition(1, { extensions: { [foreign]: { a: 1 }, [tlp2Extension]: { tlp_2_0: 'clear' } } }),
    ],
    ['TLP 2.0 with a level that does not exist', carrying(1, tlp2Extension, { tlp_2_0: 'purple' })],
    ['PAP with a word that does not exist', carrying(1, papExtension, { pap: 'purple' })],
    [
      'TLP that contradicts itself',
      carrying(1, tlp2Extension, { tlp_2_0: 'clear' }, { definition_type: 'tlp', definition: { tlp: 'red' } }),
    ],
    ['TLP that contradicts its name', statement(1, 'TLP:CLEAR', 'TLP:RED')],
    [
      'a definition without a name of a kind we do not know',
      definition(1, { definition_type: 'caveat', definition: { a: 1 } }),
    ],
  ])('is unknown: %s', (_title, stored) => {
    expect(buildMarkingBook([stored]).meaning(id(1))).toEqual({ kind: 'unknown' });
  });

  it('is unknown when two definitions under one id say different things, whatever the order', () => {
    const a = statement(1, 'x', 'A');
    const b = carrying(1, tlp2Extension, { tlp_2_0: 'red' });
    expect(buildMarkingBook([a, b]).meaning(id(1)).kind).toBe('unknown');
    expect(buildMarkingBook([b, a]).meaning(id(1)).kind).toBe('unknown');
    expect(buildMarkingBook([a, a]).meaning(id(1)).kind).toBe('statement');
    expect(buildMarkingBook([a, b, a]).meaning(id(1)).kind).toBe('unknown');
  });

  it('passes over what is no marking definition', () => {
    expect(
      buildMarkingBook([null, 1, 'x', [], { type: 'tool', id: id(1) }, { type: 'marking-definition' }]).meaning(id(1))
        .kind,
    ).toBe('unknown');
  });
});

describe('effective TLP', () => {
  const level = fc.constantFrom(...tlpLevels);
  const atLeast = (a: TlpLevel, b: TlpLevel): boolean => tlpLevels.indexOf(a) >= tlpLevels.indexOf(b);

  it('M 2223 is one level: the strictest of all markings, granular ones included, in any order', () => {
    fc.assert(
      fc.property(fc.array(level), fc.array(level), fc.option(level), (whole, parts, fallback) => {
        const result = effectiveTlp(marked(whole.map(tlpMarkingId), parts.map(tlpMarkingId)), empty, fallback);
        const all = [...whole, ...parts];
        if (all.length === 0) expect(result).toBe(fallback ?? 'unknown');
        else {
          expect(all).toContain(result);
          expect(all.every((one) => atLeast(result as TlpLevel, one))).toBe(true);
        }
      }),
    );
  });

  it('never lets more out when a marking is added', () => {
    fc.assert(
      fc.property(fc.array(level, { minLength: 1 }), level, fc.boolean(), (whole, more, granular) => {
        const before = effectiveTlp(marked(whole.map(tlpMarkingId)), empty, null) as TlpLevel;
        const ids = whole.map(tlpMarkingId);
        const after = effectiveTlp(
          granular ? marked(ids, [tlpMarkingId(more)]) : marked([...ids, tlpMarkingId(more)]),
          empty,
          null,
        );
        expect(atLeast(after as TlpLevel, before)).toBe(true);
      }),
    );
  });

  it('takes the default only where no TLP is said', () => {
    const book = buildMarkingBook([statement(1, 'Copyright')]);
    expect(effectiveTlp(marked([id(1)]), book, 'green')).toBe('green');
    expect(effectiveTlp(marked([id(1)]), book, null)).toBe('unknown');
    expect(effectiveTlp(marked([id(1), tlpMarkingId('clear')]), book, 'red')).toBe('clear');
  });
});

it('tells an unknown marking wherever it stands, beside any TLP', () => {
  const book = buildMarkingBook([statement(1, 'Copyright')]);
  expect(hasUnknownMarking(marked([id(1), tlpMarkingId('red')]), book)).toBe(false);
  expect(hasUnknownMarking(marked([tlpMarkingId('clear'), id(9)]), book)).toBe(true);
  expect(hasUnknownMarking(marked([tlpMarkingId('clear')], [id(9)]), book)).toBe(true);
  expect(hasUnknownMarking(marked([]), book)).toBe(false);
});

it('names markings by id and by alias', () => {
  const book = buildMarkingBook([statement(1, 'No foreigners', 'NOFORN')]);
  expect(markingNames(marked([id(1)], [tlpMarkingId('amber+strict'), id(5)]), book)).toEqual(
    [id(1), id(5), tlpMarkingId('amber+strict'), 'marking:noforn', 'marking:tlp-amber-strict'].sort(),
  );
});

it.each([
  ['NOFORN', 'marking:noforn'],
  ['  Eyes Only — X ', 'marking:eyes-only-x'],
  ['TLP:AMBER+STRICT', 'marking:tlp-amber-strict'],
  ['Für uns', 'marking:für-uns'],
  ['***', null],
])('makes the alias of %j', (name, alias) => {
  expect(markingAlias(name)).toBe(alias);
});

it.each([
  ['TLP:WHITE', 'clear'],
  ['clear', 'clear'],
  ['Tlp: Amber+Strict', 'amber+strict'],
  ['TLP:AMBER-STRICT', 'amber+strict'],
  ['RED ', 'red'],
  ['', null],
  ['TLP:', null],
  ['amberstrict', null],
  ['tlp:constructor', null],
])('reads the level %j', (text, level) => {
  expect(readTlpLevel(text)).toBe(level);
});
