import { createHash } from 'node:crypto';
import type { Micros } from '../../../src/core/time.ts';
import type { Dice } from '../../properties/worlds/seeded.ts';

/** Whose work it is. When its life ends, what it has waiting never happens. */
export interface Life {
  readonly name: string;
  alive: boolean;
}

interface Task {
  readonly at: Micros;
  /** Drawn from the dice: what is due together runs in an order of the seed. */
  readonly tie: number;
  readonly no: number;
  readonly life: Life;
  readonly what: string;
  readonly run: () => void;
}

const before = (a: Task, b: Task): boolean =>
  a.at !== b.at ? a.at < b.at : a.tie !== b.tie ? a.tie < b.tie : a.no < b.no;

const linesKept = 120;
/** Promises end before the next tick; what they leave for ticks ends in the one after. */
const turnsOfPromises = 2;

/**
 * Decides what happens next in a world of several nodes. Time is a number; it moves to the next thing that is due. Every
 * place where a node waits (store, network, its own pauses) waits here, so the dice alone decide who goes first.
 */
export class Scheduler {
  now: Micros;
  /** How many things have happened. */
  steps = 0;
  /** Hears what is about to happen, and may end lives before it does. */
  onStep: (life: Life, what: string) => void = () => {};
  readonly #dice: Dice;
  readonly #heap: Task[] = [];
  readonly #hash = createHash('sha256');
  readonly #lines: string[] = [];
  #no = 0;
  /** Real work under way, which ends by itself: a commit of the store. */
  #busy = 0;
  readonly #streams = new Set<{ readonly life: Life }>();
  #thrown: { readonly error: unknown } | null = null;

  constructor(dice: Dice, start: Micros) {
    this.#dice = dice;
    this.now = start;
  }

  get waiting(): number {
    return this.#heap.length;
  }

  /** Does `run` after `micros`, unless that life is over by then. */
  after(micros: Micros, life: Life, what: string, run: () => void): void {
    push(this.#heap, { at: this.now + micros, tie: this.#dice.below(1 << 20), no: this.#no++, life, what, run });
  }

  /** Resolves after `micros`; never, once that life is over. */
  wait(micros: Micros, life: Life, what: string): Promise<void> {
    return new Promise((resolve) => this.after(micros, life, what, resolve));
  }

  /** Holds back the next step until `work` is over; for what ends without this scheduler. */
  async real<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
    }
  }

  /** Work that goes on over many steps and needs the event loop between them: bodies that stream. */
  async streaming<T>(life: Life, work: () => Promise<T>): Promise<T> {
    const one = { life };
    this.#streams.add(one);
    try {
      return await work();
    } finally {
      this.#streams.delete(one);
    }
  }

  /** Starts work that goes on over many steps; what it throws ends the simulation. */
  start(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => {
      this.#thrown ??= { error };
    });
  }

  /** One thing happens, and everything that follows from it without waiting. False when nothing is left. */
  async step(): Promise<boolean> {
    let task = pop(this.#heap);
    while (task !== undefined && !task.life.alive) task = pop(this.#heap);
    if (task === undefined) return false;
    this.now = Math.max(this.now, task.at);
    this.steps++;
    this.onStep(task.life, task.what);
    if (task.life.alive) {
      this.note(`${task.life.name} ${task.what}`);
      task.run();
    }
    await this.#settled();
    return true;
  }

  /** Runs until `until`; time is there afterwards, whether or not anything happened. */
  async runTo(until: Micros): Promise<void> {
    await this.#settled();
    while (this.#heap.length > 0 && this.#heap[0]!.at <= until) await this.step();
    this.now = Math.max(this.now, until);
  }

  /** Runs until `done`, or nothing is left, or `stepsMax` have been made. Says whether `done` came. */
  async runUntil(done: () => boolean, stepsMax: number): Promise<boolean> {
    await this.#settled();
    for (let n = 0; n < stepsMax && !done(); n++) if (!(await this.step())) break;
    return done();
  }

  /** A line of what happened; goes into the fingerprint. */
  note(line: string): void {
    this.#lines.push(`${this.now} ${line}`);
    if (this.#lines.length === 2 * linesKept) this.#hash.update(`${this.#lines.splice(0, linesKept).join('\n')}\n`);
  }

  /** The same seed gives the same one. */
  fingerprint(): string {
    return this.#hash.copy().update(this.#lines.join('\n')).digest('hex');
  }

  lastLines(): string {
    return this.#lines.slice(-linesKept).join('\n');
  }

  #needsLoop(): boolean {
    for (const one of this.#streams) if (!one.life.alive) this.#streams.delete(one);
    return this.#busy > 0 || this.#streams.size > 0;
  }

  /** A turn of the event loop costs more than most steps, and promises alone do not need it. */
  async #settled(): Promise<void> {
    for (let n = 0; n < turnsOfPromises; n++) await new Promise<void>((resolve) => process.nextTick(resolve));
    if (this.#needsLoop()) await new Promise((resolve) => setImmediate(resolve));
    while (this.#busy > 0) await new Promise((resolve) => setImmediate(resolve));
    if (this.#thrown !== null) {
      const { error } = this.#thrown;
      this.#thrown = null;
      throw error;
    }
  }
}

function push(heap: Task[], task: Task): void {
  let i = heap.length;
  heap.push(task);
  while (i > 0) {
    const up = (i - 1) >> 1;
    if (!before(task, heap[up]!)) break;
    heap[i] = heap[up]!;
    i = up;
  }
  heap[i] = task;
}

function pop(heap: Task[]): Task | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let i = 0;
  for (;;) {
    let down = 2 * i + 1;
    if (down >= heap.length) break;
    if (down + 1 < heap.length && before(heap[down + 1]!, heap[down]!)) down++;
    if (!before(heap[down]!, last)) break;
    heap[i] = heap[down]!;
    i = down;
  }
  heap[i] = last;
  return first;
}
