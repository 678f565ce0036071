import {
  type Fact,
  type GateFacts,
  type Leaf,
  type LeafState,
  leafState,
  levelsFor,
  type Mover,
  type Reading,
  stateOf,
  turningPoint,
  valuesOf,
} from '../conditions/index.ts';
import { leavesOf, type TreeState } from '../terms/index.ts';
import { type Micros, parseDuration } from '../time.ts';
import { candidatesFor } from './candidates.ts';
import type { Question } from './question.ts';
import type { Hurdle } from './verdict.ts';

/** One condition where it stands: the same text may be a hurdle twice, with other facts. */
export interface Place {
  readonly leaf: Leaf;
  readonly hurdle: Hurdle;
  readonly state: LeafState;
}

/** What one setting of a lever makes of the conditions it reaches: states by index of the place. */
export interface Setting {
  readonly states: ReadonlyMap<number, TreeState>;
  readonly distance: number;
  /** The value shown; for time, what the named operand has become. */
  readonly fact: Fact;
  /** For time: the moment waited for, and the operand it is waited for. */
  readonly wait: { readonly until: Micros; readonly place: Place } | null;
}

/** Something that can be moved by itself: one operand of one hurdle, one fact of the object, or time. */
export interface Lever {
  readonly id: string;
  readonly place: Place;
  readonly by: Mover;
  readonly reading: Reading;
  /** Settings that make a difference, nearest first; several facts with one effect are kept together. */
  readonly settings: readonly (readonly [Setting, ...Setting[]])[];
}

/** Every condition of every rule that has a say. */
export function placesOf(
  hurdles: readonly Hurdle[],
  states: (leaf: Leaf, hurdle: Hurdle) => LeafState,
): readonly Place[] {
  return hurdles.flatMap((hurdle) =>
    [...hurdle.allow, ...hurdle.deny].flatMap((rule) =>
      leavesOf(rule.tree).map((leaf) => ({ leaf, hurdle, state: states(leaf, hurdle) })),
    ),
  );
}

/** Facts that a text which the object came under sees in its own way: its own originator is asked. */
const ofItsOwn = ({ leaf, hurdle }: Place): boolean =>
  hurdle.sticky && (leaf.operand.name === 'consent' || leaf.operand.name === 'approval');

/** Facts of the object are one lever for all hurdles; facts of two parties belong to the hurdle between those two. */
export const isOfOneHurdle = (place: Place): boolean => place.leaf.side === 'gate' || ofItsOwn(place);

const leverId = (place: Place, hurdles: readonly Hurdle[]): string =>
  isOfOneHurdle(place) ? `${hurdles.indexOf(place.hurdle)}|${place.leaf.key}` : `|${place.leaf.key}`;

/** Keeps settings that change some value, grouped by their effect. */
function grouped(settings: readonly Setting[], places: readonly Place[]): Lever['settings'] {
  const groups = new Map<string, [Setting, ...Setting[]]>();
  for (const setting of settings) {
    const moved = [...setting.states].filter(([index, { value }]) => places[index]?.state.value !== value);
    if (moved.length === 0) continue;
    const key = moved.map(([index, { value }]) => `${index}${value}`).join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [setting]);
    else group.push(setting);
  }
  return [...groups.values()];
}

/** A fact put in place: nobody knows since when it will have stood, so it keeps any order in time. */
const supposedState = (place: Place | undefined, fact: Fact, levels: readonly string[] | null): TreeState =>
  place === undefined ? { value: 'U', since: null } : { value: place.leaf.test(fact, levels), since: 'always' };

function operandLever(id: string, indexes: readonly number[], places: readonly Place[]): Lever | null {
  const own = indexes.map((index) => places[index]).filter((place) => place !== undefined);
  const [place] = own;
  if (place === undefined) return null;
  const { gate } = place.hurdle.context;
  const topic = place.leaf.condition.params['topic'];
  const scale = topic === undefined ? null : gate.positions.scale(topic);
  const levels = levelsFor(place.leaf, gate);
  const found = candidatesFor(
    own.map((each) => each.leaf),
    place.state.reading.fact,
    scale,
  );
  const settings = found.map(
    ({ fact, distance }): Setting => ({
      states: new Map(indexes.map((index) => [index, supposedState(places[index], fact, levels)])),
      distance,
      fact,
      wait: null,
    }),
  );
  const by = place.leaf.operand.movedBy;
  return { id, place, by, reading: place.state.reading, settings: grouped(settings, places) };
}

