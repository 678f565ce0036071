import {
  askedKindOf,
  type Condition,
  type ConditionTree,
  isCondition,
  isOrdering,
  makeLeaf,
  partsOf,
  valuesOf,
} from '../conditions/index.ts';
import { limits } from '../limits.ts';
import type { Scale } from '../position/index.ts';
import type { Fault } from '../result.ts';
import { type Micros, parseTimestamp } from '../time.ts';
import { compileTerms } from './compile.ts';
import type { CompiledTerms, Pair } from './compiled.ts';
import type { Rule, TermsText } from './text.ts';

export interface Finding extends Fault {
  /** A text with an error is not sent or put in force; a warning is for its author to weigh. */
  readonly severity: 'error' | 'warning';
}

export interface LintContext {
  /** Null for a topic that is not in the registry. */
  readonly scale: (topic: string) => Scale | null;
  readonly now: Micros;
}

type Say = (severity: Finding['severity'], at: string, problem: string, valid?: string) => void;

/** A condition with its place and whether another way in stands beside it. */
interface Placed {
  readonly condition: Condition;
  readonly at: string;
  readonly optional: boolean;
}

/** What one text alone can be checked for before anything is sent (terms profile section 6). All findings together. */
export function lintTerms(text: TermsText, context: LintContext): readonly Finding[] {
  const findings: Finding[] = [];
  const say: Say = (severity, at, problem, valid) => {
    findings.push({ severity, at, problem, ...(valid === undefined ? {} : { valid }) });
  };
  const compiled = compileTerms(text);
  if (!compiled.ok) for (const fault of compiled.error) findings.push({ severity: 'error', ...fault });
  checkFrame(text, context, say);
  for (const kind of ['allow', 'deny', 'owe'] as const)
    for (const [index, rule] of text[kind].entries()) {
      const placed = placedIn(rule.when, `${kind}[${index}].when`, false);
      checkTopics(placed, context, say);
      if (kind === 'allow') checkPermission(placed, say);
      if (kind === 'owe') checkDuty(placed, `owe[${index}]`, say);
    }
  checkAsked(text, say);
  checkCovered(text, say);
  if (compiled.ok) checkPairs(compiled.value, say);
  return findings;
}

function placedIn(trees: readonly ConditionTree[], at: string, optional: boolean): readonly Placed[] {
  return trees.flatMap((tree, index) => {
    const place = `${at}[${index}]`;
    if (isCondition(tree)) return [{ condition: tree, at: `${place}.${tree.operand}`, optional }];
    const { join, parts } = partsOf(tree);
    return placedIn(parts, `${place}.${join}`, optional || ((join === 'any' || join === 'one') && parts.length > 1));
  });
}

function checkFrame(text: TermsText, context: LintContext, say: Say): void {
  if (text.from === text.to) say('error', 'to', 'is the giver itself', 'another party, or no "to" at all');
  if (text.allow.length === 0) say('warning', 'allow', 'has no rule, so the text permits nothing', '- do: receive');
  const from = text.valid?.from === undefined ? null : parseTimestamp(text.valid.from);
  const until = text.valid?.until === undefined ? null : parseTimestamp(text.valid.until);
  if (from !== null && until !== null && from > until)
    say('error', 'valid', 'ends before it begins', 'from no later than until');
  else if (until !== null && until < context.now)
    say('error', 'valid.until', 'lies in the past', 'a time to come, or no "until"');
}

function checkTopics(placed: readonly Placed[], context: LintContext, say: Say): void {
  for (const { condition, at } of placed) {
    const topic = condition.params['topic'];
    if (topic === undefined) continue;
    const scale = context.scale(topic);
    if (scale === null) {
      say(
        'error',
        `${at}.topic`,
        `"${topic}" is not a topic known here`,
        'proviso topic list shows them; proviso topic add brings one',
      );
      continue;
    }
    if (!scale.ordered && isOrdering(condition.comparator))
      say(
        'error',
        `${at}.${condition.comparator}`,
        `the values of "${topic}" have no order`,
        'is, not, any-of, none-of',
      );
    for (const value of valuesOf(condition))
      if (!scale.values.includes(value))
        say(
          'error',
          `${at}.${condition.comparator}`,
          `"${value}" is not on the scale of "${topic}"`,
          scale.values.join(', '),
        );
  }
}

