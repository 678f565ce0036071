import {
  type AccordMessage,
  type AccordState,
  type AccordText,
  type Effect,
  legState,
  type Move,
  type MoveKind,
  moveKinds,
  movesOf,
  nextMessage,
  type StepContext,
  step,
} from '../../src/core/accord/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { a, b, hashOf } from './made-accords.ts';

export type Machine = typeof step;

/** What one search may meet. Queues are ordered for each accord and direction; accords overtake one another. */
export interface World {
  /** The accords at the start, equal on both nodes. */
  readonly accords: readonly AccordState[];
  /** Who may table what, by index of the accord. */
  readonly openers: readonly (PartyId | null)[];
  readonly textOf: (accord: number, version: number, author: PartyId) => AccordText;
  readonly versionsMax: number;
  /** Messages of each party in each accord. */
  readonly messagesMax: readonly [number, number];
  /** Moves that nobody makes, to keep the search small. */
  readonly without?: readonly MoveKind[];
  /** How many messages may come a second time, at any later moment. */
  readonly duplicates: number;
  /** Each party's clock may pass `openUntil`, at any moment. */
  readonly clocks?: boolean;
  /** Queues give up any message, not the first alone; one that does not follow is tried again later. */
  readonly unordered?: boolean;
  /** One text may become another of the same number under way: a dishonest author, or two readings of one text. */
  readonly tampered?: boolean;
  readonly statesMax?: number;
}

/** One node: its states, its clock, and what watches it from outside the machine. */
interface Node {
  readonly states: readonly AccordState[];
  readonly clock: number;
  /** By accord: the party itself closed it (withdraw, refuse, suspend, revoke) and did not open it again. */
  readonly closed: readonly boolean[];
  /** By accord: what this party signed last with an accept or a confirm. */
  readonly signed: readonly (string | null)[];
  /** By accord: an acceptance came when the own clock had passed `openUntil`. */
  readonly cameLate: readonly boolean[];
}

interface Sent {
  readonly accord: number;
  readonly message: AccordMessage;
}

interface Outcome {
  readonly node: number;
  readonly sent: readonly number[];
}

export interface Found {
  readonly states: number;
  readonly quiet: number;
  /** Quiet states by the phases of the accords. */
  readonly ends: ReadonlyMap<string, number>;
  /** The first thing that went wrong; null when nothing did. */
  readonly wrong: string | null;
  /** Every state of one accord and every message that was met. */
  readonly accordStates: readonly AccordState[];
  readonly messages: readonly AccordMessage[];
}

const stateFields = ['id', 'parties', 'stage', 'table', 'taken', 'frozen'];
/** The moment after which texts with `openUntil` have lapsed stands between the two readings of a clock. */
const early = 0;
const lateClock = 2_000_000_000_000_000;

/** Everything of a state but the words of its text, which its hash stands for. */
function codeOf(state: AccordState): string {
  const others = Object.keys(state).filter((name) => !stateFields.includes(name));
  if (others.length > 0) throw new Error(`the search does not know ${others.join(', ')}`);
  const { table } = state;
  const text = table === null ? '' : `${table.number}${table.author}${table.hash.slice(-4)}#${table.seq}`;
  const frozen = state.frozen === null ? '' : JSON.stringify(state.frozen);
  return `${JSON.stringify(state.stage)} ${text} ${state.taken[0]}/${state.taken[1]}${frozen}`;
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const each of Object.values(value)) freezeDeep(each);
  }
  return value;
}

class Wrong extends Error {}

/** Values met, by number. */
class Interned<T> {
  readonly list: T[] = [];
  readonly #numbers = new Map<string, number>();

  number(code: string, value: () => T): number {
    const known = this.#numbers.get(code);
    if (known !== undefined) return known;
    const number = this.list.length;
    this.#numbers.set(code, number);
    this.list.push(freezeDeep(value()));
    return number;
  }
}

const closers: readonly MoveKind[] = ['withdraw', 'refuse', 'suspend', 'revoke'];

