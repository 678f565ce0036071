import { type ConditionTree, type Leaf, leafFactKeys } from '../conditions/index.ts';
import { parsePartyId } from '../ids.ts';
import { limits } from '../limits.ts';
import { type Fault, ok, type Result } from '../result.ts';
import { type Action, actions } from './actions.ts';
import type { CompiledRule, CompiledTerms, Pair } from './compiled.ts';
import { expand, type Term } from './expand.ts';
import { makeFilter } from './filter.ts';
import { makeGate } from './gate.ts';
import { collectFaults, type Faults } from './reading.ts';
import type { Rule, TermsText, Window } from './text.ts';
import { type LeafTree, leavesOf, makeTree } from './tree.ts';

/**
 * Splits every rule of a text into pairs of gate and filter (terms profile section 4), exactly. Faults: an operand this
 * engine does not know, `then` over object conditions, or more pairs in one rule than `limits.pairsPerRuleMax`.
 */
export function compileTerms(text: TermsText): Result<CompiledTerms, Fault[]> {
  const faults = collectFaults();
  const giver = parsePartyId(text.from, 'from');
  const receiver = text.to === undefined ? null : parsePartyId(text.to, 'to');
  const window = windowTrees(text.valid);
  const allow = text.allow.map((rule, index) => compileRule('allow', rule, index, window, faults));
  const deny = text.deny.map((rule, index) => compileRule('deny', rule, index, [], faults));
  if (!giver.ok) faults.list.push(...giver.error);
  if (receiver?.ok === false) faults.list.push(...receiver.error);
  if (faults.count > 0 || !giver.ok || receiver?.ok === false) return { ok: false, error: faults.list };
  const made = [...allow, ...deny].filter((each) => each !== null);
  const rules = made.map((each) => each.rule);
  const leaves = rules.flatMap((rule) => leavesOf(rule.tree));
  const pairsFor = pairTable(made);
  return ok({
    text,
    giver: giver.value,
    receiver: receiver?.ok === true ? receiver.value : null,
    rules,
    permissions: (action) => pairsFor.allow.get(action) ?? [],
    prohibitions: (action) => pairsFor.deny.get(action) ?? [],
    objectLeaves: objectQuestions(leaves),
    factKeys: (parties) => [
      ...new Set(leaves.filter((leaf) => leaf.side === 'gate').flatMap((leaf) => leafFactKeys(leaf, parties))),
    ],
  });
}

interface MadeRule {
  readonly rule: CompiledRule;
  readonly pairs: readonly Pair[];
}

/** `valid` as two conditions on the clock, part of every permission. */
function windowTrees(valid: Window | undefined): readonly ConditionTree[] {
  const when: ConditionTree[] = [];
  if (valid?.from !== undefined) when.push({ operand: 'now', params: {}, comparator: 'at-least', value: valid.from });
  if (valid?.until !== undefined) when.push({ operand: 'now', params: {}, comparator: 'at-most', value: valid.until });
  return when;
}

function compileRule(
  kind: 'allow' | 'deny',
  rule: Rule,
  index: number,
  window: readonly ConditionTree[],
  faults: Faults,
): MadeRule | null {
  const at = `${kind}[${index}]`;
  const tree = makeTree({ all: [...window, ...rule.when] });
  if (tree === null) {
    faults.add(at, 'has an operand that is not known here, so the text is not supported');
    return null;
  }
  if (asksObjectsInOrder(tree)) {
    faults.add(`${at}.when`, 'uses "then" over conditions on objects, which have no order in time', 'all');
    return null;
  }
  const terms = expand(tree, kind === 'allow' ? 'is-t' : 'not-f');
  if (terms === null || terms.length > limits.pairsPerRuleMax) {
    const found = terms === null ? 'far more' : `${terms.length}`;
    faults.add(
      `${at}.when`,
      `mixes conditions on parties and on objects into ${found} pairs`,
      `at most ${limits.pairsPerRuleMax}; keep conditions on parties and on objects in groups of their own`,
    );
    return null;
  }
  return { rule: { kind, index, actions: rule.do, tree }, pairs: terms.map((term) => pairOf(term, kind, index)) };
}

function asksObjectsInOrder(tree: LeafTree): boolean {
  if ('leaf' in tree) return false;
  if (tree.join === 'then' && leavesOf(tree).some((leaf) => leaf.side !== 'gate')) return true;
  return tree.parts.some(asksObjectsInOrder);
}

function pairOf(term: Term, kind: 'allow' | 'deny', rule: number): Pair {
  return {
    rule,
    gate: makeGate(term.gate),
    filter: makeFilter(term.filter, kind === 'allow'),
    age: { atLeast: term.from, below: term.below === Number.POSITIVE_INFINITY ? null : term.below },
  };
}

function pairTable(made: readonly MadeRule[]): Record<'allow' | 'deny', ReadonlyMap<Action, readonly Pair[]>> {
  const table = { allow: new Map<Action, readonly Pair[]>(), deny: new Map<Action, readonly Pair[]>() };
  for (const action of actions) {
    for (const kind of ['allow', 'deny'] as const) {
      const rules = made.filter((each) => each.rule.kind === kind && coversAction(each.rule, action));
      table[kind].set(
        action,
        rules.flatMap((each) => each.pairs),
      );
    }
  }
  return table;
}

/** A rule on `use` covers every action. */
export const coversAction = (rule: CompiledRule, action: Action): boolean =>
  rule.actions.includes(action) || rule.actions.includes('use');

function objectQuestions(leaves: readonly Leaf[]): readonly Leaf[] {
  const found = new Map<string, Leaf>();
  for (const leaf of leaves) {
    if (leaf.side === 'gate') continue;
    const question = `${leaf.key} ${leaf.condition.comparator} ${JSON.stringify(leaf.condition.value)}`;
    if (!found.has(question)) found.set(question, leaf);
  }
  return [...found.values()];
}
