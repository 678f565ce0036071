import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionOf, type Facts, facts, gateOf, hour, noon, viewOf } from '../../../test/terms/random-terms.ts';
import {
  type ConditionTree,
  type Fact,
  isCondition,
  joined,
  levelsFor,
  operandKey,
  type StatedFact,
} from '../conditions/index.ts';
import { type Action, compileTerms } from '../terms/index.ts';
import { formatMicros, parseDuration } from '../time.ts';
import { candidatesFor } from './candidates.ts';
import { decide, explain, type Question, type Way } from './index.ts';
import { type Place, placesOf } from './levers.ts';
import { hurdlesOf, permits, recordedStates } from './verdict.ts';

const numRuns = Number(process.env['PROVISO_CASES'] ?? 150);
const sizeMax = 3;

/** Operands of every mover and domain; few enough that facts and conditions meet. */
const names = [
  'position',
  'member-of',
  'duties-overdue',
  'tlp',
  'label',
  'marking',
  'grade-of-object',
  'sanitisation',
  'type',
  'now',
  'object-age',
  'elapsed',
  'recipient-relation',
  'consent',
];
/** Patience is left to test/properties, whose brute force lets all other clocks run while a statement matures. */
const leaf = conditionOf(names).filter((tree) => !isCondition(tree) || tree.params['stable'] === undefined);
const node = fc
  .tuple(
    fc.constantFrom('all' as const, 'any' as const, 'one' as const, 'all' as const),
    fc.array(leaf, { minLength: 1, maxLength: 3 }),
  )
  .map(([join, parts]) => joined(join, parts));
const trees: fc.Arbitrary<ConditionTree[]> = fc.array(fc.oneof(leaf, node), { minLength: 1, maxLength: 3 });

function questionOf(allow: ConditionTree[], deny: ConditionTree[], world: Facts, action: Action): Question | null {
  const terms = compileTerms({
    from: 'party:a',
    over: 'collection:c',
    allow: [{ do: [action], when: allow }],
    deny: [{ do: [action], when: deny }],
    owe: [],
    disclose: 'full',
    references: 'close',
  });
  if (!terms.ok) return null;
  return {
    action,
    at: noon,
    known: noon,
    texts: [{ terms: terms.value, inForce: true, gate: gateOf(world) }],
    forms: [{ form: world.form, view: viewOf(world) }],
    age: world.age,
  };
}

const placesFor = (question: Question): readonly Place[] => {
  const [text] = question.texts;
  const [object] = question.forms;
  if (text === undefined || object === undefined) throw new Error('one text, one form');
  return placesOf(hurdlesOf(question, text, object), recordedStates());
};

const permitted = (question: Question): boolean => {
  const [text] = question.texts;
  const [object] = question.forms;
  return text !== undefined && object !== undefined && permits(hurdlesOf(question, text, object), recordedStates());
};

/** The question after time has passed: every running fact has moved, nothing else has. */
function waited(question: Question, until: number): Question {
  const moved = until - question.at;
  // As the moment from which it counts, a length of time moves by itself.
  const shift = (key: string, stated: StatedFact): StatedFact => {
    const text =
      typeof stated === 'string' || stated === null ? stated : stated.length === 1 ? (stated[0] ?? null) : null;
    const length = key.startsWith('elapsed') && text !== null ? parseDuration(text) : null;
    return length === null ? stated : formatMicros(question.at - length);
  };
  return {
    ...question,
    at: until,
    age: question.age === null ? null : question.age + moved,
    texts: question.texts.map((text) => ({
      ...text,
      gate: { ...text.gate, at: until, other: (key: string) => shift(key, text.gate.other(key)) },
    })),
  };
}

/** Facts set by operand key; `time` waits. Facts come as the engine reads them, so they are put in as text. */
function granted(question: Question, set: ReadonlyMap<string, Fact>): Question {
  const until = set.get('time');
  const later = typeof until === 'number' ? waited(question, until) : question;
  const supposed = new Map<string, StatedFact>();
  for (const [key, fact] of set) if (key !== 'time') supposed.set(key, typeof fact === 'number' ? String(fact) : fact);
  return { ...later, supposed };
}