class Explorer {
  readonly #world: World;
  readonly #machine: Machine;
  readonly #parties = [a, b] as const;
  readonly nodes = new Interned<Node>();
  readonly messages = new Interned<Sent>();
  readonly accordStates = new Interned<AccordState>();
  readonly #codes: (readonly string[])[] = [];
  /** By party: node and action, as one number, to what came of it. */
  readonly #done = [new Map<number, Outcome | null>(), new Map<number, Outcome | null>()] as const;

  readonly #own = [new Map<number, readonly Outcome[]>(), new Map<number, readonly Outcome[]>()] as const;

  constructor(world: World, machine: Machine) {
    this.#world = world;
    this.#machine = machine;
  }

  internNode(node: Node): number {
    const codes = node.states.map(codeOf);
    const rest = `${node.clock}${node.closed}${node.signed}${node.cameLate}`;
    const number = this.nodes.number(`${codes.join('|')}${rest}`, () => node);
    this.#codes[number] ??= codes;
    node.states.forEach((state, accord) => {
      this.accordStates.number(`${accord} ${codes[accord]}`, () => state);
    });
    return number;
  }

  internMessage(accord: number, message: AccordMessage): number {
    const { from, seq, seen, issued, move } = message;
    const late = 'late' in move ? 'late' : '';
    const code = `${accord}${from}${seq}/${seen}@${issued}${move.kind}${late}${move.version}${move.hash.slice(-4)}`;
    return this.messages.number(code, () => ({ accord, message }));
  }

  start(): number {
    const { accords } = this.#world;
    const no = accords.map(() => false);
    const node = { states: accords, clock: early, closed: no, signed: accords.map(() => null), cameLate: no };
    return this.internNode(node);
  }

  codes(node: number): readonly string[] {
    return this.#codes[node] ?? [];
  }

  /** Own moves by number: kinds of accord 0, kinds of accord 1, …, and last the clock. */
  get ownActions(): number {
    return this.#world.accords.length * moveKinds.length + (this.#world.clocks === true ? 1 : 0);
  }

  /** Everything the party may do of its own in this state. */
  ownOutcomes(side: 0 | 1, node: number): readonly Outcome[] {
    const known = this.#own[side].get(node);
    if (known !== undefined) return known;
    const found: Outcome[] = [];
    for (let action = 0; action < this.ownActions; action++) {
      const outcome = this.#act(this.#parties[side], node, action);
      if (outcome !== null) found.push(outcome);
    }
    this.#own[side].set(node, found);
    return found;
  }

  deliver(side: 0 | 1, node: number, message: number): Outcome | null {
    return this.#once(side, node * 100_000 + message, () => this.#deliver(this.#parties[side], node, message));
  }

