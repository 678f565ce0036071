#!/usr/bin/env node
import { runCli } from '../cli/run.ts';
import { processHost } from './cli-host.ts';

// Whatever this process creates is its user's alone (T-CLI-04); the store's files follow this too.
process.umask(0o077);

const interrupt = new AbortController();
let asked = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    asked += 1;
    // Once is a request to finish; twice is somebody who will not wait.
    if (asked > 1) process.exit(130);
    interrupt.abort();
  });
}
// A reader such as `head` that has enough closes the pipe: no fault of ours, and nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.stderr.on('error', () => undefined);

process.exitCode = await runCli(process.argv.slice(2), processHost(interrupt.signal));
// Standard input may still be open; nothing more will be read from it.
process.stdin.destroy();
