import { earliest, forms, type Leaf, type LeafState, type StatedFact } from '../conditions/index.ts';
import { leavesOf } from '../terms/index.ts';
import type { Micros } from '../time.ts';
import type { Answer, Reason, Refusal, RefusalClass } from './answer.ts';
import type { ObjectForm, Question, TextInQuestion } from './question.ts';
import { permitReasons, plainReason, refusalReasons } from './reasons.ts';
import { type Hurdle, hurdlesOf, permits, recordedStates, verdictOf } from './verdict.ts';

type States = (leaf: Leaf, hurdle: Hurdle) => LeafState;

/** One text tried with one form. */
interface Attempt {
  readonly text: TextInQuestion;
  readonly object: ObjectForm;
  readonly hurdles: readonly [Hurdle, ...Hurdle[]];
  readonly states: States;
}

/** Forms in the order in which they are tried. */
export const formsInOrder = (question: Question): readonly ObjectForm[] =>
  forms.flatMap((form) => question.forms.filter((each) => each.form === form));

function* attempts(question: Question): Generator<Attempt> {
  for (const object of formsInOrder(question))
    for (const text of question.texts) {
      const states = recordedStates();
      yield { text, object, hurdles: hurdlesOf(question, text, object), states };
    }
}

/** Every unknown consent or approval among the hurdles, taken as granted. */
function consentsGranted(question: Question, attempt: Attempt): Question {
  const supposed = new Map<string, StatedFact>(question.supposed ?? []);
  const answered = new Map<string, StatedFact>();
  for (const hurdle of attempt.hurdles)
    for (const rule of [...hurdle.allow, ...hurdle.deny])
      for (const leaf of leavesOf(rule.tree)) {
        if (leaf.operand.name !== 'consent' && leaf.operand.name !== 'approval') continue;
        const { fact } = attempt.states(leaf, hurdle).reading;
        if (fact === null) supposed.set(leaf.key, 'granted');
        else if (fact !== 'granted') answered.set(leaf.key, 'refused');
      }
  // One originator's refusal is not undone by supposing that another, asked in the same words, consents.
  for (const [key, fact] of answered) supposed.set(key, fact);
  return { ...question, supposed };
}

function classOf(question: Question, attempt: Attempt): RefusalClass {
  if (!attempt.text.inForce) return 'not-in-force';
  const verdicts = attempt.hurdles.map((hurdle) => verdictOf(hurdle, attempt.states));
  if (verdicts.some((verdict) => verdict.prohibition === 'T')) return 'prohibited';
  if (verdicts.some((verdict) => verdict.permission === 'F')) return 'not-permitted';
  const granted = consentsGranted(question, attempt);
  const then = hurdlesOf(granted, attempt.text, attempt.object);
  return permits(then, recordedStates()) ? 'pending' : 'unknown';
}

/** Which refusal is nearest to a permit: that one is reported. */
const nearness: readonly RefusalClass[] = ['pending', 'unknown', 'not-permitted', 'prohibited', 'not-in-force'];

/** When time alone may change what a rule of these hurdles says. */
function nextCheckOf(question: Question, attempt: Attempt): Micros | null {
  let next: Micros | null = null;
  for (const hurdle of attempt.hurdles)
    for (const rule of [...hurdle.allow, ...hurdle.deny])
      for (const leaf of leavesOf(rule.tree)) next = earliest(next, attempt.states(leaf, hurdle).nextChange);
  return next === null || next <= question.at ? null : next;
}

const noText: Reason = plainReason('text', 'no-text', 'a text in force that names this party and collection');

function refusal(
  question: Question,
  found: readonly { readonly attempt: Attempt; readonly class: RefusalClass }[],
): Refusal {
  const sorted = [...found].sort((a, b) => nearness.indexOf(a.class) - nearness.indexOf(b.class));
  const best = sorted[0];
  let nextCheck: Micros | null = null;
  for (const each of found) nextCheck = earliest(nextCheck, nextCheckOf(question, each.attempt));
  const [first, ...rest] =
    best === undefined ? [] : best.attempt.hurdles.flatMap((hurdle) => refusalReasons(hurdle, best.attempt.states));
  return {
    decision: 'refuse',
    class: best?.class ?? 'not-in-force',
    action: question.action,
    text: best?.attempt.text.terms.text.id ?? null,
    version: null,
    asOf: { valid: question.at, known: question.known },
    because: [first ?? noText, ...rest],
    ways: [],
    nextCheck,
  };
}

/**
 * Decides one object for one action: pure, three-valued, deny by default (terms profile section 4). Several texts permit
 * if one of them permits by itself; the first form that is permitted is the answer. `ways` stays empty here: `explain`
 * fills it.
 */
export function decide(question: Question): Answer {
  const found: { attempt: Attempt; class: RefusalClass }[] = [];
  for (const attempt of attempts(question)) {
    if (!permits(attempt.hurdles, attempt.states)) {
      found.push({ attempt, class: classOf(question, attempt) });
      continue;
    }
    return {
      decision: 'permit',
      class: null,
      action: question.action,
      text: attempt.text.terms.text.id ?? null,
      version: attempt.object.form,
      asOf: { valid: question.at, known: question.known },
      because: attempt.hurdles.flatMap((hurdle) => permitReasons(hurdle, attempt.states)),
      ways: [],
      nextCheck: nextCheckOf(question, attempt),
    };
  }
  return refusal(question, found);
}
