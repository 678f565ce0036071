import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConditionTree, isCondition, operands, partsOf } from '../../src/core/conditions/index.ts';
import type { JsonObject } from '../../src/core/json-value.ts';
import { scanJson } from '../../src/core/stix/index.ts';
import { parseTerms, type Rule, type TermsText } from '../../src/core/terms/index.ts';
import { canonicalWire, fromWire, toWire, wireFaults } from '../../src/formats/index.ts';
import { readStrictYaml } from '../../src/formats/strict-yaml.ts';
import { type Meaning, offerByDefinition } from '../oracle/offer-by-definition.ts';
import { nodePlatform } from '../stix/node-platform.ts';
import { expanded, prefixContext, throughPeer } from '../terms/jsonld-peer.ts';
import { allNames, conditionOf, texts } from '../terms/random-terms.ts';
import { mutated } from '../terms/wire-mutations.ts';
import { casesOf, dice, seedOfRun } from './worlds/seeded.ts';

const seed = seedOfRun();
console.log(`terms on the wire: PROVISO_SEED=${seed}`);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number, salt: number): T[] =>
  fc.sample(arbitrary, { numRuns, seed: seed + salt });
const frame = { from: 'party:a', over: 'collection:c', deny: [], owe: [] } as const;
const oneRule = (condition: ConditionTree): TermsText => ({
  ...frame,
  allow: [{ do: ['receive'], when: [condition] }],
  disclose: 'conditions',
  references: 'close',
});

/** Every operand about as often as any other, then whole texts. */
const manyTexts = (perOperand: number, whole: number): TermsText[] => [
  ...allNames.flatMap((name, i) => sample(conditionOf([name]), perOperand, i).map(oneRule)),
  ...sample(texts, whole, 1000),
];

/** The same, and then more of every operand of which something has not come up yet. */
function* textsUntilAllMet(wanted: readonly string[], met: ReadonlySet<string>): Generator<TermsText> {
  yield* manyTexts(Math.max(20, casesOf(20)), casesOf(400));
  for (let round = 1; round <= 50; round++) {
    const open = new Set(wanted.filter((each) => !met.has(each)).map((each) => each.split(/[ ?]/)[0]!));
    for (const [i, name] of [...open].entries())
      yield* sample(conditionOf([name]), 20, 10_000 + round * 100 + i).map(oneRule);
  }
}

const clock = (comparator: string, value: string): string =>
  JSON.stringify(['odrl:dateTime', [], comparator === 'at-least' ? 'gteq' : 'lteq', [value]]);
const operatorWords = new Map([
  ['is', 'eq'],
  ['not', 'neq'],
  ['at-least', 'gteq'],
  ['at-most', 'lteq'],
  ['more-than', 'gt'],
  ['less-than', 'lt'],
  ['any-of', 'isAnyOf'],
  ['none-of', 'isNoneOf'],
  ['all-of', 'isAllOf'],
  ['part-of', 'isPartOf'],
  ['has', 'hasPart'],
]);
const joinWords = new Map([
  ['all', 'and'],
  ['any', 'or'],
  ['one', 'xone'],
  ['then', 'andSequence'],
]);

function sentence(tree: ConditionTree): string {
  if (!isCondition(tree)) {
    const { join, parts } = partsOf(tree);
    const said = parts.map(sentence);
    return JSON.stringify([joinWords.get(join), join === 'then' ? said : said.sort()]);
  }
  const name = tree.operand === 'now' ? 'odrl:dateTime' : tree.operand === 'purpose' ? 'odrl:purpose' : tree.operand;
  const list = typeof tree.value === 'string' ? [tree.value] : [...tree.value].sort();
  return JSON.stringify([name, Object.entries(tree.params), operatorWords.get(tree.comparator), list]);
}

