import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { inProcess, type Program, start } from '../cli/program.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Nodes that serve, each a process of its own on a loopback port, asked by nothing but the command line. */
export class ServedNodes<Party extends string> {
  /** For files of the test; goes with the nodes. */
  readonly work: string;
  readonly #programs = new Map<Party, Program>();
  readonly #urls = new Map<Party, string>();

  private constructor(name: string) {
    this.work = mkdtempSync(join(tmpdir(), `proviso-${name}-`));
  }

  static async start<Party extends string>(name: string, parties: readonly Party[]): Promise<ServedNodes<Party>> {
    const nodes = new ServedNodes<Party>(name);
    for (const party of parties) {
      const dir = nodes.dirOf(party);
      expect((await inProcess(['init', '--party', party, '--name', party, '--data', dir])).code).toBe(0);
      nodes.#programs.set(party, start(['start', '--data', dir, '--port', '0']));
    }
    for (const [party, program] of nodes.#programs) nodes.#urls.set(party, (await program.seen(/http:\S+/))[0]);
    return nodes;
  }

  async stop(): Promise<void> {
    for (const { child } of this.#programs.values()) child.kill('SIGTERM');
    for (const { done } of this.#programs.values()) await done;
    rmSync(this.work, { recursive: true, force: true });
  }

  dirOf(party: Party): string {
    return join(this.work, party);
  }

  urlOf(party: Party): string | undefined {
    return this.#urls.get(party);
  }

  /** One command at one node: words parted by spaces, then arguments as they are. */
  async ask<T = Json>(party: Party, line: string, ...more: readonly string[]): Promise<T> {
    const ran = await inProcess([...line.split(' '), ...more, '--data', this.dirOf(party), '--json']);
    if (ran.code !== 0) throw new Error(`${party}: ${line}: exit ${ran.code}, ${ran.err}`);
    return JSON.parse(ran.out) as T;
  }

  /** The nodes do it by themselves; the suite's limit ends the wait. */
  async until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  phaseIs(party: Party, phase: string, accord: string): Promise<void> {
    return this.until(async () =>
      (await this.ask<Json[]>(party, 'accord list')).some((one) => one['id'] === accord && one['phase'] === phase),
    );
  }

  async enrolEachOther(a: Party, b: Party): Promise<void> {
    for (const [at, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const file = join(this.work, `${other}-for-${at}.json`);
      const { fingerprint } = await this.ask(other, 'peer invite --out', file);
      await this.ask(at, 'peer enrol', file, '--fingerprint', String(fingerprint));
    }
  }

  async objectsIn(party: Party, alias: string): Promise<unknown> {
    return (await this.ask<Json[]>(party, 'collection list')).find((one) => one['alias'] === alias)?.['objects'];
  }
}
