import { type ConditionTree, isCondition, makeLeaf, partsOf } from '../conditions/index.ts';
import type { Scale } from '../position/index.ts';
import type { Fault } from '../result.ts';
import type { TermsText } from '../terms/index.ts';
import type { AccordText } from './accord-text.ts';

/** What one leg wants a party to say on a topic: the values that would do. */
interface Demand {
  readonly at: string;
  readonly topic: string;
  readonly of: string;
  readonly values: readonly string[];
}

/**
 * Demands on the two sides of one topic that no single answer meets: each party would have to say what the other will not
 * hear from itself. These are the conditions nobody will move (scenario, the founding situation).
 */
export function findStalemates(text: AccordText, scale: (topic: string) => Scale | null): readonly Required<Fault>[] {
  const [one, two] = text.legs;
  if (two === undefined) return [];
  const theirs = demandsOf(two.terms, 'legs[1].terms', scale);
  return demandsOf(one.terms, 'legs[0].terms', scale).flatMap((demand) =>
    theirs
      .filter(
        (other) =>
          other.topic === demand.topic &&
          other.of !== demand.of &&
          !demand.values.some((value) => other.values.includes(value)),
      )
      .map((other) => ({
        at: demand.at,
        problem: `stalemate: these are the conditions nobody will move. This wants ${demand.of} to say ${said(demand)} on "${demand.topic}", and ${other.at} wants ${other.of} to say ${said(other)}`,
        valid: 'a value that both would hear, or no demand on one side',
      })),
  );
}

const said = (demand: Demand): string => (demand.values.length === 0 ? 'nothing' : demand.values.join(' or '));

/** The demands that every rule makes by which something can be received; one rule more may let another answer in. */
function demandsOf(terms: TermsText, at: string, scale: (topic: string) => Scale | null): readonly Demand[] {
  const rules = terms.allow.flatMap((rule, index) => {
    if (!rule.do.includes('receive') && !rule.do.includes('use')) return [];
    return [joinedBy(demandsIn(rule.when, `${at}.allow[${index}].when`, terms, scale), inBoth)];
  });
  const all = joinedBy(rules.flat(), inEither);
  const isAsked = (demand: Demand): boolean =>
    rules.every((rule) => rule.some((each) => keyOf(each) === keyOf(demand)));
  return all.filter(isAsked);
}

const keyOf = (demand: Demand): string => `${demand.topic} ${demand.of}`;
const inBoth = (one: readonly string[], two: readonly string[]): readonly string[] =>
  one.filter((each) => two.includes(each));
const inEither = (one: readonly string[], two: readonly string[]): readonly string[] => [...new Set([...one, ...two])];

function joinedBy(demands: readonly Demand[], join: typeof inBoth): readonly Demand[] {
  const found = new Map<string, Demand>();
  for (const each of demands) {
    const before = found.get(keyOf(each));
    found.set(keyOf(each), before === undefined ? each : { ...before, values: join(before.values, each.values) });
  }
  return [...found.values()];
}

/** Demands that must be met whichever way in is taken. */
function demandsIn(
  trees: readonly ConditionTree[],
  at: string,
  terms: TermsText,
  scale: (topic: string) => Scale | null,
): readonly Demand[] {
  return trees.flatMap((tree, index) => {
    const place = `${at}[${index}]`;
    if (!isCondition(tree)) {
      const { join, parts } = partsOf(tree);
      const isOpen = (join === 'any' || join === 'one') && parts.length > 1;
      return isOpen ? [] : demandsIn(parts, `${place}.${join}`, terms, scale);
    }
    const topic = tree.operand === 'position' ? tree.params['topic'] : undefined;
    const known = topic === undefined ? null : scale(topic);
    const leaf = makeLeaf(tree);
    if (topic === undefined || known === null || leaf === null) return [];
    const levels = known.ordered ? known.values : null;
    const values = known.values.filter((value) => leaf.test(value, levels) === 'T');
    return [{ at: `${place}.position`, topic, of: partyOf(tree.params['of'], terms), values }];
  });
}

function partyOf(of: string | undefined, terms: TermsText): string {
  if (of === undefined || of === 'receiver' || of === 'counterpart') return terms.to ?? 'the receiver';
  return of === 'giver' || of === 'us' ? terms.from : of;
}
