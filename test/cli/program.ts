import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Output } from '../../src/cli/host.ts';
import { runCli } from '../../src/cli/run.ts';
import { processHost } from '../../src/main/cli-host.ts';
import { readEnvironment } from '../../src/main/config/environment.ts';

/** The program as it is installed, put together before the first test (tools/test-program.mjs). */
const entry = fileURLToPath(new URL('../../dist/test-program/proviso.js', import.meta.url));
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Program {
  readonly child: ChildProcess;
  readonly done: Promise<Finished>;
  /** The first match in what was printed so far or will be. */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
}

export function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Program {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PROVISO_')));
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: projectRoot,
    env: { ...inherited, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const waiting: (() => void)[] = [];
  const tell = (): void => {
    for (const check of waiting) check();
  };
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part;
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    err += part;
  });
  const done = new Promise<Finished>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  return {
    child,
    done,
    seen: (pattern) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const match = pattern.exec(out);
          if (match !== null) resolve(match);
        };
        waiting.push(check);
        check();
        done.then((ended) => reject(new Error(`ended with ${ended.code} before ${pattern}: ${ended.err}`)));
      }),
  };
}

export async function proviso(
  args: readonly string[],
  input = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const program = start(args, environment);
  program.child.stdin?.end(input);
  return await program.done;
}

/** The same command line in this process: many commands one after the other would spend their time starting. */
export async function inProcess(args: readonly string[], input = ''): Promise<Finished> {
  process.umask(0o077);
  const text = { out: '', err: '' };
  const into = (name: 'out' | 'err'): Output => ({
    isTerminal: false,
    write: async (data) => {
      text[name] += Buffer.from(data).toString('utf8');
    },
  });
  const host = processHost(new AbortController().signal, {
    stdout: into('out'),
    stderr: into('err'),
    stdin: (async function* () {
      yield Buffer.from(input);
    })(),
    environment: readEnvironment({}),
  });
  return { code: await runCli(args, host), ...text };
}
