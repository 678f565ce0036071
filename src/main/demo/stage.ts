import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { controlSocket } from '../../cli/control/address.ts';
import { connectControl } from '../../cli/control/client.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import { createNodeDirectory } from '../node-directory.ts';
import { systemTime } from '../system-clock.ts';
import type { FromNodeProcess, ToNodeProcess } from './node-process.ts';
import { type Staff, staffOf } from './staff.ts';

/** One party of a story: its node, in a process of its own, and its staff. */
export interface Actor {
  readonly party: string;
  readonly name: string;
  readonly dir: string;
  readonly url: string;
  readonly staff: Staff;
}

/** The nodes of a story and the one clock they live by. */
export interface Stage {
  readonly actors: readonly Actor[];
  now(): Micros;
  /** Moves the clock of every node. */
  pass(by: Micros): Promise<void>;
  /** Ends the nodes and removes their data. */
  close(): Promise<void>;
}

export interface StagePlan {
  readonly scenario: string;
  readonly parties: readonly { readonly party: string; readonly name: string }[];
  /** Port of the first node; the others take any free one. */
  readonly port: string;
  /** When the story begins on its own clock; null plays in the present. */
  readonly begins: Micros | null;
}

/** A node that does not answer by then will not. */
const answerWithinMs = 60_000;

const program = new URL(import.meta.url.endsWith('.ts') ? './node-process.ts' : './node-process.js', import.meta.url);

class NodeProcess {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(fileURLToPath(program), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  ask(message: ToNodeProcess): Promise<FromNodeProcess> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => done(() => reject(new Error('a node of the demo does not answer'))),
        answerWithinMs,
      );
      const onMessage = (answer: FromNodeProcess): void => done(() => resolve(answer));
      const onExit = (code: number | null): void => done(() => reject(new Error(`a node of the demo ended (${code})`)));
      const done = (then: () => void): void => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
        then();
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.send(message);
    });
  }

  close(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const cut = setTimeout(() => child.kill('SIGKILL'), answerWithinMs);
      child.once('exit', () => {
        clearTimeout(cut);
        resolve();
      });
      if (child.connected) child.send({ kind: 'close' } satisfies ToNodeProcess);
      else child.kill('SIGTERM');
    });
  }
}

/** Sets up the nodes of a story; on any refusal nothing is left behind. */
export async function openStage(plan: StagePlan): Promise<Result<Stage, Fault[]>> {
  const root = await mkdtemp(join(tmpdir(), 'proviso-demo-'));
  const closers: (() => Promise<void>)[] = [() => rm(root, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  // The machine's clock goes on while nodes start: each hears how far ahead it is, not what time it is.
  const ahead = plan.begins === null ? 0 : plan.begins - systemTime();
  const processes: NodeProcess[] = [];
  const actors: Actor[] = [];
  let passed = 0;
  for (const [i, one] of plan.parties.entries()) {
    const dir = join(root, one.party);
    const begins = plan.begins === null ? null : systemTime() + ahead;
    const actor = await openActor(plan, one, dir, i === 0 ? plan.port : '0', begins, processes, closers);
    if (!actor.ok) {
      await close();
      return actor;
    }
    actors.push(actor.value);
  }
  return ok({
    actors,
    now: () => systemTime() + ahead + passed,
    pass: async (by) => {
      passed += by;
      await Promise.all(processes.map((one) => one.ask({ kind: 'pass', by })));
    },
    close,
  });
}

async function openActor(
  plan: StagePlan,
  { party, name }: { readonly party: string; readonly name: string },
  dir: string,
  port: string,
  begins: Micros | null,
  processes: NodeProcess[],
  closers: (() => Promise<void>)[],
): Promise<Result<Actor, Fault[]>> {
  const made = await createNodeDirectory(dir, { party, name });
  if (!made.ok) return made;
  const process = new NodeProcess();
  processes.push(process);
  closers.push(() => process.close());
  const opened = await process.ask({ kind: 'open', input: { dir, port, begins } });
  if (opened.kind === 'refused') return fail(...opened.faults);
  if (opened.kind !== 'opened')
    return fail({ at: party, problem: 'the node answered out of turn', valid: 'try again' });
  const client = await connectControl(controlSocket(dir));
  if (!client.ok) return client;
  const staff = client.value;
  if (staff === null)
    return fail({ at: dir, problem: 'the control socket does not answer', valid: 'run the demo again' });
  closers.push(() => staff.close());
  return ok({ party, name, dir, url: opened.url, staff: staffOf(staff, plan.scenario) });
}
