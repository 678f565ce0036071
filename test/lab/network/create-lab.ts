import type { Micros } from '../../../src/core/time.ts';
import { parseTimestamp } from '../../../src/core/time.ts';
import type { WireReply, WireRequest } from '../in-process-wire.ts';
import { type LivingNode, labNode, type NodeNetwork } from './lab-node.ts';
import type { Machine } from './machine.ts';
import { type Life, Scheduler } from './scheduler.ts';
import type { Run } from './seeded-runs.ts';
import { fairWeather, foulWeather, SimulatedNetwork, type Weather } from './simulated-network.ts';
import type { Disk } from './waiting-store.ts';

export const second: Micros = 1_000_000;
export const minute: Micros = 60 * second;
export const hour: Micros = 60 * minute;

export interface LabOptions {
  readonly parties: readonly string[];
  readonly run: Run;
  readonly disk?: Disk;
  readonly start?: string;
  /** Of every node in every life, before it may be reached. */
  readonly attend?: (name: string, node: LivingNode) => void;
}

const staff: Life = { name: 'staff', alive: true };
const stepsPerWorkMax = 200_000;

/** Several nodes in one process: one scheduler, one network, and dice that decide everything. */
export class NetworkLab {
  readonly run: Run;
  readonly scheduler: Scheduler;
  readonly network: NodeNetwork;
  readonly machines: readonly Machine<LivingNode>[];
  /** Kills the node that is about to go on from this wait. */
  crashWhen: (life: Life, what: string) => boolean = () => false;
  /** Programs beside the nodes that die as they do. */
  readonly #others: Machine<unknown>[] = [];
  #crashOneIn = 0;

  private constructor(options: LabOptions) {
    const { run, parties, disk } = options;
    this.run = run;
    this.scheduler = new Scheduler(run.dice, parseTimestamp(options.start ?? '2026-03-01T00:00:00Z')!);
    run.tell(() => this.scheduler.lastLines());
    this.network = new SimulatedNetwork<WireRequest, WireReply>(this.scheduler, run.dice);
    this.network.weather = fairWeather;
    this.machines = parties.map((name) =>
      labNode({
        name,
        scheduler: this.scheduler,
        network: this.network,
        dice: run.dice,
        ...(disk === undefined ? {} : { disk }),
        attend: (node) => options.attend?.(name, node),
      }),
    );
    this.scheduler.onStep = (life, what) => {
      if (this.crashWhen(life, what)) this.#all.find((m) => m.life === life)?.kill();
      if (this.#crashOneIn > 0 && run.dice.oneIn(this.#crashOneIn)) this.#all.find((m) => m.life === life)?.kill();
    };
  }

  /** All nodes up, in fair weather, nobody dying. */
  static async open(options: LabOptions): Promise<NetworkLab> {
    const lab = new NetworkLab(options);
    for (const machine of lab.machines) await lab.finish(() => machine.boot());
    return lab;
  }

  get #all(): Machine<unknown>[] {
    return [...this.machines, ...this.#others];
  }

  /** Another program of this world. */
  async add<Program>(machine: Machine<Program>): Promise<Machine<Program>> {
    this.#others.push(machine);
    await this.finish(() => machine.boot());
    return machine;
  }

  machine(name: string): Machine<LivingNode> {
    const found = this.machines.find((m) => m.name === name);
    if (found === undefined) throw new Error(`no node ${name}`);
    return found;
  }

  /** The node in its present life. */
  node(name: string): LivingNode {
    const { program } = this.machine(name);
    if (program === null) throw new Error(`${name} is down`);
    return program;
  }

  /** Lets the world go on until this work is done. */
  async finish<T>(work: () => Promise<T>): Promise<T> {
    let done: { readonly value: T } | null = null as { readonly value: T } | null;
    this.scheduler.start(async () => {
      done = { value: await work() };
    });
    await this.scheduler.runUntil(() => done !== null, stepsPerWorkMax);
    if (done === null) throw new Error('the work never ends');
    return done.value;
  }

  /** Starts work of a node that may die over it; nobody waits. */
  start(name: string, work: (node: LivingNode) => Promise<unknown>): void {
    const { program } = this.machine(name);
    if (program !== null) this.scheduler.start(() => work(program));
  }

  /** Work that each node that is up does over and over, at random intervals of at most `everyMs`, never twice at once. Ends it by what it returns. */
  regularly(what: string, everyMs: number, work: (node: LivingNode, name: string) => Promise<unknown>): () => void {
    let isOver = false;
    for (const machine of this.machines) {
      let busy: Life | null = null;
      const turn = (): void => {
        if (isOver) return;
        this.later(1 + this.run.dice.below(everyMs * 1000), `${machine.name} ${what}`, turn);
        const { program, life } = machine;
        if (program === null || busy === life) return;
        busy = life;
        this.scheduler.start(async () => {
          await work(program, machine.name);
          busy = null;
        });
      };
      turn();
    }
    return () => {
      isOver = true;
    };
  }

  /** After `micros`, as somebody outside all nodes. */
  later(micros: Micros, what: string, run: () => void): void {
    this.scheduler.after(micros, staff, what, run);
  }

  async pass(micros: Micros): Promise<void> {
    await this.scheduler.runTo(this.scheduler.now + micros);
  }

  /** From now on the network is bad, and nodes die at one in so many of their waits. */
  foul(crashOneIn: number, weather: Weather = foulWeather): void {
    this.network.weather = weather;
    this.#crashOneIn = crashOneIn;
    for (const machine of this.#all) machine.downMsMax = 20_000;
  }

  /** From now on nothing goes wrong; whoever is down comes up. */
  async calm(): Promise<void> {
    this.#crashOneIn = 0;
    this.network.heal();
    this.network.weather = fairWeather;
    await this.scheduler.runUntil(() => this.#all.every((m) => m.up), stepsPerWorkMax);
  }

  close(): void {
    for (const machine of this.#all) machine.close();
  }
}
