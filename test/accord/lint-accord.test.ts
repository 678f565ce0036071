import { describe, expect, it } from 'vitest';
import { type AccordLintContext, type AccordText, accordsWaitedFor, lintAccord } from '../../src/core/accord/index.ts';
import type { Topic } from '../../src/core/position/index.ts';
import { a, accordId, b, moment, oneLeg, party, twoLegs } from './made-accords.ts';

const topic = (id: string, values: readonly string[], ordered = true): Topic => ({
  id,
  title: id,
  scale: { values, ordered },
  policy: { kind: 'unanimous' },
});
const stance = topic('stance', ['low', 'middle', 'high']);
const context: AccordLintContext = {
  now: moment('2026-06-01T00:00:00Z'),
  scale: (id) => (id === 'stance' ? stance.scale : null),
  parties: [a, b],
  accord: accordId(1),
};
const lint = (text: AccordText, more: Partial<AccordLintContext> = {}): string[] =>
  lintAccord(text, { ...context, ...more }).map((finding) => `${finding.severity} ${finding.at}`);

const receive = (...when: unknown[]): Record<string, unknown> => ({ allow: [{ do: 'receive', when }] });
const says = (asked: Record<string, unknown>): unknown => ({ position: { topic: 'stance', grade: 'B2', ...asked } });
const swap = (there: Record<string, unknown>, back: Record<string, unknown>, topics = [stance]): AccordText =>
  twoLegs(there, back, { topics });

