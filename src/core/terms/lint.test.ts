import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTimestamp } from '../time.ts';
import { lintTerms, parseTerms } from './index.ts';

const now = parseTimestamp('2026-06-01T00:00:00Z') ?? 0;
const context = {
  now,
  scale: (topic: string) =>
    topic === 'stance'
      ? { values: ['low', 'high'], ordered: true }
      : topic === 'vow'
        ? { values: ['given', 'refused'], ordered: false }
        : null,
};

function lint(parts: Record<string, unknown>): string[] {
  const text = parseTerms({ from: 'party:a', over: 'collection:c', ...parts });
  if (!text.ok) throw new Error(JSON.stringify(text.error));
  return lintTerms(text.value, context).map((finding) => `${finding.severity} ${finding.at}`);
}

const receive = (...when: unknown[]): Record<string, unknown> => ({ allow: [{ do: 'receive', when }] });

/** Answers of so many parties about one object. */
const asking = (count: number, more: Record<string, unknown> = {}): unknown[] =>
  Array.from({ length: count }, (_, i) => ({ consent: { of: `party:p${i}`, is: 'granted', ...more } }));

describe('answers that a text asks for', () => {
  it('may be three about one object, said as often as one likes, and any number about the collection', () => {
    expect(lint(receive(...asking(3, { scope: 'object' }), ...asking(3, { scope: 'object' })))).toEqual([]);
    expect(lint(receive(...asking(3, { scope: 'object' }), ...asking(9, { scope: 'collection' })))).toEqual([]);
  });

  it('beyond three are an error at their place, since nobody would hear them', () => {
    const four = asking(4, { scope: 'object' });
    expect(lint(receive({ any: four }))).toEqual(['error allow[0].when[0].any[3].consent.of']);
    const also = [{ do: 'relay', when: [{ approval: { of: 'originator', scope: 'object', is: 'granted' } }] }];
    expect(lint({ allow: [{ do: 'receive', when: four.slice(0, 3) }, ...also] })).toEqual([
      'error allow[1].when[0].approval.of',
    ]);
  });
});

describe('the linter', () => {
  it('finds nothing wrong with a plain text', () => {
    expect(
      lint(
        receive({ position: { topic: 'stance', grade: 'B2', 'at-least': 'high' } }, { tlp: { 'at-most': 'amber' } }),
      ),
    ).toEqual([]);
  });

  it.each([
    ['an unknown topic', receive({ position: { topic: 'moon', is: 'full' } }), 'error allow[0].when[0].position.topic'],
    [
      'a value off the scale',
      receive({ position: { topic: 'stance', is: 'middle' } }),
      'error allow[0].when[0].position.is',
    ],
    [
      'an order the scale has not',
      receive({ position: { topic: 'vow', 'at-least': 'given' } }),
      'error allow[0].when[0].position.at-least',
    ],
    [
      'a topic inside a group',
      receive({ any: [{ position: { topic: 'moon', is: 'full' } }] }),
      'error allow[0].when[0].any[0].position.topic',
    ],
    [
      'an empty window',
      { ...receive(), valid: { from: '2027-01-01T00:00:00Z', until: '2026-12-01T00:00:00Z' } },
      'error valid',
    ],
    ['a past window', { ...receive(), valid: { until: '2026-05-31T23:59:59Z' } }, 'error valid.until'],
    ['a permission denied outright', { ...receive(), deny: [{ do: 'receive' }] }, 'error allow[0].do'],
    ['a permission denied with all use', { ...receive(), deny: [{ do: 'use' }] }, 'error allow[0].do'],
    ['a window on age that closes again', receive({ 'object-age': { 'at-most': 'P1D' } }), 'error allow[0].when'],
    [
      'a denial that comes with age',
      { ...receive(), deny: [{ do: 'receive', when: [{ 'object-age': { 'more-than': 'P1D' } }] }] },
      'error deny[0].when',
    ],
    [
      'ages that exclude each other',
      receive({ 'object-age': { 'at-least': 'P2D' } }, { 'object-age': { 'less-than': 'P1D' } }),
      'error allow[0].when',
    ],
    ['a text with itself', { ...receive(), to: 'party:a' }, 'error to'],
    ['a text that permits nothing', {}, 'warning allow'],
    [
      'only excluded positions',
      receive({ position: { topic: 'stance', grade: 'B2', 'none-of': ['low'] } }),
      'warning allow[0].when[0].position',
    ],
    [
      'T-NEG-06 a position that takes any word',
      receive({ position: { topic: 'stance', is: 'high' } }),
      'warning allow[0].when[0].position',
    ],
    [
      'a ratio nobody can start',
      receive({ ratio: { window: 'P30D', 'at-least': 1 } }),
      'warning allow[0].when[0].ratio',
    ],
    ['a duty without end', { ...receive(), owe: [{ do: 'delete' }] }, 'warning owe[0]'],
  ])('names %s', (_, parts, finding) => {
    expect(lint(parts)).toContain(finding);
  });

  it('lets what is covered pass: kept references, credit, another way in, a limited duty, a matching any-of', () => {
    expect(lint({ ...receive({ 'object-age': { 'at-most': 'P1D' } }), references: 'keep' })).toEqual([]);
    expect(lint(receive({ ratio: { window: 'P30D', credit: 10, 'at-least': 1 } }))).toEqual([]);
    expect(
      lint(receive({ any: [{ ratio: { window: 'P30D', 'at-least': 1 } }, { 'member-age': { 'at-most': 'P60D' } }] })),
    ).toEqual([]);
    expect(
      lint({ ...receive(), owe: [{ do: 'delete', when: [{ elapsed: { since: 'receipt', 'at-most': 'P1D' } }] }] }),
    ).toEqual([]);
    const both = [
      { position: { topic: 'stance', grade: 'B2', 'none-of': ['low'] } },
      { position: { topic: 'stance', grade: 'B2', 'any-of': ['high'] } },
    ];
    expect(lint(receive(...both))).toEqual([]);
    expect(lint({ valid: { until: '2026-06-01T00:00:00Z' }, ...receive() })).toEqual([]);
  });

  it('finds no error in the examples of the terms profile', () => {
    const folder = new URL('../../../conformance/terms/', import.meta.url);
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
      const text = parseTerms(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
      if (!text.ok) throw new Error(name);
      const scale = (): { values: string[]; ordered: boolean } => ({
        values: ['must-leave', 'transition-only', 'undertaken'],
        ordered: false,
      });
      const errors = lintTerms(text.value, { scale, now: parseTimestamp('2015-12-01T00:00:00Z') ?? 0 }).filter(
        (each) => each.severity === 'error',
      );
      expect(errors, name).toEqual([]);
    }
  });
});