  #once(side: 0 | 1, key: number, work: () => Outcome | null): Outcome | null {
    const known = this.#done[side].get(key);
    if (known !== undefined) return known;
    const outcome = work();
    this.#done[side].set(key, outcome);
    return outcome;
  }

  #act(self: PartyId, number: number, action: number): Outcome | null {
    const node = this.nodes.list[number] as Node;
    const accord = Math.floor(action / moveKinds.length);
    if (accord === this.#world.accords.length)
      return node.clock === early ? { node: this.internNode({ ...node, clock: lateClock }), sent: [] } : null;
    const kind = moveKinds[action % moveKinds.length] as MoveKind;
    const move = this.#propose(node, accord, kind, self);
    if (move === null) return null;
    const message = nextMessage(node.states[accord] as AccordState, self, move, 0);
    const done = this.#run(node, self, accord, message);
    const offered = movesOf(node.states[accord] as AccordState, self, node.clock).includes(kind);
    if (done !== null && !offered && this.#machine === step)
      throw new Wrong(`${self} ${kind} is taken but not offered`);
    if (done === null && offered && this.#world.accords.length === 1)
      throw new Wrong(`${self} ${kind} is offered but refused`);
    if (done === null) return null;
    return { node: this.internNode(done.node), sent: done.sent.map((each) => this.internMessage(accord, each)) };
  }

  #propose(node: Node, accord: number, kind: MoveKind, self: PartyId): Move | null {
    const world = this.#world;
    const state = node.states[accord] as AccordState;
    const own = state.parties[0] === self ? state.taken[0] : state.taken[1];
    if (own >= world.messagesMax[self === a ? 0 : 1] || world.without?.includes(kind) === true) return null;
    if (kind === 'table' && world.openers[accord] !== self) return null;
    if (kind === 'table' || kind === 'counter') {
      const version = (state.table?.number ?? 0) + 1;
      if (version > world.versionsMax) return null;
      const hash = hashOf(version * 10 + this.#parties.indexOf(self));
      return { kind, version, hash, text: world.textOf(accord, version, self) };
    }
    if (state.table === null) return null;
    const naming = { version: state.table.number, hash: state.table.hash };
    return kind === 'hold' ? { kind, ...naming, hold: { conditions: [], reopens: 'hand' } } : { kind, ...naming };
  }

  #deliver(self: PartyId, number: number, id: number): Outcome | null {
    const node = this.nodes.list[number] as Node;
    const { accord, message } = this.messages.list[id] as Sent;
    const done = this.#run(node, self, accord, message);
    if (done === null) return null;
    return { node: this.internNode(done.node), sent: done.sent.map((each) => this.internMessage(accord, each)) };
  }

  /** One message and the answers the machine asks for, as one transaction. Null: refused. */
  #run(
    node: Node,
    self: PartyId,
    accord: number,
    message: AccordMessage,
  ): { readonly node: Node; readonly sent: readonly AccordMessage[] } | null {
    const outcome = this.#machine(node.states[accord] as AccordState, message, this.#context(node, self, accord));
    if (!outcome.ok) return null;
    const { state, effects, replaced } = outcome.value;
    const states = node.states.map((each, index) =>
      index === accord ? state : each.id === replaced?.id ? replaced : each,
    );
    const isOwn = message.from === self;
    let next = this.#watch({ ...node, states }, node, accord, message, isOwn);
    const sent = isOwn ? [message] : [];
    for (const move of answersOf(effects)) {
      const answer = nextMessage(next.states[accord] as AccordState, self, move, 0);
      const done = this.#run(next, self, accord, answer);
      if (done === null) throw new Wrong(`${self} cannot send the answer ${move.kind}`);
      next = done.node;
      sent.push(...done.sent);
    }
    return { node: next, sent };
  }

  #context(node: Node, self: PartyId, accord: number): StepContext {
    const replaces = node.states[accord]?.table?.text.replaces ?? this.#world.textOf(accord, 1, self).replaces;
    const replaced = node.states.find((state) => state.id === replaces) ?? null;
    const rivals = node.states.filter(
      (state, i) => i !== accord && state.id !== replaces && state.table?.text.replaces === replaces,
    );
    return { self, at: node.clock, replaced, rivals: replaces === undefined ? [] : rivals };
  }

  #watch(next: Node, node: Node, accord: number, message: AccordMessage, isOwn: boolean): Node {
    const { kind, hash } = message.move;
    const put = <T>(list: readonly T[], value: T): readonly T[] => list.map((each, i) => (i === accord ? value : each));
    if (isOwn) {
      const isClosed = closers.includes(kind) || (kind !== 'resume' && node.closed[accord] === true);
      const signed = kind === 'accept' || kind === 'confirm' ? put(node.signed, hash) : node.signed;
      const closed = put(node.closed, isClosed);
      // Who resumes an amendment opens what it replaced: it says so knowingly.
      const ground = node.states.findIndex((each) => each.id === node.states[accord]?.table?.text.replaces);
      return { ...next, closed: kind === 'resume' ? closed.map((each, i) => each && i !== ground) : closed, signed };
    }
    const before = node.states[accord]?.table?.text.openUntil;
    const isLate = kind === 'accept' && before !== undefined && node.clock === lateClock && next.states !== node.states;
    const isFresh = next.states[accord] !== node.states[accord];
    return isLate && isFresh ? { ...next, cameLate: put(node.cameLate, true) } : next;
  }
}

const answersOf = (effects: readonly Effect[]): readonly Move[] =>
  effects.flatMap((effect) => (effect.what === 'answer' ? [effect.move] : []));

/** Two nodes, what is under way, and the copy that may come again. */
interface Global {
  readonly nodes: readonly [number, number];
  /** By accord, to party 0 and to party 1: the number of a queue. */
  readonly queues: readonly number[];
  readonly copies: number;
  /** A copy that comes again some time; −1: none. */
  readonly copy: number;
  readonly tampered: boolean;
}

