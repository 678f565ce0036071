import type { Form, ObjectView } from '../../../src/core/conditions/index.ts';
import type { Question } from '../../../src/core/decision/index.ts';
import { type Action, type CompiledTerms, compileTerms, type TermsText } from '../../../src/core/terms/index.ts';
import type { OracleQuestion } from '../../oracle/decide-by-definition.ts';
import { randomText, type TextShape, usualShape } from './random-text.ts';
import {
  gateFacts,
  objectView,
  randomBooks,
  randomView,
  randomWorld,
  showWorld,
  statedKeys,
  type World,
} from './random-world.ts';
import type { Dice } from './seeded.ts';

const worldsPerText = 25;

export interface AskedText {
  readonly text: TermsText;
  readonly terms: CompiledTerms;
  readonly inForce: boolean;
}

/** One question to ask engine and definition alike. */
export interface Case {
  readonly texts: readonly AskedText[];
  readonly under: readonly AskedText[];
  readonly action: Action;
  readonly world: World;
  readonly versions: readonly { readonly form: Form; readonly view: ObjectView }[];
}

export function someTexts(d: Dice, count: number, shape: TextShape): AskedText[] {
  const found: AskedText[] = [];
  for (let tries = 0; found.length < count && tries < 50; tries++) {
    const text = randomText(d, shape);
    const terms = text === null ? null : compileTerms(text);
    if (text !== null && terms?.ok) found.push({ text, terms: terms.value, inForce: true });
  }
  return found;
}

/** Random texts, each in many random worlds, until `count` cases were seen. */
export function* randomCases(d: Dice, count: number, shape: TextShape = usualShape): Generator<Case> {
  const stock = { books: randomBooks(d, 150) };
  for (let done = 0; done < count; ) {
    const texts = someTexts(d, d.oneIn(5) ? 2 : 1, shape);
    const under = d.oneIn(10) ? someTexts(d, 1, { ...shape, actions: ['relay', 'use'] }) : [];
    const keys = statedKeys([...texts, ...under].map((t) => t.text));
    const action = under.length > 0 ? 'receive' : d.pick(shape.actions.filter((a) => a !== 'use'));
    for (let i = 0; i < worldsPerText && done < count; i++, done++) {
      const world = randomWorld(d, stock, keys);
      const versions = [{ form: world.form, view: objectView(world) }];
      if (d.oneIn(6))
        versions.push({ form: d.pick(['raw', 'tearline'] as const), view: { ...objectView(world), ...randomView(d) } });
      const distinct = versions.filter((v, at) => versions.findIndex((other) => other.form === v.form) === at);
      const mostlyInForce = (t: AskedText): AskedText => ({ ...t, inForce: !d.oneIn(20) });
      yield { texts: texts.map(mostlyInForce), under: under.map(mostlyInForce), action, world, versions: distinct };
    }
  }
}

export const question = (c: Case): Question => ({
  action: c.action,
  at: c.world.at,
  known: c.world.known,
  texts: c.texts.map(({ terms, inForce }) => ({ terms, inForce, gate: gateFacts(c.world) })),
  forms: c.versions,
  age: c.world.at - c.world.added,
  ...(c.under.length === 0
    ? {}
    : { receivedUnder: c.under.map(({ terms, inForce }) => ({ terms, inForce, gate: gateFacts(c.world) })) }),
});

export const oracleQuestion = (c: Case): OracleQuestion => ({
  action: c.action,
  texts: c.texts.map(({ text, inForce }) => ({ text, inForce, gate: gateFacts(c.world) })),
  receivedUnder: c.under.map(({ text, inForce }) => ({ text, inForce, gate: gateFacts(c.world) })),
  versions: c.versions,
  added: c.world.added,
});

/** One line per rule and fact: a failure is read by a person and replayed by its seed. */
export const show = (seed: number, c: Case, more: unknown): string =>
  [
    `PROVISO_SEED=${seed}, ${c.action}`,
    ...[...c.texts, ...c.under].flatMap(({ text, inForce }) => [
      `text ${inForce ? 'in force' : 'not in force'} ${JSON.stringify(text.valid ?? {})}`,
      ...text.allow.map((rule) => `  allow ${JSON.stringify(rule)}`),
      ...text.deny.map((rule) => `  deny ${JSON.stringify(rule)}`),
    ]),
    showWorld(c.world),
    JSON.stringify(c.versions),
    JSON.stringify(more),
  ].join('\n');
