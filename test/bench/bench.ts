import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchArguments } from './arguments.ts';
import { Child } from './child.ts';
import type { NodeOperations } from './node-process.ts';
import type { RawOperations } from './raw-process.ts';

/** One line of the result. */
export interface Row {
  readonly name: string;
  readonly what: string;
  /** Of the rounds: least, median, most. Strings say their unit. */
  readonly figures: string;
  readonly goal: string;
  readonly isMet: boolean | null;
}

export interface Workload {
  /** Goals or threats it answers for; any of them selects it. */
  readonly names: readonly string[];
  run(bench: Bench): Promise<readonly Row[]>;
}

export type NodeChild = Child<NodeOperations>;

/** What workloads share: the arguments, the raw server of this run, data directories that go with the run. */
export class Bench {
  readonly args: BenchArguments;
  readonly raw: Child<RawOperations>;
  readonly rawPort: number;
  readonly #made: string[] = [];
  readonly #nodes = new Set<NodeChild>();
  readonly #kept = new Map<string, Promise<unknown>>();

  private constructor(args: BenchArguments, raw: Child<RawOperations>, rawPort: number) {
    this.args = args;
    this.raw = raw;
    this.rawPort = rawPort;
  }

  static async start(args: BenchArguments): Promise<Bench> {
    const raw = new Child<RawOperations>('./raw-process.ts');
    return new Bench(args, raw, await raw.ask('listen', undefined));
  }

  directory(): string {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-bench-'));
    this.#made.push(dir);
    return dir;
  }

  async node(dir: string, pageCacheBytes: number): Promise<{ readonly child: NodeChild; readonly port: number }> {
    const child: NodeChild = new Child('./node-process.ts', [], profiled());
    this.#nodes.add(child);
    return { child, port: await child.ask('open', { dir, pageCacheBytes }) };
  }

  async stop(child: NodeChild): Promise<void> {
    this.#nodes.delete(child);
    await child.stop();
  }

  /** Made once a run, by whoever asks first. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    let made = this.#kept.get(name) as Promise<T> | undefined;
    if (made === undefined) {
      made = make();
      this.#kept.set(name, made);
    }
    return made;
  }

  async end(): Promise<void> {
    for (const child of this.#nodes) await child.stop();
    await this.raw.stop();
    for (const dir of this.#made) rmSync(dir, { recursive: true, force: true });
  }
}

/** `PROVISO_BENCH_PROFILE=DIR` writes a CPU profile of every node to that directory. */
function profiled(): string[] {
  const dir = process.env['PROVISO_BENCH_PROFILE'];
  return dir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${dir}`];
}