/** Every operand with every candidate value, from the definition: no pruning, no grouping. */
function options(question: Question): ReadonlyMap<string, readonly Fact[]> {
  const found = new Map<string, readonly Fact[]>();
  const places = placesFor(question);
  const turns = new Set<number>();
  for (const place of places) {
    const { leaf: each, state } = place;
    if (each.operand.movedBy === 'nobody') continue;
    if (!each.operand.runs) {
      const same = places.filter((other) => other.leaf.key === each.key);
      const topic = each.condition.params['topic'];
      const scale = topic === undefined ? null : place.hurdle.context.gate.positions.scale(topic);
      expect(levelsFor(each, place.hurdle.context.gate)).toEqual(scale?.ordered === true ? scale.values : null);
      found.set(
        each.key,
        candidatesFor(
          same.map((other) => other.leaf),
          state.reading.fact,
          scale,
        ).map(({ fact }) => fact),
      );
    } else if (state.nextChange !== null) turns.add(state.nextChange);
    else if (each.side === 'age')
      for (const extra of [1, hour, hour + 1, 6 * hour, 24 * hour, 24 * hour + 1]) turns.add(noon + extra);
  }
  const whole = [...turns].filter((turn) => turn > noon);
  if (whole.length > 0) found.set('time', whole);
  return found;
}

function* combinations(
  keys: readonly string[],
  all: ReadonlyMap<string, readonly Fact[]>,
): Generator<Map<string, Fact>> {
  const [key, ...rest] = keys;
  if (key === undefined) yield new Map();
  else
    for (const tail of combinations(rest, all))
      for (const fact of all.get(key) ?? []) yield new Map([...tail, [key, fact]]);
}

function* subsets(keys: readonly string[], size: number): Generator<readonly string[]> {
  const [key, ...rest] = keys;
  if (size === 0) yield [];
  else if (key !== undefined) {
    for (const tail of subsets(rest, size - 1)) yield [key, ...tail];
    yield* subsets(rest, size);
  }
}

/** All smallest sets, by trying everything. */
function bruteForce(question: Question): string[] {
  const all = options(question);
  const found: (readonly string[])[] = [];
  for (let size = 1; size <= sizeMax; size++)
    for (const keys of subsets([...all.keys()], size)) {
      if (found.some((small) => small.every((key) => keys.includes(key)))) continue;
      for (const set of combinations(keys, all))
        if (permitted(granted(question, set))) {
          found.push(keys);
          break;
        }
    }
  return found.map((keys) => [...keys].sort().join(' + ')).sort();
}

const keysOf = (way: Way): string =>
  way.changes
    .map((change) => (change.by === 'clock' ? 'time' : operandKey(change.operand, change.params)))
    .sort()
    .join(' + ');

