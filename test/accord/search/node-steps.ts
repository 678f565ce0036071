import {
  type AccordMessage,
  type AccordState,
  type Effect,
  type Move,
  type MoveKind,
  moveKinds,
  movesOf,
  nextMessage,
  refold,
  type StepContext,
  step,
  withCount,
} from '../../../src/core/accord/index.ts';
import type { PartyId } from '../../../src/core/ids.ts';
import { a, b, hashOf } from '../made-accords.ts';
import { Interned } from './numbered.ts';
import type { Machine, World } from './world.ts';
import { Wrong } from './wrong.ts';

/** One node: its states, its clock, and what watches it from outside the machine. */
export interface SearchedNode {
  readonly states: readonly AccordState[];
  readonly clock: number;
  /** By accord: the party itself closed it (withdraw, refuse, suspend, revoke) and did not open it again. */
  readonly closed: readonly boolean[];
  /** By accord: what this party signed last with an accept or a confirm. */
  readonly signed: readonly (string | null)[];
  /** By accord: an acceptance came when the own clock had passed `openUntil`. */
  readonly cameLate: readonly boolean[];
  /** By accord: what was taken and sent, in order; kept only in a world in which messages expire. */
  readonly log: readonly (readonly Logged[])[];
}

export interface Logged {
  readonly id: number;
  /** On record without effect. */
  readonly isVoid: boolean;
}

export interface Sent {
  readonly accord: number;
  readonly message: AccordMessage;
}

export interface Outcome {
  readonly node: number;
  readonly sent: readonly number[];
}

const stateFields = ['id', 'parties', 'stage', 'table', 'taken', 'frozen'];
/** The moment after which texts with `openUntil` have lapsed stands between the two readings of a clock. */
export const early = 0;
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

const closers: readonly MoveKind[] = ['withdraw', 'refuse', 'suspend', 'revoke'];

/** What each node makes of its own moves and of each message, worked out once for every state of that node. */
export class NodeSteps {
  readonly #world: World;
  readonly #machine: Machine;
  readonly #parties = [a, b] as const;
  readonly nodes = new Interned<SearchedNode>();
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

  internNode(node: SearchedNode): number {
    const codes = node.states.map(codeOf);
    const log = node.log.map((list) => list.map(({ id, isVoid }) => `${id}${isVoid ? '!' : ''}`));
    const rest = `${node.clock}${node.closed}${node.signed}${node.cameLate}${log.join('/')}`;
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
    const node = {
      states: accords,
      clock: early,
      closed: no,
      signed: accords.map(() => null),
      cameLate: no,
      log: accords.map(() => []),
    };
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
    const node = this.nodes.list[number] as SearchedNode;
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

  #propose(node: SearchedNode, accord: number, kind: MoveKind, self: PartyId): Move | null {
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
    const node = this.nodes.list[number] as SearchedNode;
    const { accord, message } = this.messages.list[id] as Sent;
    const done = this.#run(node, self, accord, message);
    if (done === null) return null;
    return { node: this.internNode(done.node), sent: done.sent.map((each) => this.internMessage(accord, each)) };
  }

  /** One message and the answers the machine asks for, as one transaction. Null: refused. */
  #run(
    node: SearchedNode,
    self: PartyId,
    accord: number,
    message: AccordMessage,
  ): { readonly node: SearchedNode; readonly sent: readonly AccordMessage[] } | null {
    const outcome = this.#machine(node.states[accord] as AccordState, message, this.#context(node, self, accord));
    if (!outcome.ok) return null;
    const { state, effects, replaced } = outcome.value;
    const states = node.states.map((each, index) =>
      index === accord ? state : each.id === replaced?.id ? replaced : each,
    );
    const isOwn = message.from === self;
    const log = state === node.states[accord] ? node.log : this.#logged(node, accord, message, false);
    let next = this.#watch({ ...node, states, log }, node, accord, message, isOwn);
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

  /** The message keeps its number here and has no effect; its sender will hear of it. */
  refuse(side: 0 | 1, node: number, id: number): number {
    const known = this.nodes.list[node] as SearchedNode;
    const { accord, message } = this.messages.list[id] as Sent;
    if (message.from === this.#parties[side]) throw new Error('a node takes its own messages');
    const states = known.states.map((state, at) =>
      at === accord ? withCount(state, message.from, message.seq) : state,
    );
    return this.internNode({ ...known, states, log: this.#logged(known, accord, message, true) });
  }

  /** The other side refused this message of ours: with it we stand where it never was. */
  hearRefusal(side: 0 | 1, node: number, id: number): number {
    const known = this.nodes.list[node] as SearchedNode;
    const { accord } = this.messages.list[id] as Sent;
    if (known.states[accord]?.stage.name === 'in-force')
      throw new Wrong('a message was refused whose sender is in force');
    const log = known.log.map((list, at) =>
      at === accord ? list.map((each) => (each.id === id ? { id, isVoid: true } : each)) : list,
    );
    const self = this.#parties[side];
    const recorded = (log[accord] ?? []).map(({ id: each, isVoid }) => {
      const { message } = this.messages.list[each] as Sent;
      return { from: message.from, seq: message.seq, message: isVoid ? null : message, at: known.clock };
    });
    const replaces = known.states[accord]?.table?.text.replaces;
    const ground = known.states.find((state) => state.id === replaces) ?? null;
    const folded = refold(this.#world.accords[accord] as AccordState, recorded, ground);
    const states = known.states.map((state, at) => (at === accord ? folded : state));
    const own = recorded.flatMap(({ message }) => (message?.from === self ? [message.move.kind] : []));
    const isClosed = own.reduce((closed, kind) => closers.includes(kind) || (kind !== 'resume' && closed), false);
    const closed = known.closed.map((each, at) => (at === accord ? isClosed : each));
    return this.internNode({ ...known, states, log, closed });
  }

  #logged(node: SearchedNode, accord: number, message: AccordMessage, isVoid: boolean): SearchedNode['log'] {
    if (this.#world.expiries === undefined) return node.log;
    const id = this.internMessage(accord, message);
    return node.log.map((list, at) => (at === accord ? [...list, { id, isVoid }] : list));
  }

  #context(node: SearchedNode, self: PartyId, accord: number): StepContext {
    const replaces = node.states[accord]?.table?.text.replaces ?? this.#world.textOf(accord, 1, self).replaces;
    const replaced = node.states.find((state) => state.id === replaces) ?? null;
    const rivals = node.states.filter(
      (state, i) => i !== accord && state.id !== replaces && state.table?.text.replaces === replaces,
    );
    return { self, at: node.clock, replaced, rivals: replaces === undefined ? [] : rivals };
  }

  #watch(next: SearchedNode, node: SearchedNode, accord: number, message: AccordMessage, isOwn: boolean): SearchedNode {
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