/** What a native text says, in the words of the second reading. */
function meaningOf(text: TermsText): Meaning {
  const { from, until } = text.valid ?? {};
  const window = [
    ...(from === undefined ? [] : [clock('at-least', from)]),
    ...(until === undefined ? [] : [clock('at-most', until)]),
  ];
  const rules = (kind: string, list: readonly Rule<string>[], more: readonly string[]): string[] =>
    list.flatMap(({ do: doing, when }) =>
      doing.map((each) => JSON.stringify([kind, each, [...new Set([...when.map(sentence), ...more])].sort()])),
    );
  const ns = 'https://proviso.example/ns/terms/1';
  return {
    head: [
      ...(text.id === undefined ? [] : [`@id ${text.id}`]),
      `profile ${ns}`,
      `target ${text.over}`,
      `assigner ${text.from}`,
      ...(text.to === undefined ? [] : [`assignee ${text.to}`]),
      ...(text.disclose === 'conditions' ? [] : [`${ns}/disclose ${text.disclose}`]),
      ...(text.references === 'close' ? [] : [`${ns}/references ${text.references}`]),
    ],
    rules: [
      ...rules('permission', text.allow, window),
      ...rules('prohibition', text.deny, []),
      ...rules('obligation', text.owe, []),
    ].sort(),
  };
}

/** What a text has that a peer could not take, found by looking at the text. */
function cannotTravel(text: TermsText): boolean {
  const twice = (list: readonly string[]): boolean => new Set(list).size < list.length;
  const inTree = (tree: ConditionTree): boolean =>
    !isCondition(tree) && (twice(partsOf(tree).parts.map(sentence)) || partsOf(tree).parts.some(inTree));
  const all: readonly Rule<string>[] = [...text.allow, ...text.deny, ...text.owe];
  return (
    text.allow.length + text.deny.length === 0 ||
    (text.valid !== undefined && text.allow.length === 0) ||
    twice(meaningOf(text).rules) ||
    all.some(({ when }) => twice(when.map(sentence)) || when.some(inTree))
  );
}

const asksTheClock = (text: TermsText): boolean =>
  text.allow.some(({ when }) => when.some((tree) => isCondition(tree) && tree.operand === 'now'));
const spelledOut = (text: TermsText): TermsText => {
  const split = <D extends string>(list: readonly Rule<D>[]): Rule<D>[] =>
    list.flatMap(({ do: doing, when }) => doing.map((each) => ({ do: [each], when })));
  return { ...text, allow: split(text.allow), deny: split(text.deny), owe: split(text.owe) };
};
const leaves = (tree: ConditionTree): ConditionTree[] =>
  isCondition(tree) ? [tree] : partsOf(tree).parts.flatMap(leaves);

describe('terms on the wire, over random texts', () => {
  it('native to wire and back is the same text, for every operand with every parameter and comparator', () => {
    const met = new Set<string>();
    const wanted = operands.flatMap((operand) => [
      ...operand.params.map((param) => `${operand.name}?${param.name}`),
      ...operand.domain({}).comparators.map((comparator) => `${operand.name} ${comparator}`),
    ]);
    let [came, exact, refused] = [0, 0, 0];
    for (const text of textsUntilAllMet(wanted, met)) {
      if (cannotTravel(text)) {
        refused++;
        expect(wireFaults(text), JSON.stringify(text)).not.toEqual([]);
        continue;
      }
      came++;
      const wire = JSON.parse(JSON.stringify(toWire(text))) as JsonObject;
      const read = fromWire(wire);
      if (!read.ok) throw new Error(`${JSON.stringify(read.error)} ${JSON.stringify(text)}`);
      expect(meaningOf(read.value)).toEqual(meaningOf(text));
      if (!asksTheClock(text)) {
        exact++;
        expect(read.value).toEqual(spelledOut(text));
      }
      expect(canonicalWire(toWire(read.value))).toBe(canonicalWire(wire));
      expect(fromWire(toWire(read.value))).toEqual(read);
      expect(parseTerms(JSON.parse(JSON.stringify(read.value)))).toEqual(read);
      for (const rule of [...text.allow, ...text.deny, ...text.owe])
        for (const leaf of rule.when.flatMap(leaves))
          if (isCondition(leaf)) {
            met.add(`${leaf.operand} ${leaf.comparator}`);
            for (const param of Object.keys(leaf.params)) met.add(`${leaf.operand}?${param}`);
          }
    }
    console.log(
      `round trips ${came} (${exact} exact to the letter), refused as they should be ${refused}, ` +
        `operands ${operands.length}, operand and parameter or comparator ${wanted.length}`,
    );
    expect(wanted.filter((each) => !met.has(each))).toEqual([]);
    expect(refused).toBeGreaterThan(0);
  });

  it('a JSON-LD peer gives back the same normal form, compacted its way, with bare prefixes, or expanded', async () => {
    let came = 0;
    for (const text of manyTexts(casesOf(3), casesOf(150))) {
      if (cannotTravel(text)) continue;
      const wire = toWire(text);
      const form = canonicalWire(wire);
      const [whole] = (await expanded(wire)) as JsonObject[];
      for (const back of [await throughPeer(wire), await throughPeer(wire, prefixContext), whole ?? {}]) {
        const { '@context': _context, ...bare } = back;
        expect(canonicalWire(bare)).toBe(form);
        const read = fromWire(bare);
        expect(read.ok && canonicalWire(toWire(read.value)), JSON.stringify(bare)).toBe(form);
        came++;
      }
    }
    console.log(`documents back from a JSON-LD peer: ${came}`);
  });

  it('keeps any printable label, look-alikes of JSON-LD included, through a peer', async () => {
    const odd = [
      '@id',
      '@type',
      'odrl:use',
      '_:b0',
      'http://x.example/a b',
      '{"@value":"x"}',
      'null',
      ' a ',
      'x, y',
      '%41',
    ];
    const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
    const label = fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).filter((each) => !unprintable.test(each));
    for (const list of [odd, ...sample(fc.uniqueArray(label, { minLength: 1, maxLength: 4 }), casesOf(25), 7)]) {
      const text = oneRule({ operand: 'label', params: {}, comparator: 'any-of', value: list });
      const read = fromWire(await throughPeer(toWire(text)));
      expect(read.ok && meaningOf(read.value)).toEqual(meaningOf(text));
    }
  });
});

