import type { StoreWriter } from '../../../src/ports/store.ts';

interface Row {
  readonly direction: 'in' | 'out';
  readonly refused: unknown;
}

/** What the log itself keeps of every message. */
const logged = new Set(['thread', 'thread-order']);

/**
 * Hears of a refused message that left a trace (I6): between the row of a message and the same row as refused nothing may
 * be queued but what the log keeps of every message. Both are queued in one piece of work that waits for nothing.
 */
export function watchRefusals(write: StoreWriter, broken: (trace: string) => void): StoreWriter {
  let since: { readonly row: string; readonly traces: string[] } | null = null;
  const note = (method: string, args: readonly unknown[]): void => {
    const [kind, id, value] = args;
    const document = method === 'putDocument' ? String(kind) : null;
    if (document?.startsWith('message ')) {
      const name = `${document} ${String(id)}`;
      const { direction, refused } = value as Row;
      if (since?.row === name && refused !== null && since.traces.length > 0)
        broken(`${name} is refused and left ${since.traces.join(', ')}`);
      if (direction === 'in') since = { row: name, traces: [] };
      else since?.traces.push(name);
    } else if (since !== null && !logged.has(document ?? '') && since.traces.length < 5)
      since.traces.push(`${method} ${String(kind)} ${String(id)}`);
  };
  const watched = Object.create(write) as StoreWriter;
  for (const [method, value] of Object.entries(write) as [string, unknown][])
    if (typeof value === 'function')
      Object.defineProperty(watched, method, {
        value: (...args: unknown[]) => {
          note(method, args);
          return (value as (...args: unknown[]) => unknown).apply(write, args);
        },
      });
  return watched;
}
