import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Facts, facts, gateOf, noon, texts, trees, viewOf } from '../../../test/terms/random-terms.ts';
import { type ConditionTree, forms } from '../conditions/index.ts';
import { type Action, compileTerms, parseTerms, type TermsText } from '../terms/index.ts';
import { answerDocument, decide, type Question, type TextInQuestion } from './index.ts';

function inQuestion(text: TermsText, world: Facts): TextInQuestion | null {
  const terms = compileTerms(text);
  return terms.ok ? { terms: terms.value, inForce: true, gate: gateOf(world) } : null;
}

function ask(list: readonly TermsText[], world: Facts, action: Action = 'receive'): Question {
  const found = list.map((text) => inQuestion(text, world)).filter((text) => text !== null);
  return {
    action,
    at: noon,
    known: noon,
    texts: found,
    forms: [{ form: world.form, view: viewOf(world) }],
    age: world.age,
  };
}

function read(value: object): TermsText {
  const text = parseTerms({ from: 'party:a', to: 'party:b', over: 'collection:c', ...value });
  if (!text.ok) throw new Error(JSON.stringify(text.error));
  return text.value;
}

const world0 = fc.sample(facts, { numRuns: 1, seed: 5 })[0] as Facts;
const plain: Facts = {
  ...world0,
  stated: {},
  form: 'raw',
  view: {
    ...world0.view,
    tlp: 'green',
    unknownMarking: false,
    markingNames: [],
    facts: { ...world0.view.facts, type: 'indicator', labels: [] },
  },
};
const open = read({ allow: [{ do: 'receive' }] });
const actions: readonly Action[] = ['receive', 'relay', 'publish'];

