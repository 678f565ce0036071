import { type ConditionTree, type Connective, joined, operands } from '../../../src/core/conditions/index.ts';
import { type Action, parseTerms, type TermsText } from '../../../src/core/terms/index.ts';
import { randomCondition } from './operand-pools.ts';
import type { Dice } from './seeded.ts';

export const allOperands: readonly string[] = operands.map((o) => o.name);
/** Operands that speak of no object: only those may stand in a sequence. */
const gateOperands: readonly string[] = operands.filter((o) => o.side({}) === 'gate').map((o) => o.name);

export interface TextShape {
  readonly operands: readonly string[];
  readonly depth: number;
  readonly actions: readonly Action[];
  readonly rulesMax: number;
  readonly partsMax: number;
  readonly joins: readonly Connective[];
  /** Only the first parameters of each operand's pool: one operand, one fact. */
  readonly firstParams: boolean;
  /** Whether texts may have a window of time. */
  readonly windows: boolean;
}

const joins: readonly Connective[] = ['all', 'any', 'one', 'then', 'any', 'one'];

export const usualShape: TextShape = {
  operands: allOperands,
  depth: 3,
  actions: ['receive', 'receive', 'receive', 'use', 'relay', 'publish', 'know'],
  rulesMax: 2,
  partsMax: 3,
  joins,
  firstParams: false,
  windows: true,
};

export function randomTree(d: Dice, shape: TextShape, depth: number): ConditionTree {
  if (depth === 0 || !d.oneIn(3)) return randomCondition(d, shape.operands, shape.firstParams);
  const join = d.pick(shape.joins);
  const names = join === 'then' ? shape.operands.filter((name) => gateOperands.includes(name)) : shape.operands;
  if (names.length === 0) return randomCondition(d, shape.operands, shape.firstParams);
  const count = 1 + d.below(shape.partsMax);
  const parts: ConditionTree[] = [];
  for (let i = 0; i < count; i++) {
    parts.push(join === 'then' ? randomCondition(d, names, shape.firstParams) : randomTree(d, shape, depth - 1));
  }
  return joined(join, parts);
}

function randomRule(d: Dice, shape: TextShape, conditionsMax: number): { do: Action[]; when: ConditionTree[] } {
  const when: ConditionTree[] = [];
  for (let i = d.below(conditionsMax + 1); i > 0; i--) when.push(randomTree(d, shape, shape.depth));
  const first = d.pick(shape.actions);
  const does = d.oneIn(4) ? [...new Set([first, d.pick(shape.actions)])] : [first];
  return { do: does, when };
}

const windows = [
  { from: '2016-01-10T00:00:00Z' },
  { until: '2016-01-10T12:00:00Z' },
  { from: '2016-01-01T00:00:00Z', until: '2016-01-11T00:00:00Z' },
];

/** A random text as the reader of terms gives it, or null when the reader refuses it (too many pairs, for one). */
export function randomText(d: Dice, shape: TextShape = usualShape): TermsText | null {
  const allow = Array.from({ length: 1 + d.below(shape.rulesMax) }, () => randomRule(d, shape, 2));
  const deny = Array.from({ length: d.below(shape.rulesMax + 1) }, () => randomRule(d, shape, 1));
  const value = {
    id: `urn:uuid:1f0a4c1e-0001-4a00-8000-${String(d.below(1_000_000)).padStart(12, '0')}`,
    from: 'party:a',
    to: 'party:b',
    over: 'collection:c',
    allow,
    // A prohibition without a condition closes everything; seldom is enough.
    deny: deny.filter((rule) => rule.when.length > 0 || d.oneIn(8)),
    ...(shape.windows && d.oneIn(3) ? { valid: d.pick(windows) } : {}),
  };
  const parsed = parseTerms(value);
  return parsed.ok ? parsed.value : null;
}
