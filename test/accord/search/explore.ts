import type { MoveKind } from '../../../src/core/accord/index.ts';
import { moveExpiry, step } from '../../../src/core/accord/index.ts';
import { a, b, hashOf } from '../made-accords.ts';
import { checkAlways, checkQuiet } from './laws.ts';
import { NodeSteps, type Outcome, type SearchedNode, type Sent } from './node-steps.ts';
import { Queues } from './numbered.ts';
import type { Found, Machine, World } from './world.ts';
import { Wrong } from './wrong.ts';

/** Two nodes, what is under way, and the copy that may come again. */
interface Global {
  readonly nodes: readonly [number, number];
  /** By accord, to party 0 and to party 1: the number of a queue. */
  readonly queues: readonly number[];
  readonly copies: number;
  /** A copy that comes again some time; −1: none. */
  readonly copy: number;
  readonly tampered: boolean;
  /** How many messages may still come too late. */
  readonly expiries: number;
  /** As `queues`: a message that was refused and whose sender has not heard of it; −1: none. */
  readonly refused: readonly number[];
}

const keyOf = (state: Global): string =>
  `${state.nodes[0]},${state.nodes[1]},${state.queues.join()},${state.copies},${state.copy}${state.tampered ? '!' : ''}${state.expiries}/${state.refused.join()}`;

/** Searches everything that can happen, breadth first, and stops at the first thing that must not. */
export function explore(world: World, machine: Machine = step): Found {
  const search = new Search(world, machine);
  let wrong: string | null = null;
  try {
    search.run();
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    wrong = error.message;
  }
  const { steps } = search;
  return {
    states: search.seen.size,
    quiet: search.quiet,
    ends: search.ends,
    wrong,
    accordStates: steps.accordStates.list,
    messages: steps.messages.list.map((each) => each.message),
  };
}

const sides = [0, 1] as const;

const isQuiet = ({ copy, queues, refused }: Global): boolean =>
  copy === -1 && queues.every((queue) => queue === 0) && refused.every((id) => id === -1);

class Search {
  readonly steps: NodeSteps;
  readonly #world: World;
  readonly #queues = new Queues();
  readonly #checked = new Set<number>();
  readonly seen = new Set<string>();
  readonly ends = new Map<string, number>();
  quiet = 0;
  #next: Global[] = [];

  constructor(world: World, machine: Machine) {
    this.#world = world;
    this.steps = new NodeSteps(world, machine);
  }

  run(): void {
    const start = this.steps.start();
    const queues = this.#world.accords.flatMap(() => [0, 0]);
    const { duplicates: copies, expiries = 0 } = this.#world;
    const refused = queues.map(() => -1);
    this.#meet({ nodes: [start, start], queues, copies, copy: -1, tampered: false, expiries, refused });
    while (this.#next.length > 0) {
      const layer = this.#next;
      this.#next = [];
      for (const state of layer) this.#expand(state);
    }
  }