describe('ways', () => {
  it('no smaller set exists and none is missing: equal to trying every candidate value', () => {
    let refused = 0;
    let ways = 0;
    fc.assert(
      fc.property(trees, trees, facts, fc.constantFrom<Action>('receive', 'relay'), (allow, deny, world, action) => {
        const question = questionOf(allow, deny, world, action);
        if (question === null || world.view.unknownMarking) return;
        if (new Set(placesFor(question).map((place) => place.leaf.key)).size > 8) return;
        const { answer, complete } = explain(question, { changesMax: sizeMax });
        if (answer.decision === 'permit') return;
        refused++;
        ways += answer.ways.length;
        expect(complete).toBe(true);
        expect(answer.ways.map(keysOf).sort()).toEqual(bruteForce(question));
      }),
      { numRuns },
    );
    expect(refused).toBeGreaterThan(numRuns / 4);
    expect(ways).toBeGreaterThan(numRuns / 8);
  });

  it('every way permits when it is granted, and so does every other value it lists', () => {
    let tried = 0;
    fc.assert(
      fc.property(trees, trees, facts, (allow, deny, world) => {
        const question = questionOf(allow, deny, world, 'receive');
        if (question === null) return;
        for (const way of explain(question, { changesMax: sizeMax }).answer.ways) {
          const set = new Map<string, Fact>();
          for (const change of way.changes)
            if (change.by === 'clock') set.set('time', change.earliest ?? 0);
            else set.set(operandKey(change.operand, change.params), change.to);
          expect(decide(granted(question, set)).decision).toBe('permit');
          tried++;
          for (const change of way.changes)
            for (const other of change.or) {
              const key = operandKey(change.operand, change.params);
              expect(decide(granted(question, new Map([...set, [key, other]]))).decision).toBe('permit');
            }
        }
      }),
      { numRuns: numRuns * 2 },
    );
    expect(tried).toBeGreaterThan(numRuns / 8);
  });

  it('T-NEG-10 a search without end stops at its budget and says so', () => {
    const world = fc.sample(facts, { numRuns: 1, seed: 7 })[0] as Facts;
    const parts = Array.from(
      { length: 300 },
      (_, i): ConditionTree => ({ operand: 'incident', params: { id: `i${i}` }, comparator: 'is', value: 'declared' }),
    );
    const question = questionOf(
      [joined('one', parts.slice(0, 200)), ...parts],
      [],
      { ...world, stated: {} },
      'receive',
    );
    if (question === null) throw new Error('does not compile');
    const { complete, evaluations, answer } = explain(question, { evaluationsMax: 2000 });
    expect(complete).toBe(false);
    expect(evaluations).toBe(2000);
    expect(answer.decision).toBe('refuse');
  });

  it('facts about two parties belong to those two: what the originator asks and what we ask are two changes', () => {
    const world = { ...(fc.sample(facts, { numRuns: 1, seed: 7 })[0] as Facts), stated: {} };
    const known = { ...world, view: { ...world.view, unknownMarking: false, tlp: null } };
    const member: ConditionTree = { operand: 'member-of', params: {}, comparator: 'is', value: 'coalition:x' };
    const [own, under] = (['receive', 'relay'] as const).map((action) => questionOf([member], [], known, action));
    if (own == null || under == null) throw new Error('does not compile');
    const { answer } = explain({ ...own, texts: [denyNothing(own)], receivedUnder: [denyNothing(under)] });
    expect(answer.ways.map(keysOf)).toEqual(['member-of + member-of']);
  });

  it('a permit in a lesser form names what the fuller form needs, and does not propose the lesser form', () => {
    const world = { ...(fc.sample(facts, { numRuns: 1, seed: 7 })[0] as Facts), stated: {} };
    const view = { ...viewOf(world), unknownMarking: false, facts: { ...world.view.facts, labels: ['leak'] } };
    const below: ConditionTree = { operand: 'sanitisation', params: {}, comparator: 'at-least', value: 'tearline' };
    const clean: ConditionTree = { operand: 'label', params: {}, comparator: 'none-of', value: ['leak'] };
    const asked = questionOf(
      [{ any: [below, clean] }],
      [clean, below, { operand: 'label', params: {}, comparator: 'has', value: 'none' }],
      world,
      'receive',
    );
    if (asked === null) throw new Error('does not compile');
    const question: Question = {
      ...asked,
      forms: [
        { form: 'tearline', view },
        { form: 'raw', view },
      ],
    };
    const { answer, fuller } = explain(question);
    expect(answer).toMatchObject({ decision: 'permit', version: 'tearline' });
    expect(fuller?.form).toBe('raw');
    expect(fuller?.ways.map(keysOf)).toEqual(['label']);
  });

  it('waiting for a statement to mature is a way, when the positions say until when', () => {
    const world = { ...(fc.sample(facts, { numRuns: 1, seed: 7 })[0] as Facts), stated: {} };
    const stance: ConditionTree = {
      operand: 'position',
      params: { stable: 'PT1H', topic: 't' },
      comparator: 'is',
      value: 'high',
    };
    const asked = questionOf([stance], [], { ...world, view: { ...world.view, unknownMarking: false } }, 'receive');
    const text = asked?.texts[0];
    if (asked == null || text === undefined) throw new Error('does not compile');
    const ripe = noon + hour;
    const positions = {
      scale: text.gate.positions.scale,
      answer: (_query: unknown, at: number) =>
        at >= ripe
          ? { known: true as const, value: 'high', since: ripe, nextChange: null }
          : { known: false as const, why: 'too-fresh' as const, until: ripe, nextChange: ripe },
    };
    const allowed = { ...text, gate: { ...text.gate, positions } };
    const { answer } = explain({ ...asked, texts: [denyNothing({ ...asked, texts: [allowed] })] });
    const waits = answer.ways.flatMap((way) => way.changes).filter((change) => change.by === 'clock');
    expect(waits).toMatchObject([{ operand: 'position', from: null, to: 'high', earliest: ripe }]);
    expect(answer.nextCheck).toBe(ripe);
  });
});

/** The first text of a question without its prohibitions (an empty `when` would deny everything). */
function denyNothing(question: Question): Question['texts'][number] {
  const [text] = question.texts;
  const terms = text === undefined ? null : compileTerms({ ...text.terms.text, deny: [] });
  if (text === undefined || terms === null || !terms.ok) throw new Error('no text');
  return { ...text, terms: terms.value };
}
