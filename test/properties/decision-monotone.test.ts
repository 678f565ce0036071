import { describe, expect, it } from 'vitest';
import { forms, type ObjectView } from '../../src/core/conditions/index.ts';
import { decide } from '../../src/core/decision/index.ts';
import type { TlpLevel } from '../../src/core/marking/index.ts';
import { compileTerms, type TermsText } from '../../src/core/terms/index.ts';
import { type Case, question, randomCases, show, someTexts } from './worlds/random-case.ts';
import { allOperands, randomTree, type TextShape, usualShape } from './worlds/random-text.ts';
import { casesOf, type Dice, dice, seedOfRun } from './worlds/seeded.ts';

const seed = seedOfRun();
console.log(`laws of restriction: PROVISO_SEED=${seed}`);

/** The case with one more restriction, or null where it would be none or the reader of terms refuses it. */
type Restrict = (c: Case, d: Dice) => Case | null;

function withText(c: Case, change: (text: TermsText) => TermsText): Case | null {
  const texts = c.texts.map(({ text, inForce }) => {
    const changed = change(text);
    const terms = compileTerms(changed);
    return terms.ok ? { text: changed, terms: terms.value, inForce } : null;
  });
  const whole = texts.filter((t) => t !== null);
  return whole.length === texts.length ? { ...c, texts: whole } : null;
}

const withViews = (c: Case, change: (view: ObjectView) => ObjectView): Case => ({
  ...c,
  versions: c.versions.map(({ form, view }) => ({ form, view: change(view) })),
});

const levels: readonly (TlpLevel | null)[] = [null, 'clear', 'green', 'amber', 'amber+strict', 'red'];

/**
 * Red admits named recipients where `amber+strict` admits a relation, so for relaying neither is the tighter of the two
 * (terms profile section 4); everywhere else each level is tighter than those before it.
 */
function tighterLevel(c: Case, d: Dice, level: TlpLevel | null): TlpLevel | null {
  const relays = c.action === 'relay' || c.under.length > 0;
  const above = levels.slice(levels.indexOf(level)).filter((l) => l !== 'red' || !relays || level === 'red');
  return d.pick(above);
}

const restrictions: Readonly<Record<string, { readonly restrict: Restrict; readonly shape: TextShape }>> = {
  'a marking that nobody can read': {
    shape: usualShape,
    restrict: (c) => withViews(c, (view) => ({ ...view, unknownMarking: true })),
  },
  // A text may ask for a marking; of markings no text speaks about, only the markings' own rules remain.
  'a tighter level': {
    shape: {
      ...usualShape,
      operands: allOperands.filter((o) => o !== 'tlp' && o !== 'marking'),
      actions: ['relay', 'publish', 'use'],
    },
    restrict: (c, d) => withViews(c, (view) => ({ ...view, tlp: tighterLevel(c, d, view.tlp) })),
  },
  'a prohibition': {
    shape: usualShape,
    restrict: (c, d) => {
      const when = d.oneIn(10) ? [] : [randomTree(d, usualShape, 2)];
      return withText(c, (text) => ({ ...text, deny: [...text.deny, { do: [c.action], when }] }));
    },
  },
  'a condition on every permission': {
    shape: usualShape,
    restrict: (c, d) => {
      const more = randomTree(d, usualShape, 2);
      return withText(c, (text) => ({
        ...text,
        allow: text.allow.map((rule) => ({ ...rule, when: [...rule.when, more] })),
      }));
    },
  },
  'a window of time': {
    shape: usualShape,
    restrict: (c, d) => {
      const window = d.pick([{ from: '2016-01-10T06:00:00Z' }, { until: '2016-01-11T00:00:00Z' }]);
      return withText(c, (text) => (text.valid === undefined ? { ...text, valid: window } : text));
    },
  },
  'terms under which it was received': {
    shape: usualShape,
    restrict: (c, d) => ({ ...c, under: [...c.under, ...someTexts(d, 1, { ...usualShape, actions: ['relay'] })] }),
  },
};

describe('adding a restriction never releases more', () => {
  it.each(Object.entries(restrictions))('%s', (_, { restrict, shape }) => {
    const d = dice(seed);
    const count = casesOf(100_000 / Object.keys(restrictions).length);
    const unlike: string[] = [];
    let compared = 0;
    let closed = 0;
    for (const c of randomCases(d, count, shape)) {
      const before = decide(question(c));
      // Nothing released cannot become less, but it must not become more either: both kinds are asked.
      const tighter = restrict(c, d);
      if (tighter === null) continue;
      compared++;
      const after = decide(question(tighter));
      if (before.decision === 'permit' && after.decision === 'refuse') closed++;
      const opened =
        after.decision === 'permit' &&
        (before.decision === 'refuse' || forms.indexOf(after.version) < forms.indexOf(before.version));
      if (opened && unlike.length < 3) unlike.push(show(seed, tighter, { before, after }));
    }
    expect(unlike[0] ?? '').toBe('');
    expect(compared).toBeGreaterThan(count / 2);
    expect(closed).toBeGreaterThan(count / 500);
  });
});