describe('the linter of both legs', () => {
  it('finds nothing wrong with the bilateral swap of the terms profile (7.6)', () => {
    const leg = receive(
      { leg: { accord: accordId(1), of: 'counterpart', is: 'in-force' } },
      { balance: { window: 'P30D', weight: 'count', 'at-least': -50 } },
    );
    expect(lint(swap(leg, leg))).toEqual([]);
  });

  it('says of each leg what the linter of one text says', () => {
    const findings = lint(swap({}, { ...receive(), deny: [{ do: 'receive' }], owe: [{ do: 'delete' }] }));
    expect(findings).toEqual(['warning legs[1].terms.owe[0]', 'error legs[1].terms.allow[0].do']);
  });

  it.each([
    ['a ratio', { ratio: { window: 'P30D', 'at-least': 1 } }],
    ['a balance above nothing', { balance: { window: 'P30D', 'at-least': 1 } }],
    ['something given', { given: { window: 'P30D', 'more-than': 0 } }],
    ['a group of them', { all: [{ given: { window: 'P30D', 'more-than': 0 } }, { tlp: { 'at-most': 'amber' } }] }],
  ])('names the deadlock where both legs want %s first', (_, condition) => {
    const findings = lint(swap(receive(condition), receive(condition))).filter((each) => each.startsWith('error'));
    expect(findings).toHaveLength(2);
    expect(findings[0]).toContain('error legs[0].terms.allow[0].when[0]');
  });

  it.each([
    ['credit', { ratio: { window: 'P30D', credit: 10, 'at-least': 1 } }],
    ['a debt that may be run up', { balance: { window: 'P30D', 'at-least': -1 } }],
    ['credit on the balance', { balance: { window: 'P30D', credit: 5, 'at-least': 5 } }],
    [
      'another way in',
      { any: [{ ratio: { window: 'P30D', 'at-least': 1 } }, { 'agreement-age': { 'at-most': 'P60D' } }] },
    ],
  ])('lets %s pass, and one leg alone', (_, condition) => {
    expect(lint(swap(receive(condition), receive(condition)))).toEqual([]);
    const wanting = receive({ balance: { window: 'P30D', 'at-least': 1 } });
    expect(lint(swap(wanting, {}))).toEqual([]);
    const other = { allow: [...(wanting['allow'] as unknown[]), { do: 'receive', when: [{ tlp: { is: 'clear' } }] }] };
    expect(lint(swap(other, wanting))).toEqual([]);
  });

  it('names the stalemate: demands on both sides of one topic that no answer meets', () => {
    const text = swap(receive(says({ is: 'high' })), receive(says({ 'at-most': 'middle' })));
    const [finding] = lintAccord(text, context);
    expect(finding).toMatchObject({ severity: 'warning', at: 'legs[0].terms.allow[0].when[0].position' });
    expect(finding?.problem).toContain('stalemate: these are the conditions nobody will move');
    expect(finding?.problem).toContain('party:b to say high');
    expect(finding?.problem).toContain('party:a to say low or middle');
  });

  it.each([
    ['a common answer', receive(says({ 'any-of': ['middle', 'high'] })), receive(says({ 'at-most': 'middle' }))],
    [
      'another way in',
      receive({ any: [says({ is: 'high' }), { tlp: { is: 'clear' } }] }),
      receive(says({ is: 'low' })),
    ],
    [
      'another rule',
      {
        allow: [
          { do: 'receive', when: [says({ is: 'high' })] },
          { do: 'receive', when: [{ tlp: { is: 'clear' } }] },
        ],
      },
      receive(says({ is: 'low' })),
    ],
    ['demands on the same party', receive(says({ is: 'high' })), receive(says({ is: 'low', of: 'giver' }))],
    [
      'a demand for another action',
      { allow: [{ do: 'know', when: [says({ is: 'high' })] }] },
      receive(says({ is: 'low' })),
    ],
  ])('sees no stalemate with %s', (_, there, back) => {
    expect(lint(swap(there, back)).filter((each) => each.includes('position'))).toEqual([]);
  });

  it('wants every topic in the text, with the scale that is known here', () => {
    const asked = receive(says({ is: 'high' }));
    expect(lint(swap(asked, {}, []))).toEqual(['error legs[0].terms.allow[0].when[0].position.topic']);
    const other = topic('stance', ['high', 'middle', 'low']);
    expect(lint(swap(asked, {}, [other]))).toEqual(['warning topics[0].scale']);
    expect(lint(swap(asked, {}, [topic('stance', ['low', 'none'])]))).toContain(
      'error legs[0].terms.allow[0].when[0].position.is',
    );
  });

  it('wants the two parties, one leg each way, and times to come', () => {
    expect(lint(oneLeg(), { parties: [a, party('c')] })).toContain('error legs[0].terms.to');
    expect(lint(twoLegs({}, { from: 'party:a', to: 'party:b' }))).toContain('error legs[1].terms.to');
    expect(lint(oneLeg({ to: undefined }), { parties: undefined as never })).toContain('error legs[0].terms.to');
    expect(lint(oneLeg({}, { openUntil: '2026-05-31T00:00:00Z' }))).toEqual(['error openUntil']);
    const short = oneLeg({ valid: { until: '2026-07-01T00:00:00Z' } }, { openUntil: '2026-08-01T00:00:00Z' });
    expect(lint(short)).toEqual(['warning openUntil']);
    expect(lint(oneLeg({}, { replaces: accordId(1) }))).toEqual(['error replaces']);
  });

  it('names a leg that waits for what waits for it', () => {
    const waiting = receive({ leg: { accord: accordId(2), is: 'in-force' } });
    const waits = new Map<string, readonly string[]>([
      [accordId(2), [accordId(3)]],
      [accordId(3), [accordId(1)]],
    ]);
    const waitsOf = (accord: string): readonly string[] => waits.get(accord) ?? [];
    expect(lint(oneLeg(waiting), { waitsOf })).toEqual(['warning legs[0].terms.allow[0].when[0].leg']);
    expect(
      lint(oneLeg(waiting), { waitsOf: (accord) => (accord === accordId(3) ? [accordId(2)] : [accordId(3)]) }),
    ).toEqual([]);
    expect(accordsWaitedFor(oneLeg(waiting))).toEqual([accordId(2)]);
    const never = receive({ leg: { accord: accordId(1), of: 'counterpart', 'any-of': ['none', 'proposed'] } });
    expect(lint(swap(never, {}))).toEqual(['error legs[0].terms.allow']);
  });
});
