import { type Comparator, type Condition, type ConditionTree, isCondition } from '../../core/conditions/index.ts';
import type { Rule, TermsText } from '../../core/terms/index.ts';
import { parseTimestamp } from '../../core/time.ts';

/**
 * Finds the window of a text again that `toWire` wrote as conditions on the clock: a bound that every permission has becomes
 * `valid`, the narrowest where there are several. It means the same, in whatever order the conditions came, and both sides
 * then know the same moment at which an accord expires.
 */
export function withWindow(text: TermsText): TermsText {
  const from = sharedBound(text.allow, 'at-least', 1);
  const until = sharedBound(text.allow, 'at-most', -1);
  if (from === null && until === null) return text;
  const isEnd = (tree: ConditionTree): boolean => bound(tree, 'at-least') === from || bound(tree, 'at-most') === until;
  const isPart = (tree: ConditionTree): boolean => isClock(tree) && isEnd(tree);
  return {
    ...text,
    allow: text.allow.map((rule) => ({ do: rule.do, when: rule.when.filter((tree) => !isPart(tree)) })),
    valid: { ...(from === null ? {} : { from }), ...(until === null ? {} : { until }) },
  };
}

const isClock = (tree: ConditionTree): tree is Condition => isCondition(tree) && tree.operand === 'now';

function bound(tree: ConditionTree, comparator: Comparator): string | undefined {
  return isClock(tree) && tree.comparator === comparator && typeof tree.value === 'string' ? tree.value : undefined;
}

function sharedBound(rules: readonly Rule[], comparator: Comparator, sign: 1 | -1): string | null {
  const [first, ...others] = rules.map(
    (rule) => new Set(rule.when.map((tree) => bound(tree, comparator)).filter((each) => each !== undefined)),
  );
  const shared = [...(first ?? [])].filter((each) => others.every((other) => other.has(each)));
  const order = (a: string, b: string): number =>
    sign * ((parseTimestamp(b) ?? 0) - (parseTimestamp(a) ?? 0)) || (a < b ? -1 : 1);
  return shared.sort(order)[0] ?? null;
}
