import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { CliHost, Output } from '../cli/host.ts';
import { ok } from '../core/result.ts';
import { type Environment, readEnvironment } from './config/environment.ts';
import { createNodeDirectory, removeNodeDirectory } from './node-directory.ts';
import { packageRoot } from './package-root.ts';
import { readDocument } from './read-document.ts';
import { whenAborted } from './when-aborted.ts';

function packageVersion(): string {
  const text = readFileSync(new URL('package.json', packageRoot), 'utf8');
  return String((JSON.parse(text) as { version?: unknown }).version);
}

/** Where a process runs under a number without an account, as in many containers, there is no name. */
function systemUser(): string | null {
  try {
    return userInfo().username || null;
  } catch {
    return null;
  }
}

function output(stream: NodeJS.WriteStream): Output {
  return {
    isTerminal: stream.isTTY === true,
    write: (data) =>
      new Promise((resolve, reject) => {
        stream.write(data, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** Loaded when needed: help and the commands that reach a running node open no store. */
const node = (): Promise<typeof import('./run-node.ts')> => import('./run-node.ts');

/** A stream that ends where the interruption came; what reads it looks at the signal to tell this from its true end. */
async function* untilInterrupted(stream: NodeJS.ReadStream, interrupted: AbortSignal): AsyncGenerator<Uint8Array> {
  interrupted.addEventListener('abort', () => stream.destroy(), { once: true });
  try {
    for await (const part of stream) yield part as Buffer;
  } catch (error) {
    if (!interrupted.aborted) throw error;
  }
}

/** The parts of a process that a command line sees. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly environment: Environment;
}

const ofProcess = (interrupted: AbortSignal): Surroundings => ({
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  stdin: untilInterrupted(process.stdin, interrupted),
  environment: readEnvironment(),
});

/** A command line over this machine's files and sockets. */
export function processHost(interrupted: AbortSignal, around: Surroundings = ofProcess(interrupted)): CliHost {
  const { environment, ...streams } = around;
  return {
    ...streams,
    version: packageVersion(),
    user: systemUser(),
    defaultData: environment.data ?? join('.', 'proviso-data'),
    warnings: environment.warnings,
    interrupted,
    readDocument,
    open: async (dir) => {
      const { openDirectory } = await node();
      const opened = await openDirectory(dir, environment);
      if (!opened.ok) return opened;
      const own = opened.value.node;
      return ok({ api: own.operator, close: () => own.close() });
    },
    init: async (dir, input) => {
      const { openDirectory } = await node();
      const made = await createNodeDirectory(dir, input);
      if (!made.ok) return made;
      const opened = await openDirectory(dir, environment);
      if (!opened.ok) {
        // It was empty before: what half a node would leave behind would stand in the way of the next try.
        await removeNodeDirectory(dir);
        return opened;
      }
      await opened.value.node.close();
      return ok({ data: dir, party: made.value.party, name: input.name });
    },
    start: async (dir, options, ready) => {
      const given = new Map(Object.entries(options).map(([name, value]): [string, string] => [`--${name}`, value]));
      const { openDirectory, runNode } = await node();
      const opened = await openDirectory(dir, environment, given);
      if (!opened.ok) return opened;
      const running = await runNode(
        opened.value,
        dir,
        (line) => void streams.stderr.write(`${line}\n`).catch(() => undefined),
      );
      if (!running.ok) return running;
      await ready(running.value.url);
      await whenAborted(interrupted);
      await running.value.close();
      return ok(null);
    },
    demo: async (options, say) => (await import('./demo/run-demo.ts')).runDemo(options, say, interrupted),
  };
}