function checkPermission(placed: readonly Placed[], say: Say): void {
  const wanted = (other: Condition, topic: string | undefined): boolean =>
    other.operand === 'position' &&
    other.params['topic'] === topic &&
    other.comparator !== 'none-of' &&
    other.comparator !== 'not';
  for (const { condition, at, optional } of placed) {
    const { operand, comparator, params } = condition;
    const excludes = comparator === 'none-of' || comparator === 'not';
    if (operand === 'position' && excludes && !placed.some((each) => wanted(each.condition, params['topic'])))
      say(
        'warning',
        at,
        'only excludes values: while the position is unknown it stays closed',
        'any-of with the values that open',
      );
    if (
      (operand === 'position' || operand === 'assessment') &&
      params['grade'] === undefined &&
      params['signed'] === undefined
    )
      say(
        'warning',
        at,
        'names no grade: any word counts, hearsay that nobody has judged included (T-NEG-06)',
        'grade: B2',
      );
    if (operand === 'ratio' && params['credit'] === undefined && !optional)
      say(
        'warning',
        at,
        'has no credit and no other way in: with the mirror text neither side can start',
        'credit, or an any beside it',
      );
  }
}

function checkDuty(placed: readonly Placed[], at: string, say: Say): void {
  const limited = placed.some(
    ({ condition }) =>
      condition.operand === 'elapsed' && (condition.comparator === 'at-most' || condition.comparator === 'less-than'),
  );
  if (!limited) say('warning', at, 'is a duty without a time limit', 'when: [elapsed: {since: receipt, at-most: P7D}]');
}

/**
 * Every answer about one object that a text asks for triples the cases that a node keeps apart, so only a few are heard. One
 * about a whole collection is a gate of its own and costs nothing of the kind.
 */
function checkAsked(text: TermsText, say: Say): void {
  const max = limits.askedAnswersPerTextMax;
  const heard = new Set<string>();
  for (const kind of ['allow', 'deny', 'owe'] as const)
    for (const [index, rule] of text[kind].entries())
      for (const { condition, at } of placedIn(rule.when, `${kind}[${index}].when`, false)) {
        if (askedKindOf(condition.operand) === null || makeLeaf(condition)?.side !== 'filter') continue;
        const name = `${condition.operand} of ${condition.params['of']}`;
        if (heard.has(name)) continue;
        heard.add(name);
        if (heard.size > max)
          say(
            'error',
            `${at}.of`,
            `${name} is answer ${heard.size} that the text asks about one object; only ${max} are heard`,
            `at most ${max} different ones in a text, or scope: collection`,
          );
      }
}

/** Permissions that a prohibition without conditions takes back whole. */
function checkCovered(text: TermsText, say: Say): void {
  const bare = text.deny.filter((rule: Rule) => rule.when.length === 0).flatMap((rule) => rule.do);
  for (const [index, rule] of text.allow.entries())
    for (const action of rule.do)
      if (bare.includes(action) || bare.includes('use'))
        say(
          'error',
          `allow[${index}].do`,
          `"${action}" is denied without conditions in the same text`,
          'drop the permission or the denial',
        );
}

/**
 * A window on an object's age that closes again would take objects back one by one as they grow old. With references
 * closed, every object that refers to one would change too, so it is only allowed where references are kept.
 */
function checkPairs(compiled: CompiledTerms, say: Say): void {
  const places = { allow: compiled.permissions('receive'), deny: compiled.prohibitions('receive') };
  const closes = (kind: 'allow' | 'deny', pair: Pair): boolean =>
    kind === 'allow' ? pair.age.below !== null : pair.age.atLeast > 0;
  for (const kind of ['allow', 'deny'] as const) {
    const rules = new Set(places[kind].filter((pair) => closes(kind, pair)).map((pair) => pair.rule));
    if (compiled.text.references !== 'keep')
      for (const rule of rules)
        say(
          'error',
          `${kind}[${rule}].when`,
          'takes objects back as they grow old (object-age)',
          'references: keep, or a limit from below only (object-age: {at-least: ...})',
        );
  }
  for (const rule of compiled.rules)
    for (const action of rule.actions)
      if (rule.kind === 'allow' && !compiled.permissions(action).some((pair) => pair.rule === rule.index))
        say('error', `allow[${rule.index}].when`, 'can never hold', 'conditions that do not exclude each other');
}