/** Queues by number, so that equal ones are one. 0 is empty. */
class Queues {
  readonly list: (readonly number[])[] = [[]];
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #changed = new Map<number, number>();

  number(queue: readonly number[]): number {
    const code = queue.join();
    const known = this.#numbers.get(code);
    if (known !== undefined) return known;
    this.#numbers.set(code, this.list.length);
    return this.list.push(queue) - 1;
  }

  #once(key: number, make: () => readonly number[]): number {
    const known = this.#changed.get(key);
    if (known !== undefined) return known;
    const number = this.number(make());
    this.#changed.set(key, number);
    return number;
  }

  pushed(queue: number, id: number): number {
    return this.#once(queue * 100_000 + id, () => [...(this.list[queue] as number[]), id]);
  }

  without(queue: number, place: number): number {
    const take = (): readonly number[] => (this.list[queue] as number[]).filter((_, at) => at !== place);
    return this.#once(queue * 100_000 + 99_000 + place, take);
  }
}

const keyOf = (state: Global): string =>
  `${state.nodes[0]},${state.nodes[1]},${state.queues.join()},${state.copies},${state.copy}${state.tampered ? '!' : ''}`;

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
  const { explorer } = search;
  return {
    states: search.seen.size,
    quiet: search.quiet,
    ends: search.ends,
    wrong,
    accordStates: explorer.accordStates.list,
    messages: explorer.messages.list.map((each) => each.message),
  };
}

const sides = [0, 1] as const;

class Search {
  readonly explorer: Explorer;
  readonly #world: World;
  readonly #queues = new Queues();
  readonly #checked = new Set<number>();
  readonly seen = new Set<string>();
  readonly ends = new Map<string, number>();
  quiet = 0;
  #next: Global[] = [];

  constructor(world: World, machine: Machine) {
    this.#world = world;
    this.explorer = new Explorer(world, machine);
  }

