import { type Leaf, type LeafContext, type LeafState, leafState, type StatedFact } from '../conditions/index.ts';
import { type Action, type CompiledRule, coversAction, type TreeState, treeState } from '../terms/index.ts';
import { denialValue, houseRule } from './house-rules.ts';
import type { ObjectForm, Question, StickingText, TextInQuestion } from './question.ts';
import type { Tri } from './tri.ts';

/** One text that must let the object pass: the one asked, or one that the object was received under. */
export interface Hurdle {
  readonly text: TextInQuestion;
  readonly action: Action;
  readonly context: LeafContext;
  readonly allow: readonly CompiledRule[];
  /** Rules of the text, then the house rule of its level. */
  readonly deny: readonly CompiledRule[];
  readonly sticky: boolean;
}

export interface Verdict {
  /** T when some permission counts. */
  readonly permission: Tri;
  /** F when nothing blocks. */
  readonly prohibition: Tri;
}

/** State of a condition within one hurdle; explanations put their own in its place. */
export type StateOf = (leaf: Leaf, hurdle: Hurdle) => TreeState;

function makeHurdle(
  question: Question,
  text: TextInQuestion,
  object: ObjectForm,
  action: Action,
  sticky: boolean,
): Hurdle {
  const context: LeafContext = {
    gate: text.gate,
    view: object.view,
    form: object.form,
    age: question.age,
    supposed: question.supposed ?? null,
  };
  const house = houseRule(text.terms, action, text.gate);
  const rules = text.terms.rules.filter((rule) => coversAction(rule, action));
  const deny = rules.filter((rule) => rule.kind === 'deny');
  return {
    text,
    action,
    context,
    allow: rules.filter((rule) => rule.kind === 'allow'),
    deny: house === null ? deny : [...deny, house],
    sticky,
  };
}

/** What an object received from others needs from those others: to hand it to the asking party is to relay it. */
const stickyAction = (action: Action): Action => (action === 'receive' || action === 'know' ? 'relay' : action);

/** The object and the gate as a text sees them, when the object would go under `own`. */
function asItSees(each: StickingText, own: TextInQuestion, object: ObjectForm): readonly [TextInQuestion, ObjectForm] {
  const { facing, objectFact } = each;
  const text = facing === undefined ? each : { ...each, gate: facing(own.terms) };
  const { view } = object;
  if (objectFact === undefined || view === null) return [text, object];
  const other = (key: string): StatedFact => {
    const seen = objectFact(key);
    return seen === undefined ? (view.other?.(key) ?? null) : seen;
  };
  return [text, { ...object, view: { ...view, other } }];
}

/** Everything that must let this object pass, in this form, if `text` is to permit it. */
export function hurdlesOf(
  question: Question,
  text: TextInQuestion,
  object: ObjectForm,
): readonly [Hurdle, ...Hurdle[]] {
  const own = makeHurdle(question, ...asItSees(text, text, object), question.action, false);
  const others = question.receivedUnder ?? [];
  const action = stickyAction(question.action);
  return [own, ...others.map((each) => makeHurdle(question, ...asItSees(each, text, object), action, true))];
}

function some(values: readonly Tri[]): Tri {
  return values.includes('T') ? 'T' : values.includes('U') ? 'U' : 'F';
}

/** Terms profile section 4, points 1 to 3, for one hurdle. A text that is not in force permits nothing. */
export function verdictOf(hurdle: Hurdle, stateOf: StateOf): Verdict {
  const own = (leaf: Leaf): TreeState => stateOf(leaf, hurdle);
  return {
    permission: hurdle.text.inForce ? some(hurdle.allow.map((rule) => treeState(rule.tree, own).value)) : 'F',
    prohibition: some(hurdle.deny.map((rule) => denialValue(rule, own))),
  };
}

export const passes = (verdict: Verdict): boolean => verdict.permission === 'T' && verdict.prohibition === 'F';

/** Point 4: every hurdle lets it pass, and no marking of it is unknown. */
export function permits(hurdles: readonly Hurdle[], stateOf: StateOf): boolean {
  if (hurdles.length === 0 || hurdles.some((hurdle) => hurdle.context.view?.unknownMarking === true)) return false;
  return hurdles.every((hurdle) => passes(verdictOf(hurdle, stateOf)));
}

/** Recorded (or supposed) states, each read once for all rules that ask the same. */
export function recordedStates(): (leaf: Leaf, hurdle: Hurdle) => LeafState {
  const seen = new Map<Hurdle, Map<Leaf, LeafState>>();
  return (leaf, hurdle) => {
    let states = seen.get(hurdle);
    if (states === undefined) {
      states = new Map();
      seen.set(hurdle, states);
    }
    let state = states.get(leaf);
    if (state === undefined) {
      state = leafState(leaf, hurdle.context);
      states.set(leaf, state);
    }
    return state;
  };
}
