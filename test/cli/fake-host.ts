import type { CliHost, Output } from '../../src/cli/host.ts';
import { runCli } from '../../src/cli/run.ts';
import { ok } from '../../src/core/result.ts';
import { readDocument } from '../../src/main/read-document.ts';
import { type FakeOperator, fakeOperator } from './fake-operator.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly api: FakeOperator;
}

export interface RunOptions {
  readonly terminal?: boolean;
  readonly stdin?: string;
  readonly data?: string;
  readonly api?: FakeOperator;
  readonly interrupted?: AbortSignal;
}

function capture(isTerminal: boolean): Output & { text: () => string } {
  const parts: Buffer[] = [];
  return {
    isTerminal,
    write: async (data) => {
      parts.push(Buffer.from(data));
    },
    text: () => Buffer.concat(parts).toString('utf8'),
  };
}

/** Runs one command line in this process, over an operator of the test's. */
export async function run(line: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const api = options.api ?? fakeOperator();
  const stdout = capture(options.terminal ?? false);
  const stderr = capture(options.terminal ?? false);
  const host: CliHost = {
    version: '1.2.3',
    user: 'ann',
    defaultData: options.data ?? '/nonexistent/proviso-data',
    stdout,
    stderr,
    stdin: (async function* () {
      yield Buffer.from(options.stdin ?? '');
    })(),
    warnings: [],
    interrupted: options.interrupted ?? new AbortController().signal,
    readDocument,
    open: async () => ok({ api, close: async () => undefined }),
    init: async (dir, input) => ok({ data: dir, ...input }),
    start: async (_dir, _options, ready) => {
      await ready('http://127.0.0.1:7020/');
      return ok(null);
    },
    demo: async (_options, say) => {
      await say('a story');
      return ok({ claims: 1 });
    },
  };
  const code = await runCli(line, host);
  return { code, out: stdout.text(), err: stderr.text(), api };
}