  #meet(state: Global): void {
    const key = keyOf(state);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    if (this.seen.size > (this.#world.statesMax ?? Number.POSITIVE_INFINITY))
      throw new Error('more states than expected');
    this.#next.push(state);
  }

  #expand(state: Global): void {
    const pair = state.nodes[0] * 1_000_000 + state.nodes[1];
    if (!this.#checked.has(pair)) checkAlways(this.steps, state, this.#world);
    this.#checked.add(pair);
    if (isQuiet(state)) {
      this.quiet++;
      const end = checkQuiet(this.steps, state, this.#world);
      this.ends.set(end, (this.ends.get(end) ?? 0) + 1);
    }
    for (const side of sides) {
      for (const outcome of this.steps.ownOutcomes(side, state.nodes[side]))
        this.#meet(this.#after(state, side, outcome, state.queues));
      for (let accord = 0; accord < this.#world.accords.length; accord++) this.#deliver(state, accord, side);
    }
    if (state.copy !== -1) this.#repeat(state);
  }

  #deliver(state: Global, accord: number, side: 0 | 1): void {
    const index = accord * 2 + side;
    if (state.refused[index] !== -1) {
      this.#hear(state, index, side);
      return;
    }
    const number = state.queues[index] ?? 0;
    const queue = this.#queues.list[number] as readonly number[];
    const reach = this.#world.unordered === true ? queue.length : Math.min(1, queue.length);
    for (let place = 0; place < reach; place++) {
      const id = queue[place] as number;
      const queues = state.queues.with(index, this.#queues.without(number, place));
      const outcome = this.steps.deliver(side, state.nodes[side], id);
      if (outcome !== null) {
        const taken = this.#after(state, side, outcome, queues);
        this.#meet(taken);
        if (state.copies > 0 && state.copy === -1) this.#meet({ ...taken, copies: state.copies - 1, copy: id });
      } else if (state.tampered) this.#meet({ ...state, queues });
      else if (this.#builtOnExpired(state)) this.#refuse(state, index, side, queues, id);
      else if (place === 0) throw new Wrong(`${side === 0 ? a : b} refuses ${this.#kindOf(id)} of an honest party`);
      if (state.expiries > 0 && this.#expires(state, side, id))
        this.#refuse({ ...state, expiries: state.expiries - 1 }, index, side, queues, id);
      if (this.#world.tampered === true && !state.tampered) this.#exchange(state, index, queue, place);
    }
  }

  /** A message that fits nothing any more because one before it came too late. */
  #builtOnExpired({ expiries }: Global): boolean {
    return expiries < (this.#world.expiries ?? 0);
  }

  /** Whether a message of this kind can come too late, about this text. */
  #expires({ nodes }: Global, side: 0 | 1, id: number): boolean {
    const { accord, message } = this.steps.messages.list[id] as Sent;
    const { expiring } = this.#world;
    if (expiring !== undefined) return expiring.includes(message.move.kind);
    const table = (this.steps.nodes.list[nodes[side]] as SearchedNode).states[accord]?.table;
    const text = 'text' in message.move ? message.move.text : (table?.text ?? null);
    return moveExpiry(message.move.kind, text, message.issued) !== null;
  }

  #refuse(state: Global, index: number, side: 0 | 1, queues: Global['queues'], id: number): void {
    const node = this.steps.refuse(side, state.nodes[side], id);
    const nodes: [number, number] = side === 0 ? [node, state.nodes[1]] : [state.nodes[0], node];
    this.#meet({ ...state, nodes, queues, refused: state.refused.with(index, id) });
  }

  /** The sender hears of the refusal before its next message of that accord goes out. */
  #hear(state: Global, index: number, side: 0 | 1): void {
    const sender = side === 0 ? 1 : 0;
    const id = state.refused[index] as number;
    const node = this.steps.hearRefusal(sender, state.nodes[sender], id);
    const nodes: [number, number] = sender === 0 ? [node, state.nodes[1]] : [state.nodes[0], node];
    this.#meet({ ...state, nodes, refused: state.refused.with(index, -1) });
  }

  #kindOf(id: number): MoveKind {
    return (this.steps.messages.list[id] as Sent).message.move.kind;
  }

  /** The text of a message under way becomes another one with the same number. */
  #exchange(state: Global, index: number, queue: readonly number[], place: number): void {
    const { accord, message } = this.steps.messages.list[queue[place] as number] as Sent;
    if (message.move.kind !== 'table' && message.move.kind !== 'counter') return;
    const other = { ...message, move: { ...message.move, hash: hashOf(99) } };
    const exchanged = queue.with(place, this.steps.internMessage(accord, other));
    this.#meet({ ...state, queues: state.queues.with(index, this.#queues.number(exchanged)), tampered: true });
  }

  #repeat(state: Global): void {
    const { message } = this.steps.messages.list[state.copy] as Sent;
    const side = message.from === a ? 1 : 0;
    const outcome = this.steps.deliver(side, state.nodes[side], state.copy);
    if (outcome === null) throw new Wrong(`a repeated ${message.move.kind} is refused instead of ignored`);
    this.#meet({ ...this.#after(state, side, outcome, state.queues), copy: -1 });
  }

  #after(state: Global, side: 0 | 1, outcome: Outcome, queues: Global['queues']): Global {
    const nodes: [number, number] = side === 0 ? [outcome.node, state.nodes[1]] : [state.nodes[0], outcome.node];
    const { copies, copy, tampered, expiries, refused } = state;
    let next = queues;
    for (const id of outcome.sent) {
      const to = (this.steps.messages.list[id] as Sent).accord * 2 + (1 - side);
      next = next.with(to, this.#queues.pushed(next[to] ?? 0, id));
    }
    return { nodes, queues: next, copies, copy, tampered, expiries, refused };
  }
}