/** Moments after now at which waiting alone turns a running condition or lets an unknown fact become known. */
function moments(places: readonly Place[], at: Micros): readonly { readonly until: Micros; readonly place: Place }[] {
  const found = new Map<Micros, Place>();
  for (const place of places) {
    const { leaf, state } = place;
    const bound = leaf.operand.runs ? leaf.domain.read(valuesOf(leaf.condition)[0] ?? null, null) : null;
    const turn =
      typeof bound === 'number' && typeof state.reading.fact === 'number'
        ? at + turningPoint(leaf.condition.comparator, bound) - state.reading.fact
        : state.reading.until;
    if (turn !== null && turn > at && !found.has(turn)) found.set(turn, place);
  }
  return [...found].sort((a, b) => a[0] - b[0]).map(([until, place]) => ({ until, place }));
}

/** The state of a condition after waiting, if nothing but the clock moves. */
export function stateAt(place: Place, until: Micros, at: Micros): LeafState {
  const { leaf, hurdle, state } = place;
  const { context } = hurdle;
  const moved = until - at;
  if (leaf.operand.runs) {
    const { fact, nextChange, until: begins } = state.reading;
    // What it counts from may end, or begin, meanwhile: then it is read again as of then.
    const same = nextChange === null || until < nextChange;
    if (typeof fact === 'number' && same) return stateOf(leaf, { ...state.reading, fact: fact + moved }, until);
    if (typeof fact !== 'number' && begins === null) return state;
  }
  if (leaf.side !== 'gate') return state;
  return leafState(leaf, { ...context, gate: gateAt(context.gate, until) });
}

/** The same facts asked at a later moment. */
function gateAt(gate: GateFacts, at: Micros): GateFacts {
  const { giver, receiver, positions, coalitions = null, agreementSince, known } = gate;
  const otherTimes = gate.otherTimes === undefined ? {} : { otherTimes: gate.otherTimes.bind(gate) };
  const facts = { giver, receiver, positions, coalitions, agreementSince, known };
  return { ...facts, at, other: gate.other.bind(gate), ...otherTimes };
}

/** Time as one lever: all running facts move together and never back. */
function clockLever(places: readonly Place[], question: Question): Lever | null {
  const waits = moments(places, question.at);
  const [first] = waits;
  if (first === undefined) return null;
  const settings = waits.map((wait): Setting => {
    const states = places.map((place) => stateAt(place, wait.until, question.at));
    const fact = wait.place.state.reading.fact;
    const shown = stateAt(wait.place, wait.until, question.at).reading.fact;
    return {
      states: new Map(states.entries()),
      distance: wait.until - question.at,
      fact: wait.place.leaf.operand.runs && typeof fact === 'number' ? fact + wait.until - question.at : (shown ?? ''),
      wait,
    };
  });
  return {
    id: 'time',
    place: first.place,
    by: 'clock',
    reading: first.place.state.reading,
    settings: grouped(settings, places),
  };
}

/** Everything that can be moved, time first. What nobody can move has no lever. */
export function leversOf(places: readonly Place[], hurdles: readonly Hurdle[], question: Question): readonly Lever[] {
  const byOperand = new Map<string, number[]>();
  for (const [index, place] of places.entries()) {
    if (place.leaf.operand.runs || place.leaf.operand.movedBy === 'nobody') continue;
    const id = leverId(place, hurdles);
    const indexes = byOperand.get(id);
    if (indexes === undefined) byOperand.set(id, [index]);
    else indexes.push(index);
  }
  const levers = [...byOperand].map(([id, indexes]) => operandLever(id, indexes, places));
  return [clockLever(places, question), ...levers].filter(
    (lever) => lever !== null && lever.settings.length > 0,
  ) as readonly Lever[];
}

/** How long a stated position must stand before it counts. */
export function holdDown(place: Place): Micros {
  const stable = place.leaf.condition.params['stable'];
  return stable === undefined ? 0 : (parseDuration(stable) ?? 0);
}
