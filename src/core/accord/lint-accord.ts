import { type Condition, type ConditionTree, isCondition, type Leaf, makeLeaf, partsOf } from '../conditions/index.ts';
import type { AccordId, PartyId } from '../ids.ts';
import type { Scale } from '../position/index.ts';
import {
  type Finding,
  type LintContext,
  leavesOf,
  lintTerms,
  makeTree,
  type TermsText,
  treeState,
} from '../terms/index.ts';
import type { Micros } from '../time.ts';
import type { AccordText } from './accord-text.ts';
import { expiresAfter, lapsesAfter } from './accord-times.ts';
import { wrongDirection } from './check-text.ts';
import { findStalemates } from './find-stalemates.ts';

export interface AccordLintContext {
  /** The topics of this node; null for one it does not know. */
  readonly scale: (topic: string) => Scale | null;
  readonly now: Micros;
  /** The two parties of the negotiation; absent: those of the first leg. */
  readonly parties?: readonly [PartyId, PartyId];
  /** The accord itself, where it has an id already. */
  readonly accord?: AccordId;
  /** Accords whose legs the permissions of another accord wait for. */
  readonly waitsOf?: (accord: string) => readonly string[];
}

type Say = (severity: Finding['severity'], at: string, problem: string, valid?: string) => void;

/**
 * What can be checked of a text between two parties before it is sent or accepted (terms profile section 6): everything
 * `lintTerms` says of each leg, and what only both legs together show. All findings together, errors and warnings.
 */
export function lintAccord(text: AccordText, context: AccordLintContext): readonly Finding[] {
  const findings: Finding[] = [];
  const say: Say = (severity, at, problem, valid) => {
    findings.push({ severity, at, problem, ...(valid === undefined ? {} : { valid }) });
  };
  const signed = new Map(text.topics.map((topic) => [topic.id, topic.scale]));
  const terms: LintContext = { now: context.now, scale: (topic) => signed.get(topic) ?? context.scale(topic) };
  for (const [index, leg] of text.legs.entries()) {
    const at = `legs[${index}].terms`;
    for (const finding of lintTerms(leg.terms, terms)) findings.push({ ...finding, at: `${at}.${finding.at}` });
    checkTopics(leg.terms, at, signed, say);
    checkLegs(leg.terms, at, context, say);
  }
  checkScales(text, context, say);
  checkFrame(text, context, say);
  checkDeadlock(text, say);
  for (const stalemate of findStalemates(text, terms.scale))
    say('warning', stalemate.at, stalemate.problem, stalemate.valid);
  return findings;
}

function checkFrame(text: AccordText, context: AccordLintContext, say: Say): void {
  const [{ terms }] = text.legs;
  const named = [terms.from, terms.to ?? ''].map((party) => party.replace('party:', ''));
  const parties = context.parties ?? ([named[0] ?? '', named[1] ?? ''] as const);
  const wrong = wrongDirection(text, parties);
  if (wrong !== null)
    say(
      'error',
      `${wrong}.terms.to`,
      'does not lead from one party to the other',
      'from and to the two parties, one leg each way',
    );
  const last = lapsesAfter(text);
  if (last !== null && last < context.now)
    say('error', 'openUntil', 'lies in the past', 'a time to come, or leave it out');
  const end = expiresAfter(text);
  if (last !== null && end !== null && last > end)
    say('warning', 'openUntil', 'lies after the end of every leg', 'no later than valid.until');
  if (text.replaces !== undefined && text.replaces === context.accord)
    say('error', 'replaces', 'is this accord itself', 'the accord that shall end');
}

/** Every condition with its place, whatever rule it stands in. */
function conditionsOf(terms: TermsText): readonly { readonly condition: Condition; readonly at: string }[] {
  const found: { condition: Condition; at: string }[] = [];
  const walk = (trees: readonly ConditionTree[], at: string): void => {
    for (const [index, tree] of trees.entries()) {
      const place = `${at}[${index}]`;
      if (isCondition(tree)) found.push({ condition: tree, at: `${place}.${tree.operand}` });
      else walk(partsOf(tree).parts, `${place}.${partsOf(tree).join}`);
    }
  };
  for (const kind of ['allow', 'deny', 'owe'] as const)
    for (const [index, rule] of terms[kind].entries()) walk(rule.when, `${kind}[${index}].when`);
  return found;
}

/** A word of a topic means the same on both nodes only where its scale is signed with the text. */
function checkTopics(terms: TermsText, at: string, signed: ReadonlyMap<string, Scale>, say: Say): void {
  for (const { condition, at: place } of conditionsOf(terms)) {
    const topic = condition.params['topic'];
    if (topic !== undefined && !signed.has(topic))
      say('error', `${at}.${place}.topic`, `"${topic}" is not among the topics of the text`, 'its scale, in topics');
  }
}