describe('deciding', () => {
  it('I3 without a text, without a permission, or with an unknown fact, refuses and says why', () => {
    expect(decide(ask([], plain))).toMatchObject({ decision: 'refuse', class: 'not-in-force' });
    expect(decide(ask([open], plain, 'know'))).toMatchObject({
      decision: 'refuse',
      class: 'not-permitted',
      because: [{ why: 'no-permission' }],
    });
    const unknown = read({ allow: [{ do: 'receive', when: [{ 'member-of': { is: 'coalition:x' } }] }] });
    expect(decide(ask([unknown], plain))).toMatchObject({
      class: 'unknown',
      because: [{ operand: 'member-of', why: 'not-known' }],
    });
    const denied = read({
      allow: [{ do: 'receive' }],
      deny: [{ do: 'receive', when: [{ 'member-of': { is: 'coalition:x' } }] }],
    });
    expect(decide(ask([denied], plain))).toMatchObject({
      class: 'unknown',
      because: [{ why: 'prohibited', value: 'U' }, { operand: 'member-of' }],
    });
  });

  it('I3 an unknown marking withholds whatever the texts say', () => {
    const world = { ...plain, view: { ...plain.view, unknownMarking: true } };
    expect(decide(ask([open], world))).toMatchObject({
      decision: 'refuse',
      class: 'unknown',
      because: [{ why: 'unknown-marking' }],
    });
  });

  it('every refusal has a reason, and answers are JSON documents', () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 3 }), facts, fc.constantFrom(...actions), (list, world, action) => {
        const answer = decide(ask(list, world, action));
        if (answer.decision === 'refuse') expect(answer.because.length).toBeGreaterThan(0);
        const document = answerDocument(answer);
        expect(JSON.parse(JSON.stringify(document))).toEqual(document);
      }),
      { numRuns: 300 },
    );
  });

  it('I4 adding a prohibition, a condition or terms it came under never lets more out; nor does taking a permission away', () => {
    let permitted = 0;
    fc.assert(
      fc.property(
        texts,
        trees,
        facts,
        texts,
        fc.constantFrom(...actions),
        (text, tree: ConditionTree, world, under, action) => {
          // A text too wide to be taken is never in force; without its widest rule it may be another, lawful one.
          if (inQuestion(text, world) === null) return;
          const before = decide(ask([text], world, action)).decision === 'permit';
          if (before) permitted++;
          const sticky = inQuestion(under, world);
          const tighter: Question[] = [
            ask([{ ...text, deny: [...text.deny, { do: ['use'], when: [tree] }] }], world, action),
            ask(
              [{ ...text, allow: text.allow.map((rule) => ({ ...rule, when: [...rule.when, tree] })) }],
              world,
              action,
            ),
            ask([{ ...text, allow: text.allow.slice(1) }], world, action),
            ask([{ ...text, valid: { ...text.valid, until: '2026-06-01T11:00:00Z' } }], world, action),
            ...(sticky === null ? [] : [{ ...ask([text], world, action), receivedUnder: [sticky] }]),
          ];
          for (const question of tighter) if (decide(question).decision === 'permit') expect(before).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    expect(permitted).toBeGreaterThan(20);
  });

  it('I4 a stricter level never lets more out', () => {
    const capped = read({ allow: [{ do: ['receive', 'relay', 'publish'], when: [] }] });
    for (const action of actions)
      for (const relation of ['self', 'organisation', 'client', 'community', 'public', null]) {
        const outcomes = (['clear', 'green', 'amber', 'amber+strict'] as const).map((tlp) => {
          const world = {
            ...plain,
            stated: { 'recipient-relation': relation, recipient: 'party:z' },
            view: { ...plain.view, tlp },
          };
          return decide(ask([capped], world, action)).decision === 'permit' ? 1 : 0;
        });
        expect([...outcomes].sort((a, b) => b - a)).toEqual(outcomes);
      }
  });

  it.each([
    ['red', 'party:z', 'organisation', 'refuse'],
    ['red', 'party:b', null, 'permit'],
    ['red', 'party:named', null, 'permit'],
    ['amber+strict', 'party:z', 'organisation', 'permit'],
    ['amber+strict', 'party:z', 'client', 'refuse'],
    ['amber', 'party:z', 'client', 'permit'],
    ['amber', 'party:z', 'community', 'refuse'],
    ['green', 'party:z', 'community', 'permit'],
    ['green', 'party:z', 'public', 'refuse'],
    ['green', 'party:z', null, 'refuse'],
    ['clear', 'party:z', 'public', 'permit'],
  ] as const)('house rule: TLP %s to %s (%s) is a %s', (tlp, recipient, relation, decision) => {
    const text = read({
      allow: [{ do: 'relay', when: [{ any: [{ recipient: { is: 'party:named' } }, { party: { is: 'party:b' } }] }] }],
    });
    const world = { ...plain, stated: { recipient, 'recipient-relation': relation }, view: { ...plain.view, tlp } };
    expect(decide(ask([text], world, 'relay')).decision).toBe(decision);
    const published = decide(ask([read({ allow: [{ do: 'publish' }] })], world, 'publish'));
    expect(published.decision).toBe(tlp === 'clear' ? 'permit' : 'refuse');
  });

  it('several texts: one that permits by itself suffices, and is named', () => {
    const id = 'urn:uuid:1f0a4c1e-0001-4a00-8000-000000000001';
    const shut = read({ allow: [] });
    const denied = read({ allow: [{ do: 'receive' }], deny: [{ do: 'receive' }] });
    const answer = decide(ask([shut, denied, { ...open, id: id as NonNullable<TermsText['id']> }], plain));
    expect(answer).toMatchObject({ decision: 'permit', text: id, version: 'raw' });
    expect(decide(ask([shut, denied], plain))).toMatchObject({ decision: 'refuse', class: 'not-permitted' });
  });

  it('the first form that is permitted is sent: raw before redacted before tearline', () => {
    const text = read({ allow: [{ do: 'receive', when: [{ sanitisation: { 'at-least': 'redacted' } }] }] });
    const question = ask([text], plain);
    const all = { ...question, forms: [...forms].reverse().map((form) => ({ form, view: viewOf(plain) })) };
    expect(decide(all)).toMatchObject({ decision: 'permit', version: 'redacted' });
    expect(decide({ ...all, forms: all.forms.filter((each) => each.form === 'raw') })).toMatchObject({
      decision: 'refuse',
    });
    expect(decide({ ...all, forms: [] })).toMatchObject({ decision: 'refuse' });
  });

  it('terms it came under stick: every party in the chain must allow the relay', () => {
    const under = (value: object): TextInQuestion => {
      const text = inQuestion(read(value), plain);
      if (text === null) throw new Error('does not compile');
      return text;
    };
    const relayed = under({ allow: [{ do: 'relay', when: [{ consent: { of: 'originator', is: 'granted' } }] }] });
    const kept = under({ allow: [{ do: 'receive' }] });
    const clear = { ...plain, view: { ...plain.view, tlp: null } };
    const question = ask([open], clear);
    expect(decide({ ...question, receivedUnder: [relayed] })).toMatchObject({ decision: 'refuse', class: 'pending' });
    const granted = new Map([['consent?of=originator', 'granted']]);
    expect(decide({ ...question, receivedUnder: [relayed], supposed: granted })).toMatchObject({ decision: 'permit' });
    expect(decide({ ...question, receivedUnder: [relayed, kept], supposed: granted })).toMatchObject({
      class: 'not-permitted',
    });
    const ended = { ...relayed, inForce: false };
    expect(decide({ ...question, receivedUnder: [ended], supposed: granted })).toMatchObject({
      class: 'not-permitted',
    });
  });

  it('pending only when consents are all that is missing', () => {
    const text = read({
      allow: [
        {
          do: 'receive',
          when: [{ consent: { of: 'originator', is: 'granted' } }, { 'member-of': { is: 'coalition:x' } }],
        },
      ],
    });
    expect(decide(ask([text], plain))).toMatchObject({ class: 'unknown' });
    expect(decide(ask([text], { ...plain, stated: { 'member-of': ['coalition:x'] } }))).toMatchObject({
      class: 'pending',
    });
    expect(
      decide(ask([text], { ...plain, stated: { 'member-of': ['coalition:x'], consent: 'refused' } })),
    ).toMatchObject({ class: 'not-permitted' });
  });

  it('then: each part became true no earlier than the one before; without a known beginning it stays unknown', () => {
    const parts = [
      { incident: { id: 'i', is: 'declared' } },
      { elapsed: { since: 'incident-declared', 'at-most': 'PT72H' } },
      { party: { is: 'party:b' } },
    ];
    const text = read({ allow: [{ do: 'receive', when: [Object.fromEntries([['then', parts]])] }] });
    const stated = { incident: 'declared', elapsed: 'PT1H' };
    const at = (since: number | null): string => {
      const question = ask([text], { ...plain, stated });
      const times = () => ({ since, nextChange: null });
      const withTimes = question.texts.map((each) => ({ ...each, gate: { ...each.gate, otherTimes: times } }));
      const answer = decide({ ...question, texts: withTimes });
      return answer.class ?? answer.decision;
    };
    expect(at(noon - 3_600_000_000)).toBe('permit');
    expect(at(noon - 1_800_000_000)).toBe('not-permitted');
    expect(at(null)).toBe('unknown');
  });
});
