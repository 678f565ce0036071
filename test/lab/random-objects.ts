import type { Dice } from '../properties/worlds/seeded.ts';
import { type LabObject, labId } from './lab-objects.ts';
import type { LabText } from './release-lab.ts';

/** What one random history is about: objects by number and version, and texts, all the same for every use of a seed. */
export interface RandomPool {
  readonly object: (n: number, v: number) => LabObject;
  readonly numbers: number;
  readonly versions: number;
  readonly idOf: (n: number) => string;
}

const types = ['indicator', 'malware', 'report', 'tool'];

/** The last two numbers are identities. `secret` objects carry a label that every text to `p` denies. */
export function randomPool(dice: Dice, secret: (n: number, v: number) => boolean, references: boolean): RandomPool {
  const numbers = 4 + dice.below(9);
  const versions = 1 + dice.below(3);
  const typeOf = (n: number): string => (n > numbers - 2 ? 'identity' : types[n % types.length]!);
  const idOf = (n: number): string => labId(n, typeOf(n));
  const made = new Map<string, LabObject>();
  for (let n = 1; n <= numbers; n++) {
    const refs =
      references && dice.oneIn(2) ? dice.some(Array.from({ length: numbers + 1 }, (_, i) => i + 1)).slice(0, 2) : [];
    const creator = references && dice.oneIn(4) ? numbers - dice.below(2) : null;
    const identity = typeOf(n) === 'identity';
    const stable = dice.oneIn(2);
    let last: LabObject | null = null;
    for (let v = 1; v <= versions; v++) {
      const fresh: LabObject = {
        n,
        v,
        type: typeOf(n),
        labels: dice.some(['a', 'b', 'c']),
        confidence: dice.oneIn(3) ? null : dice.pick([10, 50, 90]),
        markings: dice.pick([
          [],
          [],
          [],
          [],
          ['marking-definition--green'],
          ['marking-definition--red'],
          ['marking-definition--late'],
        ]),
        refs: identity ? [] : refs.map(idOf),
        customRefs: references && !identity && dice.oneIn(5) ? [idOf(1 + dice.below(numbers))] : [],
        creator: creator === null ? null : idOf(creator),
      };
      const object: LabObject = stable && last !== null ? { ...last, v } : fresh;
      last = object;
      made.set(`${n}/${v}`, secret(n, v) ? { ...object, labels: [...(object.labels ?? []), 'hidden'] } : object);
    }
  }
  return { object: (n, v) => made.get(`${n}/${v}`)!, numbers, versions, idOf };
}

export interface TextTaste {
  readonly grades: boolean;
  readonly ages: boolean;
  readonly references: boolean;
  readonly times: boolean;
}

const delays = ['PT1H', 'PT2H', 'PT6H'];

function condition(dice: Dice, taste: TextTaste): unknown {
  const kinds: (() => unknown)[] = [
    () => ({
      type: { 'any-of': dice.pick([['indicator'], ['malware', 'report'], ['indicator', 'malware', 'report', 'tool']]) },
    }),
    () => ({ label: { 'any-of': [dice.pick(['a', 'b'])] } }),
    () => ({ label: { 'none-of': [dice.pick(['b', 'c'])] } }),
    () => ({ confidence: { 'at-least': '50' } }),
    () => ({ tlp: { 'at-most': 'green' } }),
    () => ({ position: { topic: 't', 'at-least': dice.pick(['middle', 'high']) } }),
    () => ({ position: { topic: 't', 'at-least': 'middle', stable: dice.pick(delays) } }),
    () => ({ position: { topic: 't', is: 'low', 'max-age': dice.pick(delays) } }),
  ];
  if (taste.grades) kinds.push(() => ({ 'grade-of-object': { 'at-least': 'B2' } }));
  if (taste.ages) {
    kinds.push(() => ({ 'object-age': { 'at-least': dice.pick(delays) } }));
    kinds.push(() => ({ 'object-age': { 'at-least': dice.pick(delays) } }));
    kinds.push(() => ({ 'object-age': { 'less-than': dice.pick(delays) } }));
    kinds.push(() => ({ 'object-age': { 'at-most': dice.pick(delays) } }));
  }
  if (taste.times) kinds.push(() => ({ modified: { 'at-least': `2026-01-01T0${1 + dice.below(3)}:00:00Z` } }));
  return dice.pick(kinds)();
}

function rule(dice: Dice, taste: TextTaste): unknown {
  const when = Array.from({ length: dice.pick([0, 1, 1, 1, 2]) }, () => condition(dice, taste));
  if (dice.oneIn(5)) when.push({ any: [condition(dice, taste), condition(dice, taste)] });
  return { do: 'receive', when };
}

export function randomText(
  dice: Dice,
  id: string,
  to: string | null,
  taste: TextTaste,
  now: string,
  later: string,
): LabText {
  const deny: unknown[] = [{ do: 'receive', when: [{ label: { has: 'hidden' } }] }];
  if (dice.oneIn(4)) deny.push({ do: 'receive', when: [condition(dice, taste), condition(dice, taste)] });
  return {
    id,
    ...(to === null ? {} : { to }),
    collection: 1,
    allow: [rule(dice, taste), ...(dice.oneIn(3) ? [rule(dice, taste)] : [])],
    deny: to === 'q' ? deny.slice(1) : deny,
    references: taste.references ? dice.pick(['keep', 'keep', 'close', 'close', 'close-all']) : 'keep',
    ...(dice.oneIn(5) ? { valid: dice.pick([{ until: later }, { from: later }, { from: now, until: later }]) } : {}),
  };
}