function checkScales(text: AccordText, context: AccordLintContext, say: Say): void {
  for (const [index, { id, scale }] of text.topics.entries()) {
    const own = context.scale(id);
    const isSame = own === null || (own.ordered === scale.ordered && own.values.join() === scale.values.join());
    if (!isSame)
      say('warning', `topics[${index}].scale`, `of "${id}" is not the one known here`, own.values.join(', '));
  }
}

const letsReceive = (terms: TermsText): readonly ConditionTree[] =>
  terms.allow
    .filter((rule) => rule.do.includes('receive') || rule.do.includes('use'))
    .map((rule) => ({ all: rule.when }));

/** Whether nothing of a leg can be received while the conditions that are picked do not hold, whatever the others do. */
function isClosedBy(terms: TermsText, picked: (leaf: Leaf) => boolean): boolean {
  const ways = letsReceive(terms);
  return (
    ways.length > 0 &&
    ways.every((way) => {
      const tree = makeTree(way);
      return (
        tree !== null && treeState(tree, (leaf) => ({ value: picked(leaf) ? 'F' : 'U', since: null })).value === 'F'
      );
    })
  );
}

/** Whether a condition wants something given before anything was: without credit nobody can begin. */
function wantsFirst(leaf: Leaf): boolean {
  const { operand, params, comparator } = leaf.condition;
  if (operand !== 'balance' && operand !== 'given' && operand !== 'ratio') return false;
  const rises = comparator === 'at-least' || comparator === 'more-than' || comparator === 'is';
  const credit = Number(params['credit'] ?? 0);
  if (operand === 'ratio') return rises && credit <= 0 && leaf.test(0, null) !== 'T';
  return rises && leaf.test(credit, null) !== 'T';
}

function checkDeadlock(text: AccordText, say: Say): void {
  const [one, two] = text.legs;
  if (two === undefined || !isClosedBy(one.terms, wantsFirst) || !isClosedBy(two.terms, wantsFirst)) return;
  const places = text.legs.map(({ terms }, index) => {
    const wanted = conditionsOf(terms).filter(({ condition, at }) => {
      const leaf = at.startsWith('allow') ? makeLeaf(condition) : null;
      return leaf !== null && wantsFirst(leaf);
    });
    return `legs[${index}].terms.${wanted[0]?.at ?? 'allow'}`;
  });
  for (const [index, at] of places.entries())
    say(
      'error',
      at,
      `waits for ${places[1 - index]}, and that for this: neither side can start`,
      'credit, or an any beside it',
    );
}

/** The two legs of an accord begin together; legs of other accords may wait for this one. */
function checkLegs(terms: TermsText, at: string, context: AccordLintContext, say: Say): void {
  const { accord, waitsOf } = context;
  const isOwn = (leaf: Leaf): boolean =>
    leaf.condition.operand === 'leg' &&
    leaf.condition.params['accord'] === accord &&
    leaf.test('in-force', null) === 'F';
  if (accord !== undefined && isClosedBy(terms, isOwn))
    say(
      'error',
      `${at}.allow`,
      'waits for a leg of this accord not to be in force, and both come into force together',
      'in-force',
    );
  for (const { condition, at: place } of conditionsOf(terms)) {
    const other = condition.operand === 'leg' ? condition.params['accord'] : undefined;
    if (other === undefined || other === accord || accord === undefined || waitsOf === undefined) continue;
    if (waitsFor(other, accord, waitsOf))
      say(
        'warning',
        `${at}.${place}`,
        `waits for ${other}, which waits for this accord`,
        'one of the two without the condition',
      );
  }
}

/** Whether an accord waits for another, directly or over others. */
function waitsFor(from: string, to: string, waitsOf: (accord: string) => readonly string[]): boolean {
  const seen = new Set([from]);
  for (const accord of seen) {
    for (const next of waitsOf(accord)) {
      if (next === to) return true;
      seen.add(next);
    }
  }
  return false;
}

/** The accords that the permissions of a text wait for, for `waitsOf`. */
export function accordsWaitedFor(text: AccordText): readonly string[] {
  const found = text.legs.flatMap(({ terms }) =>
    letsReceive(terms).flatMap((way) => {
      const tree = makeTree(way);
      const leaves = tree === null ? [] : leavesOf(tree);
      return leaves
        .filter((leaf) => leaf.condition.operand === 'leg')
        .map((leaf) => leaf.condition.params['accord'] ?? '');
    }),
  );
  return [...new Set(found)];
}
