import { type Fact, type Form, showDuration } from '../conditions/index.ts';
import type { Answer, Change, Reason, Way } from './answer.ts';
import { decide, formsInOrder } from './decide.ts';
import { holdDown, isOfOneHurdle, leversOf, type Place, placesOf } from './levers.ts';
import type { Question, TextInQuestion } from './question.ts';
import { leafReason } from './reasons.ts';
import { Board, type Budget, type Choice, isSubset, smallestSets } from './search.ts';
import { hurdlesOf, recordedStates } from './verdict.ts';

export interface ExplainOptions {
  /** Largest set of changes looked for; 4 where nothing is said. */
  readonly changesMax?: number;
  /** Evaluations after which the search gives up and says so; 50,000 where nothing is said. */
  readonly evaluationsMax?: number;
  /** A better measure of a gap than the difference of two numbers, for example what the ledger can tell. */
  readonly measure?: (operandKey: string, from: Fact | null, to: Fact) => string | null;
  /** What the references of the object need once it may leave by itself (closure of references). */
  readonly references?: () => readonly Reason[];
}

export interface Explanation {
  readonly answer: Answer;
  /** False when the search ended before every set up to the largest size was looked at. */
  readonly complete: boolean;
  /** With no way found: unmet conditions that nobody can move. */
  readonly immovable: readonly Reason[];
  readonly references: readonly Reason[];
  /** For a permit in a lesser form: what the fullest form there is would need. */
  readonly fuller: { readonly form: Form; readonly ways: readonly Way[] } | null;
  readonly evaluations: number;
}

interface Found {
  readonly keys: ReadonlySet<string>;
  readonly way: Way;
}

function gapOf(place: Place, from: Fact | null, to: Fact, options: ExplainOptions): string | null {
  const measured = options.measure?.(place.leaf.key, from, to) ?? null;
  if (measured !== null) return measured;
  if (typeof from !== 'number' || typeof to !== 'number' || !Number.isFinite(from)) return null;
  const { kind } = place.leaf.domain;
  if (kind === 'duration' || kind === 'instant') return showDuration(to - from);
  return String(Number(Math.abs(to - from).toPrecision(12)));
}

const alternativesMax = 20;

function changeOf(
  index: number,
  best: Choice,
  all: readonly Choice[],
  question: Question,
  options: ExplainOptions,
): Change | null {
  const part = best[index];
  if (part === undefined) return null;
  const [setting, ...same] = part.group;
  const place = setting.wait?.place ?? part.lever.place;
  const { leaf } = place;
  const others = all
    .filter((choice) => choice.every((each, i) => i === index || each.group === best[i]?.group))
    .flatMap((choice) => (choice[index]?.group === part.group ? [] : [...(choice[index]?.group ?? [])]));
  const from = place.state.reading.fact;
  const { domain } = leaf;
  // Time and numbers go on in one direction: what lies further along needs no list.
  const listsOthers = setting.wait === null && domain.kind !== 'number';
  const hold = leaf.operand.name === 'position' && setting.wait === null ? holdDown(place) : 0;
  return {
    operand: leaf.operand.name,
    params: leaf.condition.params,
    from: from === null ? null : domain.show(from),
    to: domain.show(setting.fact),
    or: listsOthers ? [...same, ...others].slice(0, alternativesMax).map((each) => domain.show(each.fact)) : [],
    by: part.lever.by,
    under: place.hurdle.sticky && isOfOneHurdle(place) ? (place.hurdle.text.terms.text.id ?? null) : null,
    earliest: setting.wait?.until ?? (hold > 0 ? question.at + hold : null),
    gap: gapOf(place, from, setting.fact, options),
  };
}

function searchText(
  question: Question,
  text: TextInQuestion,
  options: ExplainOptions,
  budget: Budget,
  fixed: string | null = null,
): readonly Found[] {
  const [object] = formsInOrder(question);
  if (object === undefined || !text.inForce) return [];
  const hurdles = hurdlesOf(question, text, object);
  const places = placesOf(hurdles, recordedStates());
  const levers = leversOf(places, hurdles, question).filter((lever) => lever.place.leaf.operand.name !== fixed);
  const sets = smallestSets(levers, new Board(hurdles, places, question.at), options.changesMax ?? 4, budget);
  return sets.map(({ keys, best, all }) => {
    const changes = best.map((_, index) => changeOf(index, best, all, question, options));
    return { keys, way: { text: text.terms.text.id ?? null, changes: changes.filter((change) => change !== null) } };
  });
}

/** Ways of all texts; one that needs strictly more than another text's way is left out. */
function smallestWays(found: readonly Found[]): readonly Way[] {
  const larger = (each: Found, other: Found): boolean =>
    other.keys.size < each.keys.size && isSubset(other.keys, each.keys);
  return found.filter((each) => !found.some((other) => larger(each, other))).map((each) => each.way);
}

/** Unmet conditions of permissions that nobody can move, or that time has passed for good. */
function immovableReasons(question: Question): readonly Reason[] {
  const [object] = formsInOrder(question);
  if (object === undefined) return [];
  const states = recordedStates();
  const places = question.texts.flatMap((text) => {
    const hurdles = hurdlesOf(question, text, object).map((hurdle) => ({ ...hurdle, deny: [] }));
    return placesOf(hurdles, states);
  });
  const stuck = ({ leaf, state }: Place): boolean =>
    state.value !== 'T' && (leaf.operand.movedBy === 'nobody' || (leaf.operand.runs && state.nextChange === null));
  return places.filter(stuck).map(({ leaf, state }) => leafReason(leaf, state, 'nobody-moves'));
}

/** What would let the fullest form out that there is, when a lesser one was permitted. */
function fullerForm(question: Question, sent: Form, options: ExplainOptions, budget: Budget): Explanation['fuller'] {
  const [fullest] = formsInOrder(question);
  if (fullest === undefined || fullest.form === sent) return null;
  const only = { ...question, forms: [fullest] };
  const found = question.texts.flatMap((text) => searchText(only, text, options, budget, 'sanitisation'));
  return { form: fullest.form, ways: smallestWays(found) };
}

/**
 * Decides, and for a refusal finds the smallest sets of changes that would permit (terms profile section 5): by operand,
 * with nearest values, who could make them and how soon. On demand only; the search is bounded.
 */
export function explain(question: Question, options: ExplainOptions = {}): Explanation {
  const decided = decide(question);
  const evaluationsMax = options.evaluationsMax ?? 50_000;
  const budget: Budget = { left: evaluationsMax };
  const refused = decided.decision === 'refuse';
  const ways = refused
    ? smallestWays(question.texts.flatMap((text) => searchText(question, text, options, budget)))
    : [];
  const fuller = refused ? null : fullerForm(question, decided.version, options, budget);
  return {
    answer: refused ? { ...decided, ways } : decided,
    complete: budget.left > 0,
    immovable: refused && ways.length === 0 ? immovableReasons(question) : [],
    references: options.references?.() ?? [],
    fuller,
    evaluations: evaluationsMax - budget.left,
  };
}