/** What our two readers of bytes and `fromWire` make of a document; null when refused. */
function ourReading(json: string, withYaml: boolean): { readonly meaning: Meaning | null; readonly faults: string } {
  const scanned = scanJson(bytes(json), nodePlatform);
  const read = scanned.ok ? fromWire(scanned.value) : scanned;
  const lax = withYaml ? readStrictYaml(json) : scanned;
  const again = lax.ok ? fromWire(lax.value) : lax;
  expect(again.ok, json).toBe(read.ok);
  if (!read.ok) return { meaning: null, faults: read.error.map(({ at, problem }) => `${at}: ${problem}`).join('; ') };
  expect(again).toEqual(read);
  return { meaning: meaningOf(read.value), faults: '' };
}

function secondReading(json: string): { readonly meaning: Meaning | null; readonly why: string } {
  try {
    return { meaning: offerByDefinition(json), why: '' };
  } catch (error) {
    return { meaning: null, why: error instanceof Error ? error.message : 'thrown' };
  }
}

describe('T-NEG-04: two readings of one document', () => {
  it('agree on documents that are right', () => {
    for (const text of manyTexts(casesOf(5), casesOf(300))) {
      if (cannotTravel(text)) continue;
      const json = JSON.stringify(toWire(text));
      expect(secondReading(json), json).toEqual({ meaning: meaningOf(text), why: '' });
    }
  });

  it('agree on documents that were changed: both refuse, or both read the same', () => {
    const throws = dice(seed);
    const good = manyTexts(2, 150).filter((text) => !cannotTravel(text));
    const apart: string[] = [];
    const counts = new Map<string, [taken: number, refused: number]>();
    for (let i = 0; i < casesOf(1_500); i++) {
      const { json, kinds } = mutated(toWire(throws.pick(good)), throws);
      const [ours, second] = [ourReading(json, i % 5 === 0), secondReading(json)];
      if (JSON.stringify(ours.meaning) !== JSON.stringify(second.meaning))
        apart.push(`${json}\n${kinds.join(', ')}\nours: ${ours.faults}\nsecond: ${second.why}`);
      const name = kinds.length === 1 ? (kinds[0] ?? '') : 'several';
      const [taken, refused] = counts.get(name) ?? [0, 0];
      counts.set(name, ours.meaning === null ? [taken, refused + 1] : [taken + 1, refused]);
    }
    console.log([...counts].map(([name, [taken, refused]]) => `${name}: ${taken} read, ${refused} refused`).join('\n'));
    expect(apart.slice(0, 5)).toEqual([]);
    expect(counts.get('wrapped')?.[0]).toBeGreaterThan(0);
    expect(counts.get('a look-alike')?.[1]).toBeGreaterThan(0);
  });
});
