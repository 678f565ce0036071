import type { Fault } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import { openDirectory, runNode } from '../run-node.ts';
import { storyClock } from './story-clock.ts';

/**
 * One node of a story, in a process of its own: `fork` runs this file. Its parent moves the clock and ends it; a parent
 * that is gone ends it too.
 */
export interface NodeProcessInput {
  readonly dir: string;
  readonly port: string;
  /** How far the clock of the story is ahead of the machine's when it starts. */
  readonly begins: Micros | null;
}

export type ToNodeProcess =
  | { readonly kind: 'open'; readonly input: NodeProcessInput }
  | { readonly kind: 'pass'; readonly by: Micros }
  | { readonly kind: 'close' };

export type FromNodeProcess =
  | { readonly kind: 'opened'; readonly url: string }
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }
  | { readonly kind: 'passed'; readonly now: Micros };

const tell = (message: FromNodeProcess): void => {
  process.send?.(message);
};

/** The demo ignores the settings of a real node. */
const nothing = { variables: new Map<string, string>(), data: null, faults: [], warnings: [] };

let close = async (): Promise<void> => undefined;
let pass = (_by: Micros): Micros => 0;

async function open({ dir, port, begins }: NodeProcessInput): Promise<void> {
  const clock = storyClock(begins);
  const opened = await openDirectory(dir, nothing, new Map([['--port', port]]), clock.clock);
  const running = opened.ok ? await runNode(opened.value, dir) : opened;
  if (!running.ok) {
    tell({ kind: 'refused', faults: running.error });
    return;
  }
  close = () => running.value.close();
  pass = (by) => {
    clock.pass(by);
    return clock.now();
  };
  tell({ kind: 'opened', url: running.value.url });
}

async function end(): Promise<void> {
  await close();
  process.disconnect?.();
}

// Ctrl-C reaches every process of a terminal; when this one ends is the parent's business.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => void close().finally(() => process.exit(0)));
process.on('message', (message: ToNodeProcess) => {
  if (message.kind === 'open') void open(message.input);
  else if (message.kind === 'pass') tell({ kind: 'passed', now: pass(message.by) });
  else void end();
});
