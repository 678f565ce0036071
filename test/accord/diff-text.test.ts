import { describe, expect, it } from 'vitest';
import { type AccordText, type ClauseChange, diffTexts } from '../../src/core/accord/index.ts';
import { randomText } from '../properties/worlds/random-text.ts';
import { casesOf, type Dice, dice, seedOfRun } from '../properties/worlds/seeded.ts';
import { accordId, oneLeg, twoLegs } from './made-accords.ts';

const receive = (...when: unknown[]): Record<string, unknown> => ({ allow: [{ do: 'receive', when }] });
const tlp = (level: string): unknown => ({ tlp: { 'at-most': level } });
const kinds = (changes: readonly ClauseChange[]): string[] =>
  changes.map((each) => {
    const what = each.old === undefined ? 'added' : each.new === undefined ? 'removed' : 'changed';
    return `${each.clause} ${what} at ${each.at}`;
  });
const between = (old: AccordText, now: AccordText): string[] => kinds(diffTexts(old, now));

describe('the difference of two versions', () => {
  it('names a condition that was changed, with both values', () => {
    const changes = diffTexts(oneLeg(receive(tlp('amber'))), oneLeg(receive(tlp('green'))));
    expect(changes).toEqual([
      {
        clause: 'condition',
        at: 'legs[0].terms.allow[0].when[0]',
        giver: 'party:a',
        old: { operand: 'tlp', params: {}, comparator: 'at-most', value: 'amber' },
        new: { operand: 'tlp', params: {}, comparator: 'at-most', value: 'green' },
      },
    ]);
  });

  it('names what was added and removed', () => {
    const type = { type: { is: 'indicator' } };
    expect(between(oneLeg(receive(type)), oneLeg(receive(type, tlp('green'))))).toEqual([
      'condition added at legs[0].terms.allow[0].when[1]',
    ]);
    expect(between(oneLeg(receive(type, tlp('green'))), oneLeg(receive(tlp('green'))))).toEqual([
      'condition removed at legs[0].terms.allow[0].when[0]',
    ]);
    const relay = { ...receive(), deny: [{ do: 'relay' }] };
    expect(between(oneLeg(receive()), oneLeg(relay))).toEqual(['rule added at legs[0].terms.deny[0]']);
    expect(between(oneLeg(receive()), twoLegs(receive()))).toEqual(['leg added at legs[1]']);
    expect(between(twoLegs(receive()), oneLeg(receive()))).toEqual(['leg removed at legs[1]']);
  });

  it('looks into groups, and takes what has an order as a whole', () => {
    const any = (...parts: unknown[]): unknown => ({ any: parts });
    const party = { party: { is: 'party:b' } };
    expect(between(oneLeg(receive(any(party, tlp('green')))), oneLeg(receive(any(tlp('red'), party))))).toEqual([
      'condition changed at legs[0].terms.allow[0].when[0].any[0]',
    ]);
    const steps = [{ now: { 'at-least': '2026-01-01T00:00:00Z' } }, party];
    const then = (parts: unknown[]): AccordText => oneLeg(receive(Object.fromEntries([['then', parts]])));
    expect(between(then(steps), then(steps.toReversed()))).toEqual([
      'condition removed at legs[0].terms.allow[0].when[0]',
      'condition added at legs[0].terms.allow[0].when[0]',
    ]);
  });

  it('names actions, window, disclosure, references, delivery, times and topics', () => {
    const topics = [
      { id: 't', title: 't', scale: { values: ['x', 'y'], ordered: true }, policy: { kind: 'unanimous' as const } },
    ];
    const old = oneLeg({ allow: [{ do: 'receive' }], valid: { until: '2026-06-01T00:00:00Z' } }, { topics });
    const [leg] = oneLeg({
      allow: [{ do: ['receive', 'relay'] }],
      over: 'collection:d',
      valid: { until: '2026-07-01T00:00:00Z' },
      disclose: 'class',
      references: 'keep',
    }).legs;
    const now: AccordText = {
      legs: [{ ...leg, delivery: 'push' }],
      topics: [],
      openUntil: '2026-05-01T00:00:00Z',
      replaces: accordId(2),
    };
    expect(between(old, now).map((each) => each.split(' at ')[0])).toEqual([
      'delivery changed',
      'over changed',
      'valid changed',
      'disclose changed',
      'references changed',
      'actions changed',
      'topic removed',
      'open-until added',
      'replaces added',
    ]);
  });

  it('pairs legs by their direction', () => {
    const text = twoLegs(receive(tlp('amber')), receive());
    const [one, two] = text.legs as [AccordText['legs'][0], AccordText['legs'][0]];
    expect(diffTexts(text, { ...text, legs: [two, one] })).toEqual([]);
  });

  it('is empty for a text in another order, never for one that says something else, and mirrors itself', () => {
    const seed = seedOfRun();
    const d = dice(seed);
    let different = 0;
    for (let i = 0; i < casesOf(1000); i++) {
      const [old, now] = [randomAccord(d), randomAccord(d)];
      if (old === null || now === null) continue;
      const why = `seed ${seed} case ${i}`;
      expect(diffTexts(old, shuffled(old)), why).toEqual([]);
      const there = kinds(diffTexts(old, now));
      const back = kinds(diffTexts(now, old));
      expect(there.length, why).toBe(back.length);
      expect(there.length === 0, why).toBe(normal(old) === normal(now));
      expect(back.filter((each) => each.includes(' added')).length, why).toBe(
        there.filter((each) => each.includes(' removed')).length,
      );
      if (there.length > 0) different++;
    }
    expect(different).toBeGreaterThan(100);
  });
});

function randomAccord(d: Dice): AccordText | null {
  const terms = randomText(d);
  return terms === null ? null : { legs: [{ terms, delivery: d.pick(['pull', 'push'] as const) }], topics: [] };
}

/** A text without its id and without any order but that of `then`, as one line. */
function normal(value: unknown, ordered = false): string {
  if (Array.isArray(value)) {
    const parts = value.map((each) => normal(each));
    return `[${(ordered ? parts : parts.sort()).join()}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([name]) => name !== 'id');
  return `{${entries
    .map(([name, each]) => `${name}:${normal(each, name === 'then')}`)
    .sort()
    .join()}}`;
}

function shuffled(text: AccordText): AccordText {
  const [{ terms, delivery }] = text.legs;
  const turned = terms.allow.map((rule) => ({ do: rule.do.toReversed(), when: rule.when.toReversed() })).toReversed();
  return { ...text, legs: [{ terms: { ...terms, allow: turned }, delivery }] };
}
