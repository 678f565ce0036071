import type { ConditionTree } from '../conditions/index.ts';
import type { Topic } from '../position/index.ts';
import { canonicalJson } from '../stix/index.ts';
import type { Action, Duty, Rule, Window } from '../terms/index.ts';
import type { AccordText, CoalitionLink, Leg } from './accord-text.ts';
import { diffConditions, sense } from './diff-conditions.ts';
import { pairUp } from './pair-up.ts';

/** What a change is about. */
export type Clause =
  | 'leg'
  | 'over'
  | 'delivery'
  | 'rule'
  | 'actions'
  | 'condition'
  | 'valid'
  | 'disclose'
  | 'references'
  | 'topic'
  | 'open-until'
  | 'replaces'
  | 'coalition';

/** One clause that differs. `old` is absent where it was added, `new` where it was removed; both where it changed. */
export interface ClauseChange {
  readonly clause: Clause;
  /** Its place, in the new text where it is there, else in the old one. */
  readonly at: string;
  /** Giver of the leg, as `party:ID`; null for what is about the accord as a whole. */
  readonly giver: string | null;
  readonly old?: ClauseValue;
  readonly new?: ClauseValue;
}

/** As it stands in the text. */
export type ClauseValue =
  | string
  | readonly string[]
  | ConditionTree
  | Rule<Action | Duty>
  | Window
  | Topic
  | Leg
  | CoalitionLink;

type Given = ClauseValue | undefined;
type Say = (clause: Clause, at: string, giver: string | null, old: Given, now: Given) => void;

/**
 * The difference of two versions of a text, clause by clause, for a counter-offer: empty exactly when both say the same in
 * whatever order their legs, rules, conditions and topics stand (ids of texts apart).
 */
export function diffTexts(old: AccordText, now: AccordText): readonly ClauseChange[] {
  const changes: ClauseChange[] = [];
  const say: Say = (clause, at, giver, before, after) => {
    if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after)) return;
    if (before === undefined && after === undefined) return;
    changes.push({
      clause,
      at,
      giver,
      ...(before === undefined ? {} : { old: before }),
      ...(after === undefined ? {} : { new: after }),
    });
  };
  const direction = ({ terms }: Leg): string => `${terms.from} ${terms.to}`;
  for (const { old: before, now: after } of pairUp<Leg>(old.legs, now.legs, [direction])) {
    if (before === null || after === null)
      say('leg', legPlace(before, after), giverOf(before, after), before?.value, after?.value);
    else diffLegs(before.value, after.value, `legs[${after.index}]`, say);
  }
  for (const { old: before, now: after } of pairUp<Topic>(old.topics, now.topics, [(topic) => topic.id]))
    say(
      'topic',
      after === null ? `topics[${before?.index}]` : `topics[${after.index}]`,
      null,
      before?.value,
      after?.value,
    );
  say('open-until', 'openUntil', null, old.openUntil, now.openUntil);
  say('replaces', 'replaces', null, old.replaces, now.replaces);
  say('coalition', 'coalition', null, old.coalition, now.coalition);
  return changes;
}

type Placed<T> = { readonly value: T; readonly index: number } | null;

const legPlace = (old: Placed<Leg>, now: Placed<Leg>): string => `legs[${(now ?? old)?.index ?? 0}]`;
const giverOf = (old: Placed<Leg>, now: Placed<Leg>): string | null => (now ?? old)?.value.terms.from ?? null;

function diffLegs(old: Leg, now: Leg, at: string, say: Say): void {
  const giver = now.terms.from;
  say('delivery', `${at}.delivery`, giver, old.delivery, now.delivery);
  for (const name of ['over', 'valid', 'disclose', 'references'] as const)
    say(name, `${at}.terms.${name}`, giver, old.terms[name], now.terms[name]);
  for (const kind of ['allow', 'deny', 'owe'] as const)
    diffRules(old.terms[kind], now.terms[kind], `${at}.terms.${kind}`, giver, say);
}

type AnyRule = Rule<Action | Duty>;

const actionsOf = (rule: AnyRule): string => [...rule.do].sort().join();

function diffRules(old: readonly AnyRule[], now: readonly AnyRule[], at: string, giver: string, say: Say): void {
  const whole = (rule: AnyRule): string =>
    canonicalJson({ do: [...rule.do].sort(), when: rule.when.map(sense).sort() });
  const first = (rule: AnyRule): string => rule.do[0] ?? '';
  for (const { old: before, now: after } of pairUp<AnyRule>(old, now, [whole, actionsOf, first])) {
    if (before === null || after === null) {
      say('rule', `${at}[${(after ?? before)?.index}]`, giver, before?.value, after?.value);
      continue;
    }
    const place = `${at}[${after.index}]`;
    say('actions', `${place}.do`, giver, [...before.value.do].sort(), [...after.value.do].sort());
    for (const change of diffConditions(before.value.when, after.value.when, `${place}.when`))
      say('condition', change.at, giver, change.old, change.now);
  }
}
