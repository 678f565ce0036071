import type { PartyId } from '../../core/ids.ts';
import type { Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'messages'>;

/**
 * Stopped threads with a peer are tried once more, and whatever else waits for it at once. Answers the threads. `before`:
 * only threads whose last try was before that moment.
 */
export async function tryAgain(
  { engine, store, messages }: Deps,
  peer: PartyId,
  only: { readonly thread?: string; readonly before?: Micros } = {},
): Promise<readonly string[]> {
  const threads = await engine.exclusive(async () => engine.change(() => messages.stopped.tryAgain(peer, only)));
  await store.flush();
  messages.wake(peer);
  return threads;
}
