import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A server of the bench in a process of its own, asked by messages. Stopped by its own id, never by name. */
export class Child<Operations extends Record<string, (input: never) => unknown>> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #ended: Promise<void>;
  #next = 1;
  #isOver = false;

  constructor(script: string, argv: readonly string[] = [], execArgv: readonly string[] = []) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.#process = fork(path, [...argv], { execArgv: ['--import', 'tsx', ...execArgv], serialization: 'advanced' });
    children.add(this.#process);
    this.#process.on('message', (message: { no: number; value?: unknown; error?: string }) => {
      const waiting = this.#waiting.get(message.no);
      this.#waiting.delete(message.no);
      if (message.error === undefined) waiting?.resolve(message.value);
      else waiting?.reject(new Error(message.error));
    });
    this.#ended = new Promise((resolve) =>
      this.#process.once('exit', (code) => {
        children.delete(this.#process);
        this.#isOver = true;
        for (const waiting of this.#waiting.values()) waiting.reject(new Error(`${script} ended with ${code}`));
        resolve();
      }),
    );
  }

  get pid(): number {
    return this.#process.pid!;
  }

  ask<Name extends keyof Operations & string>(
    name: Name,
    input: Parameters<Operations[Name]>[0],
  ): Promise<Awaited<ReturnType<Operations[Name]>>> {
    const no = this.#next++;
    if (this.#isOver) return Promise.reject(new Error(`asked for "${name}" after the process had ended`));
    return new Promise((resolve, reject) => {
      this.#waiting.set(no, { resolve: resolve as (value: unknown) => void, reject });
      this.#process.send({ no, name, input });
    });
  }

  async stop(): Promise<void> {
    const late = setTimeout(() => this.#process.kill('SIGKILL'), 20_000);
    if (this.#process.connected) this.#process.disconnect();
    await this.#ended;
    clearTimeout(late);
  }
}

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** The other side, in the child: answers each message by the operation it names; ends when the parent goes. */
export function answerParent(operations: Record<string, (input: never) => unknown>, end: () => Promise<void>): void {
  process.on('message', (message: { no: number; name: string; input: never }) => {
    void (async () => {
      try {
        process.send?.({ no: message.no, value: await operations[message.name]!(message.input) });
      } catch (error) {
        process.send?.({ no: message.no, error: (error as Error).stack ?? String(error) });
      }
    })();
  });
  process.once('disconnect', () => {
    void end().finally(() => process.exit(0));
  });
}