  run(): void {
    const start = this.explorer.start();
    const queues = this.#world.accords.flatMap(() => [0, 0]);
    this.#meet({ nodes: [start, start], queues, copies: this.#world.duplicates, copy: -1, tampered: false });
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
    if (!this.#checked.has(pair)) checkAlways(this.explorer, state, this.#world);
    this.#checked.add(pair);
    if (state.copy === -1 && state.queues.every((queue) => queue === 0)) {
      this.quiet++;
      const end = checkQuiet(this.explorer, state, this.#world);
      this.ends.set(end, (this.ends.get(end) ?? 0) + 1);
    }
    for (const side of sides) {
      for (const outcome of this.explorer.ownOutcomes(side, state.nodes[side]))
        this.#meet(this.#after(state, side, outcome, state.queues));
      for (let accord = 0; accord < this.#world.accords.length; accord++) this.#deliver(state, accord, side);
    }
    if (state.copy !== -1) this.#repeat(state);
  }

  #deliver(state: Global, accord: number, side: 0 | 1): void {
    const index = accord * 2 + side;
    const number = state.queues[index] ?? 0;
    const queue = this.#queues.list[number] as readonly number[];
    const reach = this.#world.unordered === true ? queue.length : Math.min(1, queue.length);
    for (let place = 0; place < reach; place++) {
      const id = queue[place] as number;
      const queues = state.queues.with(index, this.#queues.without(number, place));
      const outcome = this.explorer.deliver(side, state.nodes[side], id);
      if (outcome !== null) {
        const taken = this.#after(state, side, outcome, queues);
        this.#meet(taken);
        if (state.copies > 0 && state.copy === -1) this.#meet({ ...taken, copies: state.copies - 1, copy: id });
      } else if (state.tampered) this.#meet({ ...state, queues });
      else if (place === 0) throw new Wrong(`${side === 0 ? a : b} refuses ${this.#kindOf(id)} of an honest party`);
      if (this.#world.tampered === true && !state.tampered) this.#exchange(state, index, queue, place);
    }
  }

  #kindOf(id: number): MoveKind {
    return (this.explorer.messages.list[id] as Sent).message.move.kind;
  }

  /** The text of a message under way becomes another one with the same number. */
  #exchange(state: Global, index: number, queue: readonly number[], place: number): void {
    const { accord, message } = this.explorer.messages.list[queue[place] as number] as Sent;
    if (message.move.kind !== 'table' && message.move.kind !== 'counter') return;
    const other = { ...message, move: { ...message.move, hash: hashOf(99) } };
    const exchanged = queue.with(place, this.explorer.internMessage(accord, other));
    this.#meet({ ...state, queues: state.queues.with(index, this.#queues.number(exchanged)), tampered: true });
  }

  #repeat(state: Global): void {
    const { message } = this.explorer.messages.list[state.copy] as Sent;
    const side = message.from === a ? 1 : 0;
    const outcome = this.explorer.deliver(side, state.nodes[side], state.copy);
    if (outcome === null) throw new Wrong(`a repeated ${message.move.kind} is refused instead of ignored`);
    this.#meet({ ...this.#after(state, side, outcome, state.queues), copy: -1 });
  }

  #after(state: Global, side: 0 | 1, outcome: Outcome, queues: Global['queues']): Global {
    const nodes: [number, number] = side === 0 ? [outcome.node, state.nodes[1]] : [state.nodes[0], outcome.node];
    const { copies, copy, tampered } = state;
    let next = queues;
    for (const id of outcome.sent) {
      const to = (this.explorer.messages.list[id] as Sent).accord * 2 + (1 - side);
      next = next.with(to, this.#queues.pushed(next[to] ?? 0, id));
    }
    return { nodes, queues: next, copies, copy, tampered };
  }
}

const isForce = (state: AccordState): boolean => state.stage.name === 'in-force';

/** What holds in every state, whatever is under way. */
function checkAlways(explorer: Explorer, state: Global, world: World): void {
  const [one, two] = state.nodes.map((node) => explorer.nodes.list[node] as Node) as [Node, Node];
  for (const [index] of world.accords.entries()) {
    const [left, right] = [one.states[index] as AccordState, two.states[index] as AccordState];
    if (isForce(left) && isForce(right) && left.table?.hash !== right.table?.hash)
      throw new Wrong('in force on different texts');
  }
  for (const [node, other] of [
    [one, two],
    [two, one],
  ] as const)
    checkNode(node, other, world);
}

function checkNode(node: Node, other: Node, world: World): void {
  for (const [index, state] of node.states.entries()) {
    if (!isForce(state) || isForce(world.accords[index] as AccordState)) continue;
    const hash = state.table?.hash;
    if (node.signed[index] !== hash || other.signed[index] !== hash)
      throw new Wrong('in force on a text that one party did not sign');
    if (node.cameLate[index] === true) throw new Wrong('in force on an acceptance that came too late for the author');
  }
  for (const [index, state] of node.states.entries()) {
    const releases = legState(state, node.clock) === 'in-force';
    if (releases && node.closed[index] === true) throw new Wrong('releases what this party itself closed');
    const ground = node.states.findIndex((each) => each.id === state.table?.text.replaces);
    if (releases && ground !== -1 && node.closed[ground] === true)
      throw new Wrong('an amendment releases what this party itself closed');
  }
  if (node.states.filter(isForce).length > 1) throw new Wrong('an accord and what replaces it are both in force');
}

/** What holds once nothing is under way. */
function checkQuiet(explorer: Explorer, state: Global, world: World): string {
  const [left, right] = state.nodes.map((node) => explorer.codes(node)) as [readonly string[], readonly string[]];
  const node = explorer.nodes.list[state.nodes[0]] as Node;
  const ends = node.states.map(({ stage }) => (stage.name === 'ended' ? stage.kind : stage.name)).join(' ');
  if (state.tampered) return ends;
  for (const [index] of world.accords.entries()) {
    if (left[index] === right[index]) continue;
    throw new Wrong(`nothing is under way, and the states differ: ${left[index]} against ${right[index]}`);
  }
  for (const each of node.states) {
    if (each.stage.name === 'ended' || each.stage.name === 'draft') continue;
    const moves = [a, b].flatMap((party) => movesOf(each, party, early));
    if (moves.length === 0) throw new Wrong(`nobody has a move left in ${each.stage.name}`);
  }
  return ends;
}
