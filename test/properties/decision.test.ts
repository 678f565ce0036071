import { describe, expect, it } from 'vitest';
import { decide, type RefusalClass } from '../../src/core/decision/index.ts';
import type { Pair } from '../../src/core/terms/index.ts';
import { conditionValue, decideByDefinition, type OracleAnswer, textValue } from '../oracle/decide-by-definition.ts';
import { conditionFrom, offers } from './worlds/operand-pools.ts';
import { type Case, oracleQuestion, question, randomCases, show } from './worlds/random-case.ts';
import { allOperands } from './worlds/random-text.ts';
import { gateFacts, objectView, randomBooks, randomWorld, statedKeysOf } from './worlds/random-world.ts';
import { casesOf, dice, seedOfRun } from './worlds/seeded.ts';

const seed = seedOfRun();
console.log(`decision laws: PROVISO_SEED=${seed}`);

const somePairHolds = (pairs: readonly Pair[], c: Case): boolean =>
  pairs.some(({ gate, filter, age }) => {
    const { view, form } = c.versions[0]!;
    const old = c.world.at - c.world.added;
    const inWindow = old >= age.atLeast && (age.below === null || old < age.below);
    return inWindow && gate.evaluate(gateFacts(c.world)).holds && filter.holds(view, form);
  });

/** The class of a refusal where one text and one version leave no choice between several. */
function classByDefinition(c: Case, right: OracleAnswer): RefusalClass | null {
  if (right.permitted) return null;
  const came = right.texts[0];
  if (came === undefined) return 'not-in-force';
  if (came.deny === 'T' || came.house === 'F') return 'prohibited';
  const granted = (key: string) => c.world.stated.get(key) ?? (/^(consent|approval)\b/.test(key) ? 'granted' : null);
  const asked = oracleQuestion(c);
  const withConsent = decideByDefinition({
    ...asked,
    texts: asked.texts.map(({ gate, ...rest }) => ({ ...rest, gate: { ...gate, other: granted } })),
    versions: asked.versions.map(({ form, view }) => ({ form, view: { ...view, other: granted } })),
  });
  if (withConsent.permitted) return 'pending';
  return came.allow === 'F' ? 'not-permitted' : 'unknown';
}

describe('laws of the decision over random worlds', () => {
  it('random worlds hit every operand with every comparator, both true and false', () => {
    const d = dice(seed);
    const stock = { books: randomBooks(d, 150) };
    const seen = new Map<string, Set<string>>();
    for (const offer of offers) {
      const key = `${offer.operand} ${offer.comparator}`;
      const truths = seen.get(key) ?? new Set();
      seen.set(key, truths);
      for (let i = 0; i < 500 && truths.size < 3; i++) {
        const condition = conditionFrom(d, offer);
        const w = randomWorld(d, stock, statedKeysOf([condition]));
        truths.add(
          conditionValue(condition, { gate: gateFacts(w), view: objectView(w), added: w.added, form: w.form }).truth,
        );
      }
    }
    const operandsSeen = new Set(offers.map((offer) => offer.operand));
    expect(allOperands.filter((name) => !operandsSeen.has(name))).toEqual([]);
    // `recipient-terms` has a single word: what it says is that word or nothing.
    const oneSided = [...seen].filter(([, truths]) => !truths.has('T') || !truths.has('F')).map(([key]) => key);
    expect(oneSided.filter((key) => !key.startsWith('recipient-terms '))).toEqual([]);
  });

  it('decide answers what the definition says', () => {
    let permits = 0;
    const count = casesOf(100_000);
    const unlike: string[] = [];
    for (const c of randomCases(dice(seed + 1), count)) {
      const answer = decide(question(c));
      const right = decideByDefinition(oracleQuestion(c));
      const isClear =
        c.texts.length === 1 && c.versions.length === 1 && c.under.length === 0 && !c.world.view.unknownMarking;
      const sameClass = !isClear || answer.class === classByDefinition(c, right);
      const agrees =
        (answer.decision === 'permit') === right.permitted && answer.version === right.version && sameClass;
      if (!agrees && unlike.length < 3) unlike.push(show(seed, c, { answer, right }));
      if (right.permitted) permits++;
    }
    expect(unlike[0] ?? '').toBe('');
    expect(permits / count).toBeGreaterThan(0.05);
  });

  it('gates and filters, split and put together again, are the rules: some pair holds exactly when the rule counts', () => {
    const unlike: string[] = [];
    let counted = 0;
    let blocked = 0;
    for (const c of randomCases(dice(seed + 2), casesOf(100_000))) {
      const { text, terms } = c.texts[0]!;
      const { view, form } = c.versions[0]!;
      const right = textValue(text, 'receive', { gate: gateFacts(c.world), view, added: c.world.added, form });
      const allowed = somePairHolds(terms.permissions('receive'), c);
      const denied = somePairHolds(terms.prohibitions('receive'), c);
      // An object with a marking that nobody can read is held back by the filters themselves, whatever the rules say.
      const agrees = view.unknownMarking
        ? !allowed
        : allowed === (right.allow === 'T') && denied === (right.deny !== 'F');
      if (!agrees && unlike.length < 3) unlike.push(show(seed, c, { allowed, denied, right }));
      if (allowed) counted++;
      if (denied) blocked++;
    }
    expect(unlike[0] ?? '').toBe('');
    expect(Math.min(counted, blocked)).toBeGreaterThan(casesOf(100_000) / 20);
  });
});
